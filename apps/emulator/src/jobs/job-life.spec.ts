import { describe, expect, it } from '@jest/globals';
import { createJob, passTime } from './job-life.js';

function setup() {
  const scenario = { queuedMs: 500, inProgressMs: 700, outcome: 'Completed' as const };
  return createJob({ id: 'a', name: 'gb4711', at: 10_000, scenario });
}

describe('passTime', () => {
  it('leaves a job alone that is not due', () => {
    const { job } = setup();

    expect(passTime(job, 10_499)).toEqual({ job, transitions: [] });
  });

  it('moves a job on with the instant at which it was due, not that at which it was looked at', () => {
    const { job } = setup();

    const { transitions } = passTime(job, 10_600);

    expect(transitions).toEqual([{ jobId: 'a', sequence: 1, from: 'Queued', to: 'InProgress', at: 10_500 }]);
  });

  it('catches up with everything that a job missed', () => {
    const { job } = setup();

    const moved = passTime(job, 99_999);

    expect(moved.job).toMatchObject({ state: 'Completed', sequence: 2, context: { nextTransitionAt: null } });
    expect(moved.transitions.map(({ sequence, to, at }) => [sequence, to, at])).toEqual([
      [1, 'InProgress', 10_500],
      [2, 'Completed', 11_200],
    ]);
  });
});
