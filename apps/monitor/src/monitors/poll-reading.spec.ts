import { describe, expect, it } from '@jest/globals';
import type { PollReading } from '@app/contracts';
import { begin } from './monitor.machine.js';
import type { MonitorContext } from './monitor.types.js';
import { type Polled, newsOf } from './poll-reading.js';

const error = { code: 'E', message: 'it went wrong' };
const context: MonitorContext = {
  ...begin({ startKey: 'k', job: { id: 'j' } }).context,
  verdict: 'running',
  statusWord: 'InProgress',
  progress: { percent: 10 },
};
const reading = (facts: Partial<PollReading> = {}): PollReading => ({
  verdict: 'running',
  phase: null,
  isNewPhase: false,
  statusWord: 'InProgress',
  status: {},
  progress: { percent: 10 },
  captured: { id: 'j' },
  ...facts,
});
const polled = (facts: Partial<PollReading>, counts: Partial<Polled> = {}): Polled => ({
  reading: reading(facts),
  at: 10_000,
  polls: 2,
  failures: 0,
  missingInARow: 0,
  phase: { missing: { graceMs: 60_000, limit: 3 }, failing: { forMs: null, limit: null } },
  fetch: null,
  result: null,
  ...counts,
});
const transient = { verdict: 'transient', error } as const;
const missing = { verdict: 'missing', error } as const;

describe('What a poll is worth', () => {
  it.each<[string, Partial<PollReading>, Partial<Polled>, string | undefined]>([
    ['the same status', {}, {}, undefined],
    ['another status word', { statusWord: 'Queued' }, {}, 'StatusSeen'],
    ['another meaning', { verdict: 'paused' }, {}, 'StatusSeen'],
    ['other progress', { progress: { percent: 11 } }, {}, 'StatusSeen'],
    ['a new hint', { hintMs: 5000 }, {}, 'StatusSeen'],
    ['another place to ask', { captured: { statusUrl: 'https://api.test/2' } }, {}, 'StatusSeen'],
    ['another phase', { phase: 'build', isNewPhase: true }, {}, 'StatusSeen'],
    ['the first failure', transient, { failures: 1 }, 'PollFailed'],
    ['a record that is missing', missing, { failures: 2, missingInARow: 2 }, 'PollFailed'],
    ['a record that was missing too often', missing, { failures: 3, missingInARow: 3 }, 'JobLost'],
    ['a record that is gone', { verdict: 'lost', error }, { failures: 1 }, 'JobLost'],
    ['success', { verdict: 'succeeded' }, {}, 'JobSucceeded'],
    ['failure', { verdict: 'failed', error }, {}, 'JobFailed'],
    ['cancellation', { verdict: 'canceled' }, {}, 'JobCanceled'],
  ])('%s', (_, facts, counts, type) => {
    expect(newsOf(context, polled(facts, counts))?.type).toBe(type);
  });

  it('tells failures of a streak only when they have doubled', () => {
    const failing = { ...context, trouble: { since: 0, count: 1, error } };
    const told = [2, 3, 4, 5, 6, 7, 8].filter((failures) => newsOf(failing, polled(transient, { failures })));

    expect(told).toEqual([2, 4, 8]);
  });

  it('tells the end of a streak though the status is the same', () => {
    const failing = { ...context, trouble: { since: 0, count: 1, error } };

    expect(newsOf(failing, polled({}))?.type).toBe('StatusSeen');
  });

  it('waits for a record that is not there yet while the grace after the start runs, and no longer', () => {
    const young = { ...context, verdict: null, statusWord: null, startedAt: 0 };
    const often = { failures: 50, missingInARow: 50 };

    expect(newsOf(young, polled(missing, { ...often, at: 59_999, failures: 64 }))?.type).toBe('PollFailed');
    expect(newsOf(young, polled(missing, { ...often, at: 60_000 }))?.type).toBe('JobLost');
    expect(newsOf({ ...young, verdict: 'running' }, polled(missing, { ...often, at: 1 }))?.type).toBe('JobLost');
  });

  it('takes a job whose record goes after its cancel was taken for canceled', () => {
    const canceling: MonitorContext = { ...context, operation: { kind: 'cancel', attempts: 0, nextAt: null } };

    expect(newsOf(canceling, polled({ verdict: 'lost', error }))?.type).toBe('JobCanceled');
    expect(newsOf(canceling, polled(missing, { failures: 1, missingInARow: 1 }))?.type).toBe('JobCanceled');
  });

  it('gives up when the budget of failing polls is spent, and not before', () => {
    const failing = { ...context, trouble: { since: 0, count: 1, error } };
    const phase = { ...polled({}).phase, failing: { forMs: 10_000, limit: 5 } };
    const typeAt = (at: number, failures: number) => newsOf(failing, polled(transient, { at, failures, phase }))?.type;

    expect([typeAt(9999, 3), typeAt(10_000, 3), typeAt(1, 5)]).toEqual([undefined, 'PollsExhausted', 'PollsExhausted']);
  });
});
