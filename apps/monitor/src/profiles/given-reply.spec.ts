import { describe, expect, it } from '@jest/globals';
import { readGivenReply, toReply } from './given-reply.js';

const AT = Date.parse('2026-11-21T12:00:00Z');
const read = (text: string) => toReply(readGivenReply(text), { at: AT, url: 'https://api.example.com/jobs/1' });

describe('A reply that is given in a file', () => {
  it('is JSON, in which large numbers stay whole', () => {
    expect(read('{"code": 200, "headers": {"Retry-After": "5"}, "body": {"id": 9007199254740993}}')).toEqual({
      code: 200,
      headers: { 'retry-after': '5' },
      body: { id: '9007199254740993' },
      text: '{"id":"9007199254740993"}',
      url: 'https://api.example.com/jobs/1',
      receivedAt: AT,
    });
  });

  it('is YAML', () => {
    expect(read('code: 202\nheaders: { Location: /jobs/1 }\nurl: https://other.example/jobs')).toMatchObject({
      code: 202,
      headers: { location: '/jobs/1' },
      body: undefined,
      url: 'https://other.example/jobs',
    });
  });

  it('is what curl -i shows, the last of several', () => {
    const redirect = 'HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n';

    expect(
      read(`${redirect}HTTP/2 200\r\ncontent-type: application/json\r\nETag: "a:b"\r\n\r\n{"state":"DONE"}`),
    ).toEqual({
      code: 200,
      headers: { 'content-type': 'application/json', etag: '"a:b"' },
      body: { state: 'DONE' },
      text: '{"state":"DONE"}',
      url: 'https://api.example.com/jobs/1',
      receivedAt: AT,
    });
  });

  it('is what curl -i shows of a reply without a body, or whose body is no JSON', () => {
    expect(read('HTTP/1.1 204 No Content\nServer: x\n\n')).toMatchObject({ code: 204, body: undefined });
    expect(read('HTTP/1.1 502 Bad Gateway\n\n<html>')).toMatchObject({ code: 502, body: undefined, text: '<html>' });
  });

  it.each([
    ['without a code', '{}', 'code is missing; it must be a number'],
    ['with a field that is not known', '{"code": 200, "status": "x"}', 'status is not known here; allowed are code'],
    ['with body and text', '{"code": 200, "body": 1, "text": "1"}', 'must not have both body and text'],
    ['that is no text of any kind', '<html>: [', 'Line 1'],
  ])('%s is refused', (_, text, message) => {
    expect(() => readGivenReply(text)).toThrow(message);
  });
});
