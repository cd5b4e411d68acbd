import { describe, expect, it } from '@jest/globals';
import { parseReplyBody } from './reply-body.js';

describe('The body of a reply', () => {
  it.each([
    ['JSON', '{"id":9007199254740993}', { id: '9007199254740993' }],
    ['HTML', '<html></html>', undefined],
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
