import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { axisNames, nameOf } from './axes.js';
import { caseSpace, coveringCases, fullProduct } from './cases.js';
import { conflictsOf, constraints } from './constraints.js';
import { type Choice, type Choices, type Space, pairwiseCases } from './pairwise.js';

const keyOf = (one: Choice, other: Choice): string => [one.join('='), other.join('=')].sort().join(' ');

/** Whether some whole case holds what is chosen, found by trying all: written apart from the generator that it judges. */
function exists({ axes, mayMeet }: Space, chosen: Choice[]): boolean {
  const next = Object.keys(axes).find((axis) => chosen.every(([known]) => known !== axis));
  if (!chosen.every((one, index) => chosen.slice(index + 1).every((other) => mayMeet(one, other)))) return false;
  return next === undefined || axes[next]!.some((value) => exists({ axes, mayMeet }, [...chosen, [next, value]]));
}

function possiblePairs(space: Space): string[] {
  const choices = Object.entries(space.axes).flatMap(([axis, values]) => values.map((value): Choice => [axis, value]));
  return choices.flatMap((one, index) =>
    choices
      .slice(index + 1)
      .filter((other) => other[0] !== one[0] && exists(space, [one, other]))
      .map((other) => keyOf(one, other)),
  );
}

const missingIn = (space: Space, cases: Choices[]): string[] => {
  const covered = new Set(
    cases.flatMap((one) =>
      Object.entries(one).flatMap((a, index, all) => all.slice(index + 1).map((b) => keyOf(a, b))),
    ),
  );
  return possiblePairs(space).filter((pair) => !covered.has(pair));
};

describe('The covering set of the conformance matrix', () => {
  const cases = coveringCases();

  it('has every pair of values that can be together', () => {
    expect(missingIn(caseSpace, cases)).toEqual([]);
  });

  it('has no case that can not be, and none twice', () => {
    expect(cases.flatMap(conflictsOf)).toEqual([]);
    expect(new Set(cases.map(nameOf)).size).toBe(cases.length);
  });

  it('is a hundred cases at the least, and fewer than two hundred', () => {
    expect(cases.length).toBeGreaterThanOrEqual(100);
    expect(cases.length).toBeLessThan(200);
  });

  it('is the same each time', () => {
    expect(coveringCases()).toEqual(cases);
  });

  it('leaves no value out', () => {
    const used = (axis: (typeof axisNames)[number]) => [...new Set(cases.map((one) => one[axis]))].sort();

    expect(axisNames.map(used)).toEqual(axisNames.map((axis) => [...caseSpace.axes[axis]].sort()));
  });
});

describe('The full product of the two largest axes', () => {
  it('is that of the two largest, without what can not be', () => {
    const [largest, second] = [...axisNames].sort((a, b) => caseSpace.axes[b].length - caseSpace.axes[a].length);

    expect([largest, second].sort()).toEqual(['fault', 'retryAfter']);
    expect(fullProduct().flatMap(conflictsOf)).toEqual([]);
    expect(fullProduct().length).toBeGreaterThanOrEqual(99);
  });
});

describe('A constraint', () => {
  it('says why', () => {
    expect(constraints.filter(({ because }) => because.length < 10)).toEqual([]);
  });
});

describe('Pairwise cases', () => {
  it('cover every pair that can be, of any axes and whatever can not meet', () => {
    const spaces = fc
      .record({
        sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }),
        apart: fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(4), fc.nat(3)), { maxLength: 6 }),
        seed: fc.nat(),
      })
      .map(({ sizes, apart, seed }) => {
        const axes = Object.fromEntries(
          sizes.map((size, axis) => [`a${axis}`, Array.from({ length: size }, (_, value) => `v${value}`)]),
        );
        const refused = new Set(apart.map(([a, v, b, w]) => keyOf([`a${a}`, `v${v}`], [`a${b}`, `v${w}`])));
        return { space: { axes, mayMeet: (one: Choice, other: Choice) => !refused.has(keyOf(one, other)) }, seed };
      });

    fc.assert(
      fc.property(spaces, ({ space, seed }) => {
        const cases = pairwiseCases(space, seed);
        expect(missingIn(space, cases)).toEqual([]);
        expect(cases.every((one) => exists(space, Object.entries(one)))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
