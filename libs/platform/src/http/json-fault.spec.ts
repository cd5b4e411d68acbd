import { describe, expect, it } from '@jest/globals';
import { jsonFault } from './json-fault.js';

describe('A body that is no JSON', () => {
  it.each([
    ['{', "line 1, column 2: Expected property name or '}'"],
    ['{"a": 1,\n}', 'line 2, column 1: Expected double-quoted property name'],
    ['{"a": [1,\n  2\n}', "line 3, column 1: Expected ',' or ']' after array element"],
    ['{"a":\n  tru}', 'line 2, column 6: Unexpected token'],
    ['{"password": hunter2}', 'line 1, column 14: Unexpected token'],
    ['hunter2', 'line 1, column 1: Unexpected token'],
    ['{"a": "x', 'line 1, column 9: Unterminated string'],
    ['{"a": ', 'line 1, column 7: Unexpected end of JSON input'],
    ['{"a": 1} hunter2', 'line 1, column 10: Unexpected non-whitespace character after JSON'],
    ['{"__proto__": 1}', 'the keys __proto__ and constructor.prototype are not allowed'],
  ])('is told where, and not repeated: %s', (text, expected) => {
    expect(jsonFault(text)).toBe(expected);
  });
});
