import { describe, expect, it } from '@jest/globals';
import { firstPollAfterTakeover, nextPollAfterFailure, nextPollAt, nextStartAt } from './poll-pace.js';

describe('The pace of polls', () => {
  it('counts the interval from when the last poll was sent', () => {
    expect(nextPollAt({ sentAt: 1000, repliedAt: 1400, intervalMs: 500, retryAfterMs: null })).toBe(1500);
  });

  it('counts a Retry-After from the reply, and is never earlier', () => {
    expect(nextPollAt({ sentAt: 1000, repliedAt: 1400, intervalMs: 500, retryAfterMs: 2000 })).toBe(3400);
    expect(nextPollAt({ sentAt: 1000, repliedAt: 1400, intervalMs: 9000, retryAfterMs: 2000 })).toBe(10_000);
  });

  it('repeats a first failure after the interval, then doubles up to five minutes', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 60].map((failures) =>
      nextPollAfterFailure({ sentAt: 0, repliedAt: 0, intervalMs: 5000, retryAfterMs: null, failures, random: 0 }),
    );

    expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  });

  it('adds jitter upwards only', () => {
    const at = (random: number) =>
      nextPollAfterFailure({ sentAt: 0, repliedAt: 0, intervalMs: 1000, retryAfterMs: null, failures: 2, random });

    expect([at(0), at(1)]).toEqual([2000, 2200]);
  });

  it('keeps a long interval as it is when polls fail', () => {
    const at = nextPollAfterFailure({
      sentAt: 0,
      repliedAt: 0,
      intervalMs: 900_000,
      retryAfterMs: null,
      failures: 5,
      random: 0,
    });

    expect(at).toBe(900_000);
  });

  it('asks again for a start after half a second, then ever later, never before a Retry-After', () => {
    const at = (failures: number, retryAfterMs: number | null = null) =>
      nextStartAt({ repliedAt: 100, retryAfterMs, failures, random: 0 });

    expect([at(1), at(2), at(3), at(20)]).toEqual([600, 1100, 2100, 30_100]);
    expect(at(1, 7000)).toBe(7100);
  });

  it('after a take-over keeps a stored instant that is still to come', () => {
    expect(
      firstPollAfterTakeover({
        storedAt: 900,
        now: 500,
        intervalMs: 100,
        retryAfterMs: null,
        deadlineAt: 1e6,
        random: 0.5,
      }),
    ).toBe(900);
  });

  it('after a take-over spreads the others over the interval, behind the wait that was asked for last', () => {
    const at = (random: number, retryAfterMs: number | null, deadlineAt = 1e6) =>
      firstPollAfterTakeover({ storedAt: 0, now: 500, intervalMs: 1000, retryAfterMs, deadlineAt, random });

    expect([at(0, null), at(0.5, null), at(1, null)]).toEqual([500, 1000, 1500]);
    expect(at(0.5, 3000)).toBe(4000);
    expect(at(1, null, 900)).toBe(700);
  });
});
