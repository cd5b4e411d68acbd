import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { compileProfile, profileSchema, scenarioSchema } from '@app/contracts';
import { type Case, axisNames, nameOf, plainCase } from './axes.js';
import { BASE_PATH, profileOf } from './case-profile.js';
import { scenarioOf } from './case-scenario.js';
import { coveringCases, fullProduct } from './cases.js';
import { expectationOf } from './expectation.js';
import { reportOfAllRight } from './report.js';

const all = [...coveringCases(), ...fullProduct()];
const faultsOf = (check: { success: boolean; error?: unknown }) => (check.success ? [] : [check.error]);

it('docs/conformance.md says that all are right, as npm run conformance writes it', () => {
  expect(readFileSync('docs/conformance.md', 'utf8')).toBe(reportOfAllRight(coveringCases()));
});

describe('The cases of the conformance matrix', () => {
  it.each([
    [
      'a profile that can be put',
      (one: Case) => profileSchema.safeParse(profileOf(one, 'case', `https://api.example.com${BASE_PATH}`)),
    ],
    ['a scenario that can be put', (one: Case) => scenarioSchema.safeParse(scenarioOf(one, 'case'))],
  ])('each have %s', (_, check) => {
    expect(all.flatMap((one) => faultsOf(check(one)).map((fault) => [nameOf(one), fault]))).toEqual([]);
  });

  it('each have a profile that compiles', () => {
    const compile = (one: Case) =>
      compileProfile(profileSchema.parse(profileOf(one, 'case', 'https://api.example.com')));

    expect(() => all.map(compile)).not.toThrow();
  });

  it('each expect a history from its creation to its one end', () => {
    const ends = ['succeeded', 'failed', 'canceled', 'timed-out', 'lost'];
    const isWhole = ({ events }: { events: string[] }) =>
      events[0] === 'created' && events.findIndex((event) => ends.includes(event)) === events.length - 1;

    expect(all.filter((one) => !isWhole(expectationOf(one))).map(nameOf)).toEqual([]);
  });

  it('meet every outcome', () => {
    expect([...new Set(all.map((one) => expectationOf(one).outcome))].sort()).toEqual([
      'Canceled',
      'Failed',
      'Lost',
      'Succeeded',
      'TimedOut',
    ]);
  });

  it('are called by what is odd in them', () => {
    expect(nameOf(plainCase)).toBe('plain');
    expect(nameOf({ ...plainCase, fault: 'reset', end: '303' })).toBe('end=303 fault=reset');
    expect(axisNames).toContain('callbacks');
  });
});
