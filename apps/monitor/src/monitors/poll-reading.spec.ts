import { describe, expect, it } from '@jest/globals';
import type { PollVerdict } from '@app/contracts';
import { begin } from './monitor.machine.js';
import { newsOf } from './poll-reading.js';

const error = { code: 'E', message: 'it went wrong' };
const context = { ...begin({ startKey: 'k', jobId: 'j' }).context, statusWord: 'InProgress', status: { percent: 10 } };
const reading = (verdict: PollVerdict, counts = {}) => ({
  verdict,
  at: 1,
  polls: 2,
  failures: 0,
  notFoundInARow: 0,
  notFoundLimit: 3,
  ...counts,
});
const running = (extra = {}): PollVerdict => ({
  verdict: 'running',
  statusWord: 'InProgress',
  status: { percent: 10 },
  ...extra,
});
const transient = (extra = {}): PollVerdict => ({ verdict: 'transient', error, ...extra });

describe('What a poll is worth', () => {
  it.each([
    ['the same status', running(), {}, undefined],
    ['another status word', running({ statusWord: 'Queued' }), {}, 'StatusSeen'],
    ['another percentage', running({ status: { percent: 11 } }), {}, 'StatusSeen'],
    ['a new Retry-After', running({ retryAfterMs: 5000 }), {}, 'StatusSeen'],
    ['the first failure', transient(), { failures: 1 }, 'PollFailed'],
    [
      'a 404 within the grace',
      { verdict: 'notFound', error } as PollVerdict,
      { failures: 1, notFoundInARow: 2 },
      'PollFailed',
    ],
    ['a 404 too many', { verdict: 'notFound', error } as PollVerdict, { failures: 3, notFoundInARow: 3 }, 'JobLost'],
    ['a record that is gone', { verdict: 'lost', error } as PollVerdict, {}, 'JobLost'],
    ['success', { verdict: 'succeeded', statusWord: 'Completed', status: {} } as PollVerdict, {}, 'JobSucceeded'],
    ['failure', { verdict: 'failed', statusWord: 'Failed', status: {} } as PollVerdict, {}, 'JobFailed'],
    ['cancellation', { verdict: 'canceled', statusWord: 'Canceled', status: {} } as PollVerdict, {}, 'JobCanceled'],
  ])('%s', (_, verdict, counts, type) => {
    expect(newsOf(context, reading(verdict, counts))?.type).toBe(type);
  });

  it('tells failures of a streak only when they have doubled', () => {
    const failing = { ...context, trouble: { since: 0, count: 1, error } };
    const told = [2, 3, 4, 5, 6, 7, 8].filter(
      (failures) => newsOf(failing, reading(transient(), { failures })) !== undefined,
    );

    expect(told).toEqual([2, 4, 8]);
  });

  it('tells the end of a streak though the status is the same', () => {
    const failing = { ...context, trouble: { since: 0, count: 1, error } };

    expect(newsOf(failing, reading(running()))?.type).toBe('StatusSeen');
  });
});
