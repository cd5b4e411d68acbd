import { describe, expect, it } from '@jest/globals';
import { parseReplyBody } from './reply-body.js';

describe('The body of a reply', () => {
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
  ])('is read as JSON that can be stored: %s', (_, text, body) => {
    expect(parseReplyBody(text)).toEqual(body);
  });

  it.each([
    ['one event', 'event: message\ndata: {"a":1}\n\n', { a: 1 }],
    ['the last one', 'data: {"a":1}\r\n\r\n: ping\r\n\r\ndata: {"a":\r\ndata: 2}\r\n\r\n', { a: 2 }],
    ['one that is not whole yet', 'data: {"a":1}', undefined],
    ['none', ': ping\n\n', undefined],
  ])('is read from a stream of events: %s', (_, text, body) => {
    expect(parseReplyBody(text, 'text/event-stream; charset=utf-8')).toEqual(body);
  });
});
