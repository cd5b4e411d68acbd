import { describe, expect, it } from '@jest/globals';
import { parseJson } from './parse-json.js';

describe('JSON text', () => {
  it.each([
    ['an object', '{"a":[1,null,"x"]}', { a: [1, null, 'x'] }],
    ['HTML', '<html></html>', undefined],
    ['nothing', '', undefined],
    ['half an object', '{"a":', undefined],
    ['JSON nested too deep', `${'['.repeat(65)}${']'.repeat(65)}`, undefined],
    ['an escaped NUL, in a value and in a key', '{"a\\u0000":"b\\u0000c"}', { 'a\ufffd': 'b\ufffdc' }],
    ['a lone surrogate', '{"a":"\\ud800"}', { a: '\ufffd' }],
    ['a pair of surrogates', '{"a":"\\ud83d\\ude00"}', { a: '😀' }],
    ['an escaped backslash before u0000', '{"a":"\\\\u0000"}', { a: '\\u0000' }],
    ['an id of 64 bits', '{"id":9007199254740993}', { id: '9007199254740993' }],
    ['one below nought, in a list', '[-9223372036854775808,1]', ['-9223372036854775808', 1]],
    ['a large integer that a double holds', '[9007199254740991]', [9007199254740991]],
    [
      'many digits that are no integer',
      '[0.12345678901234567890,12345678901234567890e1]',
      [0.12345678901234568, 123456789012345680000],
    ],
    [
      'many digits in a text',
      '{"a":"9007199254740993 \\" 9007199254740993"}',
      { a: '9007199254740993 " 9007199254740993' },
    ],
    ['many digits that are no JSON', '{"a":09007199254740993}', undefined],
    ['an integer alone', '9007199254740993', '9007199254740993'],
  ])('is read as what can be stored: %s', (_, text, body) => {
    expect(parseJson(text)).toEqual(body);
  });
});
