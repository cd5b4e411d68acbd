import { describe, expect, it } from '@jest/globals';
import { matchesGlob, parseGlob } from './glob.js';

describe('A pattern with stars', () => {
  it.each([
    ['done', 'done', true],
    ['done', 'done2', false],
    ['*', '', true],
    ['done/*', 'done/', true],
    ['done/*', 'done', false],
    ['*canceled', 'user_canceled', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'a-c-b-c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['a**b', 'ab', true],
    ['a.c', 'abc', false],
  ])('%s matches %s: %j', (pattern, text, matches) => {
    expect(matchesGlob(parseGlob(pattern), text)).toBe(matches);
  });

  it('takes no longer for a text that almost matches many times over', () => {
    const begin = performance.now();

    matchesGlob(parseGlob(`${'*a'.repeat(100)}*b`), 'a'.repeat(60_000));

    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
