import { describe, expect, it } from '@jest/globals';
import { type JobState, jobStates } from '@app/contracts';
import type { JobOutcome } from '../scenarios/scenario.js';
import { JobUnreadable } from './job-unreadable.errors.js';
import { type JobSnapshot, advance, begin } from './job.machine.js';

const DUE_AT = 1_000_000;

const times = { 'before it is due': DUE_AT - 1, 'when it is due': DUE_AT, 'long after': DUE_AT + 3_600_000 };

function jobIn(state: JobState, outcome: JobOutcome = 'Completed'): JobSnapshot {
  const isLive = state === 'Queued' || state === 'InProgress';
  return {
    state,
    context: { scenario: { queuedMs: 500, inProgressMs: 700, outcome }, nextTransitionAt: isLive ? DUE_AT : null },
  };
}

describe('the life of a job', () => {
  it('begins Queued, and waits there for as long as its scenario says', () => {
    const scenario = { queuedMs: 500, inProgressMs: 700, outcome: 'Completed' as const };

    const born = begin({ at: DUE_AT, scenario });

    expect(born).toEqual({ state: 'Queued', context: { scenario, nextTransitionAt: DUE_AT + 500 } });
  });

  // Every state × every event, the event at its three possible times.
  it.each<[JobState, JobOutcome, keyof typeof times, JobState, number | null]>([
    ['Queued', 'Completed', 'before it is due', 'Queued', DUE_AT],
    ['Queued', 'Completed', 'when it is due', 'InProgress', DUE_AT + 700],
    ['Queued', 'Failed', 'when it is due', 'InProgress', DUE_AT + 700],
    ['Queued', 'Canceled', 'when it is due', 'InProgress', DUE_AT + 700],
    ['Queued', 'Completed', 'long after', 'InProgress', DUE_AT + 700],
    ['InProgress', 'Completed', 'before it is due', 'InProgress', DUE_AT],
    ['InProgress', 'Completed', 'when it is due', 'Completed', null],
    ['InProgress', 'Failed', 'when it is due', 'Failed', null],
    ['InProgress', 'Canceled', 'when it is due', 'Canceled', null],
    ['InProgress', 'Completed', 'long after', 'Completed', null],
    ['Completed', 'Completed', 'long after', 'Completed', null],
    ['Failed', 'Failed', 'long after', 'Failed', null],
    ['Canceled', 'Canceled', 'long after', 'Canceled', null],
  ])('%s, with %s to come, TimePassed %s: %s', (from, outcome, time, to, nextTransitionAt) => {
    const after = advance(jobIn(from, outcome), { type: 'TimePassed', at: times[time] });

    expect(after).toMatchObject({ state: to, changed: from !== to, context: { nextTransitionAt } });
  });

  it.each(jobStates)('can be read from a row in the state %s', (state) => {
    expect(() => advance(jobIn(state), { type: 'TimePassed', at: 0 })).not.toThrow();
  });

  it('is unreadable in a state that no release ever wrote', () => {
    const stranger = { ...jobIn('Queued'), state: 'Sleeping' as JobState };

    expect(() => advance(stranger, { type: 'TimePassed', at: 0 })).toThrow(JobUnreadable);
  });
});
