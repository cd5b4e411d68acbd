import { describe, expect, it } from '@jest/globals';
import type { Scenario } from '@app/contracts';
import { chooseScenario } from './choose-scenario.js';

const start = { dialect: 'databricks', route: '/api/2.2/jobs/run-now', name: 'nightly-7' };

function choose(fors: Record<string, Scenario['for']>, changes: Partial<typeof start> | { name: null } = {}) {
  const scenarios = Object.entries(fors).map(([name, wanted]) => ({ name, ...(wanted && { for: wanted }) }));
  return chooseScenario(scenarios, { ...start, ...changes })?.name;
}

describe('A scenario', () => {
  it.each<[Scenario['for'], boolean]>([
    [undefined, false],
    [{}, true],
    [{ dialect: 'databricks' }, true],
    [{ dialect: 'data*' }, true],
    [{ dialect: 'Databricks' }, false],
    [{ dialect: '*' }, true],
    [{ dialect: 'seed' }, false],
    [{ route: '/api/*/jobs/run-now' }, true],
    [{ route: '/api' }, false],
    [{ name: 'nightly-*' }, true],
    [{ name: 'daily-*' }, false],
    [{ dialect: 'databricks', name: 'daily-*' }, false],
  ])('for %j is chosen: %s', (wanted, isChosen) => {
    expect(choose({ a: wanted })).toBe(isChosen ? 'a' : undefined);
  });

  it('that says the most is chosen', () => {
    expect(choose({ a: {}, b: { dialect: '*' }, c: { dialect: 'd*' }, d: { name: 'n*' }, e: { dialect: 'da*' } })).toBe(
      'e',
    );
  });

  it('that says as much as another is chosen by its name', () => {
    expect(choose({ b: { dialect: 'data*' }, a: { name: 'nigh*' } })).toBe('a');
  });

  it('that is for names fits no job without one', () => {
    expect(choose({ a: { name: '*' } }, { name: null })).toBeUndefined();
    expect(choose({ a: { dialect: '*' } }, { name: null })).toBe('a');
  });
});
