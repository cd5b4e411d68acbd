import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Alarm } from './alarm.js';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

function setup() {
  const ring = jest.fn();
  return { alarm: new Alarm(ring), ring, now: performance.now() };
}

describe('Alarm', () => {
  it('rings once, at the instant asked for', () => {
    const { alarm, ring, now } = setup();
    alarm.setAtTheLatest(now + 100);

    jest.advanceTimersByTime(99);
    expect(ring).toHaveBeenCalledTimes(0);
    jest.advanceTimersByTime(1000);
    expect(ring).toHaveBeenCalledTimes(1);
  });

  it('rings at the earlier of two instants', () => {
    const { alarm, ring, now } = setup();
    alarm.setAtTheLatest(now + 500);
    alarm.setAtTheLatest(now + 100);
    alarm.setAtTheLatest(now + 300);

    jest.advanceTimersByTime(101);
    expect(ring).toHaveBeenCalledTimes(1);
  });

  it('can be set again once it has rung', () => {
    const { alarm, ring, now } = setup();
    alarm.setAtTheLatest(now + 100);
    jest.advanceTimersByTime(100);
    alarm.setAtTheLatest(now + 900);

    jest.advanceTimersByTime(800);
    expect(ring).toHaveBeenCalledTimes(2);
  });

  it('rings at once for an instant that has passed', () => {
    const { alarm, ring, now } = setup();
    alarm.setAtTheLatest(now - 100);

    jest.advanceTimersByTime(1);
    expect(ring).toHaveBeenCalledTimes(1);
  });

  it('asks for nothing when nothing is due', () => {
    const { alarm, ring } = setup();
    alarm.setAtTheLatest(undefined);

    jest.runAllTimers();
    expect(ring).toHaveBeenCalledTimes(0);
  });

  it('is silent once cleared', () => {
    const { alarm, ring, now } = setup();
    alarm.setAtTheLatest(now + 100);
    alarm.clear();

    jest.runAllTimers();
    expect(ring).toHaveBeenCalledTimes(0);
  });
});
