import { describe, expect, it } from '@jest/globals';
import { mergeProfiles } from './extend.js';

describe('A document that extends another one', () => {
  it.each([
    [{ a: 1, b: { c: 2, d: 3 } }, { b: { c: 4 } }, { a: 1, b: { c: 4, d: 3 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: { b: 1 } }, { a: null }, {}],
    [{ a: 1 }, { b: { c: null } }, { a: 1, b: { c: null } }],
    [{ a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
    [{ a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
    [undefined, { a: 1 }, { a: 1 }],
    [{ a: 1 }, undefined, undefined],
  ])('%j by %j is %j', (base, patch, merged) => {
    expect(mergeProfiles(base, patch)).toEqual(merged);
  });

  it('changes neither, and no prototype', () => {
    const base = { a: { b: 1 } };
    const patch: unknown = JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": {"polluted": true}}}');

    const merged = mergeProfiles(base, patch) as { a: object };

    expect(base).toEqual({ a: { b: 1 } });
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(merged.a)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('may be of any depth', () => {
    const deep = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));

    expect(() => mergeProfiles(deep(100_000), deep(100_000))).not.toThrow();
  });
});
