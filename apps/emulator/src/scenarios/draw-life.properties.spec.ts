import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type InlineScenario, inlineScenarioSchema } from '@app/contracts';
import { drawLife } from './draw-life.js';

const duration = fc
  .tuple(fc.nat(3000), fc.constantFrom('ms', 's', 'm', 'h', 'd'))
  .map(([amount, unit]) => `${amount}${unit}`);
const span = fc.oneof(
  duration,
  fc.record({ exponential: duration, max: duration }, { requiredKeys: ['exponential'] }),
  fc.record(
    { logNormal: fc.record({ median: duration, sigma: fc.double({ min: 0, max: 5, noNaN: true }) }), max: duration },
    { requiredKeys: ['logNormal'] },
  ),
  fc.nat(1000).map((least) => ({ uniform: [`${least}s`, `${least + 1}m`] as [string, string] })),
);
const share = fc.double({ min: 0, max: 0.5, noNaN: true });
const scenario: fc.Arbitrary<InlineScenario> = fc.record(
  {
    seed: fc.oneof(fc.integer(), fc.string({ maxLength: 128 })),
    queued: span,
    phases: fc.array(fc.record({ lasts: span }), { minLength: 1, maxLength: 16 }),
    outcome: fc.oneof(
      fc.constantFrom('succeeded' as const, 'failed' as const, 'canceled' as const),
      fc.record({ failed: share, canceled: share }, { requiredKeys: [] }),
    ),
    failsAt: fc.double({ min: 0, max: 100, noNaN: true }),
    result: fc.jsonValue({ maxDepth: 3 }),
    keptFor: duration,
  },
  { requiredKeys: [] },
);
const valid = scenario.filter((one) => inlineScenarioSchema.safeParse(one).success);

describe('Any life that is drawn', () => {
  it('can be lived: whole spans that are not negative, phases that make up the time at work, an end', () => {
    fc.assert(
      fc.property(valid, fc.string(), (given, drawKey) => {
        const life = drawLife(given, { queuedMs: 2000, inProgressMs: 2000 }, drawKey);
        const spans = [life.queuedMs, life.inProgressMs, ...(life.phases ?? []).map(({ ms }) => ms)];

        expect(spans.filter((ms) => !Number.isSafeInteger(ms) || ms < 0)).toEqual([]);
        if (life.phases) expect(life.phases.reduce((sum, { ms }) => sum + ms, 0)).toBe(life.inProgressMs);
        expect(['Completed', 'Failed', 'Canceled']).toContain(life.outcome);
        expect(life.error !== undefined).toBe(life.outcome === 'Failed');
      }),
    );
  });

  it('is the same when it is drawn again, and after it was kept', () => {
    fc.assert(
      fc.property(valid, fc.string(), (given, drawKey) => {
        const draw = () => drawLife(given, { queuedMs: 2000, inProgressMs: 2000 }, drawKey);

        expect(draw()).toEqual(draw());
        expect(JSON.stringify(JSON.parse(JSON.stringify(draw())))).toBe(JSON.stringify(draw()));
      }),
    );
  });
});
