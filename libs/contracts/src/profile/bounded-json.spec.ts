import { describe, expect, it } from '@jest/globals';
import { boundedJson } from './bounded-json.js';

describe('A JSON value with a bound', () => {
  it.each([[{ a: 1 }], ['text'], [null], [undefined], [[1, 2]]])('is itself where it fits: %j', (value) => {
    expect(boundedJson(value, 10)).toEqual({ isCut: false, value });
  });

  it('is else the beginning of its text, and well-formed', () => {
    expect(boundedJson({ a: '😀😀😀' }, 7)).toEqual({ isCut: true, text: '{"a":"\ufffd…' });
    expect(boundedJson('x'.repeat(20), 5)).toEqual({ isCut: true, text: '"xxxx…' });
  });

  it('is nothing at all where it is nested beyond writing down', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

    expect(boundedJson(deep, 100)).toEqual({ isCut: true, text: '…' });
  });
});
