import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NamespaceClock, emulatedAt, realAt } from './namespace-clock.js';

const REAL_AT = 1_790_000_000_000;

const anyClock = fc.record({
  namespace: fc.constant('any'),
  version: fc.constant(1),
  emulatedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  realAt: fc.constant(REAL_AT),
  scale: fc.double({ min: 0.001, max: 1_000_000, noNaN: true }),
  isFrozen: fc.constant(false),
});

const clock: NamespaceClock = {
  namespace: 'a',
  version: 1,
  emulatedAt: 5_000_000,
  realAt: REAL_AT,
  scale: 60,
  isFrozen: false,
};

describe('the clock of a namespace', () => {
  it('goes at its rate from what it showed', () => {
    expect([0, 1, 1000].map((ms) => emulatedAt(clock, REAL_AT + ms) - 5_000_000)).toEqual([0, 60, 60_000]);
  });

  it('stands still while it is frozen, and never shows what is still to come', () => {
    const frozen = { ...clock, isFrozen: true };

    expect(emulatedAt(frozen, REAL_AT + 999_999)).toBe(5_000_000);
    expect(realAt(frozen, 5_000_001)).toBe(Infinity);
    expect(realAt(frozen, 5_000_000)).toBe(REAL_AT);
  });

  it('showed what lies behind it when it was set: before, it was another clock', () => {
    expect(realAt(clock, 1)).toBe(REAL_AT);
  });

  it('shows an instant when it says that it will, to a millisecond', () => {
    fc.assert(
      fc.property(anyClock, fc.integer({ min: 0, max: 3_000_000_000 }), (any, aheadMs) => {
        const emulated = any.emulatedAt + aheadMs;
        const shown = emulatedAt(any, realAt(any, emulated));
        // Instants of the real clock are doubles: a quarter of a microsecond, as many times as the clock is fast.
        expect(Math.abs(shown - emulated)).toBeLessThanOrEqual(1 + any.scale * 0.0005);
      }),
    );
  });

  it('never goes back', () => {
    fc.assert(
      fc.property(anyClock, fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 1e6 }), (any, from, ms) => {
        expect(emulatedAt(any, REAL_AT + from + ms)).toBeGreaterThanOrEqual(emulatedAt(any, REAL_AT + from));
      }),
    );
  });
});
