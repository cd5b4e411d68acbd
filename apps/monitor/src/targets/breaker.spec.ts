import { describe, expect, it } from '@jest/globals';
import { BAD_IN_A_ROW, Breaker } from './breaker.js';
import { spreadAfter } from './spread.js';

/** A breaker that has just blocked its target, at 0. */
function blocked(hintMs?: number): Breaker {
  const breaker = new Breaker();
  for (let bad = 0; bad < BAD_IN_A_ROW; bad++) breaker.learn('bad', 0, 0, hintMs);
  return breaker;
}

describe('The circuit breaker of a target', () => {
  it('lets everything pass as long as good answers come in between', () => {
    const breaker = new Breaker();

    for (let round = 0; round < 50; round++) {
      for (let bad = 1; bad < BAD_IN_A_ROW; bad++) expect(breaker.learn('bad', round, 0)).toBe(false);
      breaker.learn('good', round, 0);
    }

    expect(breaker.blockedUntil(50)).toBeUndefined();
    expect(breaker.isPristine).toBe(true);
  });

  it('blocks after so many bad answers in a row, and says until when', () => {
    const breaker = new Breaker();

    for (let bad = 1; bad < BAD_IN_A_ROW; bad++) breaker.learn('bad', 0, 0);
    expect(breaker.blockedUntil(0)).toBeUndefined();

    expect(breaker.learn('bad', 1000, 0)).toBe(true);
    expect(breaker.blockedUntil(1000)).toBe(6000);
    expect(breaker.blockedUntil(5999)).toBe(6000);
  });

  it('counts what was never sent, or was given up, as nothing', () => {
    const breaker = new Breaker();

    for (let round = 0; round < 100; round++) breaker.learn('none', round, 0);

    expect(breaker.isPristine).toBe(true);
  });

  it('lets one request try when the time is over, and the others look again later', () => {
    const breaker = blocked();

    expect(breaker.blockedUntil(5000)).toBeUndefined();
    breaker.pass(5000);

    expect(breaker.blockedUntil(5001)).toBe(6001);
  });

  it('closes when the trial goes well', () => {
    const breaker = blocked();

    breaker.pass(5000);
    breaker.learn('good', 5100, 0);

    expect(breaker.blockedUntil(5100)).toBeUndefined();
    expect(breaker.isPristine).toBe(true);
  });

  it('blocks for twice as long when the trial fails, up to a minute', () => {
    const breaker = blocked();
    const lengths: number[] = [];
    let now = breaker.blockedUntil(0)!;

    for (let trial = 0; trial < 6; trial++) {
      breaker.pass(now);
      expect(breaker.learn('bad', now, 0)).toBe(true);
      lengths.push(breaker.blockedUntil(now)! - now);
      now = breaker.blockedUntil(now)!;
    }

    expect(lengths).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it('begins anew after a good answer', () => {
    const breaker = blocked();
    breaker.pass(5000);
    breaker.learn('bad', 5000, 0);
    breaker.pass(15_000);
    breaker.learn('good', 15_000, 0);

    for (let bad = 0; bad < BAD_IN_A_ROW; bad++) breaker.learn('bad', 20_000, 0);

    expect(breaker.blockedUntil(20_000)).toBe(25_000);
  });

  it('lets another try when the trial came to nothing, or is not heard of any more', () => {
    const breaker = blocked();

    breaker.pass(5000);
    breaker.learn('none', 5100, 0);
    expect(breaker.blockedUntil(5100)).toBeUndefined();
    breaker.pass(5100);
    expect(breaker.blockedUntil(65_099)).toBeDefined();
    expect(breaker.blockedUntil(65_100)).toBeUndefined();
  });

  it('learns nothing from what was under way when it blocked', () => {
    const breaker = blocked();

    expect(breaker.learn('bad', 4000, 0)).toBe(false);
    expect(breaker.blockedUntil(4000)).toBe(5000);
  });

  it('waits as long as the target asks, within bounds', () => {
    expect(blocked(30_000).blockedUntil(0)).toBe(30_000);
    expect(blocked(1000).blockedUntil(0)).toBe(5000);
    expect(blocked(365 * 86_400_000).blockedUntil(0)).toBe(600_000);
  });

  it('blocks a little longer by chance, so that replicas do not try together', () => {
    const breaker = new Breaker();
    for (let bad = 0; bad < BAD_IN_A_ROW; bad++) breaker.learn('bad', 0, 0.5);

    expect(breaker.blockedUntil(0)).toBe(5500);
  });
});

describe('Polls after a block', () => {
  it('are spread over the interval of their monitor', () => {
    const at = Array.from({ length: 1000 }, (_, index) => spreadAfter(60_000, 20_000, index / 1000));

    expect(Math.min(...at)).toBe(60_000);
    expect(Math.max(...at)).toBeLessThan(80_000);
    for (let second = 60; second < 80; second++) {
      expect(at.filter((instant) => Math.floor(instant / 1000) === second)).toHaveLength(50);
    }
  });
});
