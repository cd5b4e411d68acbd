import { describe, expect, it } from '@jest/globals';
import { Schedule } from './schedule.js';

function setup(instants: Record<string, number>): Schedule<string> {
  const schedule = new Schedule<string>();
  for (const [key, dueAt] of Object.entries(instants)) schedule.set(key, dueAt);
  return schedule;
}

/** A fixed sequence of numbers from 0 to 1 (a linear congruential generator), so that a failure can be repeated. */
function sequence(): () => number {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('Schedule', () => {
  it('is empty at first', () => {
    const schedule = setup({});

    expect(schedule.size).toBe(0);
    expect(schedule.nextDueAt()).toBeUndefined();
    expect(schedule.takeDue(Infinity)).toEqual([]);
  });

  it('gives out what is due, earliest first, and keeps the rest', () => {
    const schedule = setup({ c: 30, a: 10, d: 40, b: 20 });

    expect(schedule.takeDue(30)).toEqual(['a', 'b', 'c']);
    expect(schedule.nextDueAt()).toBe(40);
    expect(schedule.size).toBe(1);
  });

  it('gives out no more than asked for', () => {
    const schedule = setup({ a: 10, b: 20, c: 30 });

    expect(schedule.takeDue(100, 2)).toEqual(['a', 'b']);
    expect(schedule.takeDue(100, 2)).toEqual(['c']);
  });

  it('moves a key that is set again, whether later or earlier', () => {
    const schedule = setup({ a: 10, b: 20 });
    schedule.set('a', 30);
    schedule.set('b', 5);

    expect(schedule.dueAt('a')).toBe(30);
    expect(schedule.takeDue(100)).toEqual(['b', 'a']);
  });

  it('gives out a key once, also when it was set to the same instant twice', () => {
    const schedule = setup({ a: 10 });
    schedule.set('a', 20);
    schedule.set('a', 10);

    expect(schedule.takeDue(100)).toEqual(['a']);
  });

  it('forgets a deleted key', () => {
    const schedule = setup({ a: 10, b: 20 });
    schedule.delete('a');

    expect(schedule.dueAt('a')).toBeUndefined();
    expect(schedule.nextDueAt()).toBe(20);
    expect(schedule.takeDue(100)).toEqual(['b']);
  });

  it('agrees with a sorted list over many sets, moves and deletions', () => {
    const schedule = setup({});
    const plain = new Map<string, number>();
    const random = sequence();
    for (let step = 0; step < 20_000; step++) {
      const key = `key-${Math.floor(random() * 300)}`;
      const dueAt = Math.floor(random() * 1e9) + step / 1e6;
      if (random() < 0.2) {
        schedule.delete(key);
        plain.delete(key);
      } else {
        schedule.set(key, dueAt);
        plain.set(key, dueAt);
      }
    }

    const expected = [...plain].sort(([, left], [, right]) => left - right).map(([key]) => key);

    expect(schedule.takeDue(Infinity)).toEqual(expected);
    expect(schedule.size).toBe(0);
  });
});
