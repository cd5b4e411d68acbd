import { describe, expect, it } from '@jest/globals';
import { MAX_JSON_DEPTH, storableJsonSchema } from './json.contract.js';

function nested(depth: number): unknown {
  let value: unknown = 'leaf';
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { key: value };
  return value;
}

describe('storableJsonSchema', () => {
  it.each([[null], [0], [''], [[]], [{}], [{ a: [1, 'ä', { b: true }] }], [nested(MAX_JSON_DEPTH)]])(
    'takes %j',
    (value) => {
      expect(storableJsonSchema.safeParse(value).success).toBe(true);
    },
  );

  it.each([
    ['a NUL', { a: ['x', 'y\u0000'] }, ['a', 1]],
    ['a lone surrogate', { a: '\ud800' }, ['a']],
    ['a NUL in a key', { 'k\u0000': 1 }, []],
  ])('refuses %s and says where', (_, value, path) => {
    expect(storableJsonSchema.safeParse(value).error?.issues[0]?.path).toEqual(path);
  });

  it('refuses what is nested too deep, however deep', () => {
    expect(storableJsonSchema.safeParse(nested(MAX_JSON_DEPTH + 1)).success).toBe(false);
    expect(storableJsonSchema.safeParse(nested(100_000)).success).toBe(false);
  });
});
