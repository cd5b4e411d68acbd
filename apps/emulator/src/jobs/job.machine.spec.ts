import { describe, expect, it } from '@jest/globals';
import { type JobState, jobStates } from '@app/contracts';
import { JobUnreadable } from './job-unreadable.errors.js';
import { type JobContext, type JobEvent, type JobSnapshot, advance, begin } from './job.machine.js';
import type { JobOutcome } from './life.js';

const DUE_AT = 1_000_000;

const times = { 'before it is due': DUE_AT - 1, 'when it is due': DUE_AT, 'long after': DUE_AT + 3_600_000 };

function jobIn(state: JobState, outcome: JobOutcome = 'Completed', more: Partial<JobContext> = {}): JobSnapshot {
  const isLive = state === 'Queued' || state === 'InProgress';
  return {
    state,
    life: { queuedMs: 500, inProgressMs: 700, outcome },
    context: { nextTransitionAt: isLive ? DUE_AT : null, ...more },
  };
}

describe('the life of a job', () => {
  it('begins Queued, and waits there for as long as was drawn for it', () => {
    const life = { queuedMs: 500, inProgressMs: 700, outcome: 'Completed' as const };

    const born = begin({ at: DUE_AT, life });

    expect(born).toEqual({ state: 'Queued', life, context: { nextTransitionAt: DUE_AT + 500 } });
  });

  it('begins open where it waits to be told', () => {
    const life = { queuedMs: 500, inProgressMs: 700, outcome: 'Completed' as const };

    const born = begin({ at: DUE_AT, life, isOpen: true });

    expect(born).toEqual({ state: 'Queued', life, context: { nextTransitionAt: null, isOpen: true } });
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

  // Every standing × everything that is asked, at DUE_AT: what becomes of it, and when its next step is due.
  const open = jobIn('Queued', 'Completed', { nextTransitionAt: null, isOpen: true });
  const queued = jobIn('Queued', 'Completed', { nextTransitionAt: DUE_AT + 100 });
  const running = jobIn('InProgress', 'Completed', { startedAt: DUE_AT - 600, nextTransitionAt: DUE_AT + 100 });
  const paused = jobIn('InProgress', 'Completed', {
    startedAt: DUE_AT - 900,
    pausedAt: DUE_AT - 300,
    remainingMs: 100,
    nextTransitionAt: null,
  });
  const canceling = jobIn('InProgress', 'Completed', { cancelRequestedAt: DUE_AT - 1, nextTransitionAt: DUE_AT + 100 });
  const standing = { open, queued, running, paused, canceling };
  it.each<[keyof typeof standing, JobEvent['type'], number | null | 'unchanged']>([
    ['open', 'Begun', DUE_AT + 500],
    ['open', 'CancelRequested', DUE_AT + 50],
    ['open', 'PauseRequested', 'unchanged'],
    ['open', 'ResumeRequested', 'unchanged'],
    ['queued', 'Begun', 'unchanged'],
    ['queued', 'CancelRequested', DUE_AT + 50],
    ['queued', 'PauseRequested', null],
    ['queued', 'ResumeRequested', 'unchanged'],
    ['running', 'Begun', 'unchanged'],
    ['running', 'CancelRequested', DUE_AT + 50],
    ['running', 'PauseRequested', null],
    ['running', 'ResumeRequested', 'unchanged'],
    ['paused', 'Begun', 'unchanged'],
    ['paused', 'CancelRequested', DUE_AT + 50],
    ['paused', 'PauseRequested', 'unchanged'],
    ['paused', 'ResumeRequested', DUE_AT + 100],
    ['canceling', 'Begun', 'unchanged'],
    ['canceling', 'CancelRequested', 'unchanged'],
    ['canceling', 'PauseRequested', 'unchanged'],
    ['canceling', 'ResumeRequested', 'unchanged'],
  ])('%s, %s: next step %s', (from, type, expected) => {
    const after = advance(standing[from], { type, at: DUE_AT, takesMs: 50 } as JobEvent);

    expect(after).toMatchObject({ state: standing[from].state, changed: expected !== 'unchanged' });
    const before = standing[from].context.nextTransitionAt;
    expect(after.context.nextTransitionAt).toBe(expected === 'unchanged' ? before : expected);
  });

  it.each(['Completed', 'Failed', 'Canceled'] as const)('%s, nothing that is asked changes it', (state) => {
    const types = ['Begun', 'CancelRequested', 'PauseRequested', 'ResumeRequested'] as const;

    const changes = types.map((type) => advance(jobIn(state), { type, at: DUE_AT, takesMs: 0 } as JobEvent).changed);

    expect(changes).toEqual([false, false, false, false]);
  });

  it('is canceled from Queued, too, whatever end was drawn for it', () => {
    const asked = jobIn('Queued', 'Completed', { cancelRequestedAt: DUE_AT - 5 });

    expect(advance(asked, { type: 'TimePassed', at: DUE_AT })).toMatchObject({
      state: 'Canceled',
      context: { endedAt: DUE_AT, nextTransitionAt: null },
    });
  });

  it.each(jobStates)('can be read from a row in the state %s', (state) => {
    expect(() => advance(jobIn(state), { type: 'TimePassed', at: 0 })).not.toThrow();
  });

  it('is unreadable in a state that no release ever wrote', () => {
    const stranger = { ...jobIn('Queued'), state: 'Sleeping' as JobState };

    expect(() => advance(stranger, { type: 'TimePassed', at: 0 })).toThrow(JobUnreadable);
  });
});
