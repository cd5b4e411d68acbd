import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { DatabaseClock } from './database-clock.js';

const noDatabase = undefined as unknown as DataSource;

describe('The database’s clock', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const at = (monotonic: number) => jest.spyOn(performance, 'now').mockReturnValue(monotonic);

  it('is mapped onto the monotonic one within half the round trip', () => {
    const clock = new DatabaseClock(noDatabase);
    at(1100);

    clock.learn(50_000, 1000);

    expect(clock.toDatabase(1050)).toBe(50_000);
    expect(clock.toMonotonic(50_010)).toBe(1060);
  });

  it('is not moved by a slow answer that a quick one already bounds', () => {
    const clock = new DatabaseClock(noDatabase);
    at(1002);
    clock.learn(50_000, 1000);
    at(2500);
    clock.learn(51_000 - 1, 1500);

    expect(clock.toDatabase(1001)).toBe(50_000);
  });

  it('is moved by an answer that contradicts what was known', () => {
    const clock = new DatabaseClock(noDatabase);
    at(1000);
    clock.learn(50_000, 1000);
    clock.learn(60_000, 1000);

    expect(clock.toDatabase(1000)).toBe(60_000);
  });

  it('notices when the machine slept or its clock was set', () => {
    const clock = new DatabaseClock(noDatabase);
    expect(clock.hasJumped()).toBe(false);

    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5000);

    expect(clock.hasJumped()).toBe(true);
    expect(clock.hasJumped()).toBe(false);
  });
});
