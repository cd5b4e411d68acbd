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
  ])('is read as JSON that can be stored: %s', (_, text, body) => {
    expect(parseReplyBody(text)).toEqual(body);
  });
});
