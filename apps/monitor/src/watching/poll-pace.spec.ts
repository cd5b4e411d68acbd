import { describe, expect, it } from '@jest/globals';
import {
  type Pace,
  firstPollAfterTakeover,
  firstPollAt,
  nextPollAfterFailure,
  nextPollAt,
  nextSearchAt,
  nextStartAt,
} from './poll-pace.js';

const pace = (facts: Partial<Pace> = {}): Pace => ({
  firstMs: 0,
  everyMs: 500,
  isDefault: false,
  factor: 1,
  maxMs: 5000,
  minMs: 0,
  jitter: 0,
  longestHintMs: 1e9,
  capMs: null,
  ...facts,
});
const polled = { sentAt: 1000, repliedAt: 1400, hintMs: null as number | null, random: 0, polls: 1, failures: 1 };

describe('The pace of polls', () => {
  it('counts the interval from when the last poll was sent', () => {
    expect(nextPollAt(polled, pace())).toBe(1500);
  });

  it('counts a hint from the reply, and is never earlier', () => {
    expect(nextPollAt({ ...polled, hintMs: 2000 }, pace())).toBe(3400);
    expect(nextPollAt({ ...polled, hintMs: 2000 }, pace({ everyMs: 9000 }))).toBe(10_000);
  });

  it('goes by a hint alone where nobody said an interval, but not ever faster', () => {
    const open = pace({ everyMs: 20_000, isDefault: true });

    expect(nextPollAt({ ...polled, hintMs: 5000 }, open)).toBe(6400);
    expect(nextPollAt({ ...polled, hintMs: 0 }, open)).toBe(2000);
    expect(nextPollAt(polled, open)).toBe(21_000);
    expect(nextPollAfterFailure({ ...polled, hintMs: 0, failures: 1 }, open)).toBe(21_000);
  });

  it('takes a hint that is too long for the longest that the profile believes', () => {
    expect(nextPollAt({ ...polled, hintMs: 1e8 }, pace({ longestHintMs: 3000 }))).toBe(4400);
  });

  it('grows by the factor from poll to poll, up to the longest interval', () => {
    const at = (polls: number) => nextPollAt({ ...polled, polls }, pace({ factor: 2, maxMs: 3000 })) - polled.sentAt;

    expect([1, 2, 3, 4, 1000].map(at)).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it('never waits longer than the remote side keeps a result, whatever asks for it', () => {
    const short = pace({ everyMs: 60_000, capMs: 2000 });

    expect(nextPollAt(polled, short)).toBe(3000);
    expect(nextPollAt({ ...polled, hintMs: 60_000 }, short)).toBe(3400);
    expect(nextPollAfterFailure({ ...polled, failures: 9 }, short)).toBe(3000);
  });

  it('never polls as fast as replies come, whatever asks for it', () => {
    const next = (facts: Partial<Pace>) => nextPollAt({ ...polled, repliedAt: 1001 }, pace(facts));

    expect([next({ everyMs: 0 }), next({ capMs: 0 })]).toEqual([1010, 1010]);
  });

  it('polls for the first time at once, or when the start reply or the profile says', () => {
    expect(firstPollAt(polled, pace())).toBe(1400);
    expect(firstPollAt(polled, pace({ firstMs: 3000 }))).toBe(4400);
    expect(firstPollAt({ ...polled, hintMs: 9000 }, pace({ firstMs: 3000 }))).toBe(10_400);
  });

  it('repeats a first failure after the interval, then doubles up to five minutes', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 60].map((failures) =>
      nextPollAfterFailure({ ...polled, sentAt: 0, repliedAt: 0, failures }, pace({ everyMs: 5000 })),
    );

    expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  });

  it('adds jitter upwards only, to the hint as well', () => {
    const at = (random: number, hintMs: number | null = null) =>
      nextPollAt({ ...polled, random, hintMs }, pace({ jitter: 0.1 }));

    expect([at(0), at(1)]).toEqual([1500, 1550]);
    expect([at(0, 2000), at(1, 2000)]).toEqual([3400, 3600]);
  });

  it('keeps a long interval as it is when polls fail', () => {
    expect(nextPollAfterFailure({ ...polled, failures: 5 }, pace({ everyMs: 900_000 }))).toBe(901_000);
  });

  it('asks again for a start after half a second, then ever later, never before a Retry-After', () => {
    const at = (failures: number, hintMs: number | null = null) =>
      nextStartAt({ repliedAt: 100, hintMs, failures, random: 0 });

    expect([at(1), at(2), at(3), at(20)]).toEqual([600, 1100, 2100, 30_100]);
    expect(at(1, 7000)).toBe(7100);
  });

  it('looks for a job ever later, and at last no more', () => {
    const at = (attempts: number) => nextSearchAt({ repliedAt: 0, attempts, random: 0 });

    expect([at(1), at(2), at(9), at(10)]).toEqual([1000, 2000, 60_000, undefined]);
  });

  it('after a take-over keeps a stored instant that is still to come', () => {
    const taken = { storedAt: 900, now: 500, hintMs: null, deadlineAt: 1e6, random: 0.5 };

    expect(firstPollAfterTakeover({ ...taken, pace: pace() })).toBe(900);
  });

  it('after a take-over spreads the others over the interval, behind the wait that was asked for last', () => {
    const at = (random: number, hintMs: number | null, deadlineAt = 1e6) =>
      firstPollAfterTakeover({ storedAt: 0, now: 500, pace: pace({ everyMs: 1000 }), hintMs, deadlineAt, random });

    expect([at(0, null), at(0.5, null), at(1, null)]).toEqual([500, 1000, 1500]);
    expect(at(0.5, 3000)).toBe(4000);
    expect(at(1, null, 900)).toBe(700);
  });
});
