import { describe, expect, it } from '@jest/globals';
import { ask, createJob, passTime } from './job-life.js';

const life = { queuedMs: 500, inProgressMs: 700, outcome: 'Completed' as const };

function setup() {
  return createJob({ id: 'a', namespace: 'default', name: 'gb4711', life }, 10_000);
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

describe('ask', () => {
  it('first catches up with what was due before', () => {
    const { job } = setup();

    const asked = ask(job, { type: 'CancelRequested', at: 10_700, takesMs: 0 });

    expect(asked.isChanged).toBe(true);
    expect(asked.transitions.map(({ to, at }) => [to, at])).toEqual([
      ['InProgress', 10_500],
      ['Canceled', 10_700],
    ]);
  });

  it('changes nothing of a job that had ended by then, and still tells that it had', () => {
    const { job } = setup();

    const asked = ask(job, { type: 'CancelRequested', at: 11_200, takesMs: 0 });

    expect(asked).toMatchObject({ isChanged: false, job: { state: 'Completed' } });
    expect(asked.transitions).toHaveLength(2);
  });

  it('lets a cancel that takes its time come in the place of the end', () => {
    const { job } = setup();
    const { job: canceling } = ask(job, { type: 'CancelRequested', at: 11_000, takesMs: 5000 });

    const { job: later } = passTime(canceling, 15_999);
    const { job: last } = passTime(later, 16_000);

    expect([canceling.state, later.state, last.state]).toEqual(['InProgress', 'InProgress', 'Canceled']);
    expect(last.context).toMatchObject({ cancelRequestedAt: 11_000, endedAt: 16_000 });
  });

  it('lets the time of a paused job stand still', () => {
    const { job } = setup();
    const { job: paused } = ask(job, { type: 'PauseRequested', at: 10_900 });

    const { job: untouched, transitions } = passTime(paused, 9_999_999);
    const { job: resumed } = ask(untouched, { type: 'ResumeRequested', at: 20_900 });

    expect(transitions).toEqual([]);
    expect(resumed).toMatchObject({ state: 'InProgress', context: { nextTransitionAt: 21_200, pausedMs: 10_000 } });
    expect(passTime(resumed, 21_200).job.state).toBe('Completed');
  });

  it('lets an open job begin when it is told to, and no sooner', () => {
    const { job } = createJob({ id: 'a', namespace: 'default', name: 'gb4711', life }, 10_000, true);

    const before = passTime(job, 99_999);
    const { job: begun, isChanged } = ask(job, { type: 'Begun', at: 50_000 });

    expect(before.transitions).toEqual([]);
    expect(isChanged).toBe(true);
    expect(passTime(begun, 51_200).job).toMatchObject({ state: 'Completed', context: { endedAt: 51_200 } });
  });
});
