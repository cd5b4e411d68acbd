import { describe, expect, it } from '@jest/globals';
import { isBrokenJson, toIncomingRequest } from './incoming-request.js';

const json = { 'content-type': 'application/json' };

function incoming({ target = '/jobs', text = '', headers = json as Record<string, string | string[]> } = {}) {
  return toIncomingRequest({ method: 'POST', target, headers, body: Buffer.from(text) });
}

describe('A request that came in', () => {
  it('has its path as it came, and its query decoded and in order', () => {
    const { path, query } = incoming({ target: '/a%2Fb/c?x=1%202&y&x=3' });

    expect(path).toBe('/a%2Fb/c');
    expect(query).toEqual([
      ['x', '1 2'],
      ['y', ''],
      ['x', '3'],
    ]);
  });

  it.each([
    ['', '/'],
    ['?a=1', '/'],
    ['/', '/'],
  ])('has at least the path of the dialect itself: %j', (target, path) => {
    expect(incoming({ target }).path).toBe(path);
  });

  it('keeps large integers of its JSON', () => {
    expect(incoming({ text: '{"id":9007199254740993}' }).body).toEqual({ id: '9007199254740993' });
  });

  it('reads JSON whatever it is called, and a form by its name', () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

    expect(incoming({ text: '{"a":1}', headers: { 'content-type': 'text/plain' } }).body).toEqual({ a: 1 });
    expect(incoming({ text: 'a=1&b=2&a=3', headers: form }).body).toEqual({ a: ['1', '3'], b: '2' });
  });

  it('holds nothing that Postgres can not keep', () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };

    expect(incoming({ target: '/a%00b?x=%00', text: 'a\0b' })).toMatchObject({
      path: '/a%EF%BF%BDb',
      query: [['x', '\ufffd']],
      text: 'a\ufffdb',
    });
    expect(incoming({ text: 'a=%00', headers: form }).body).toEqual({ a: '\ufffd' });
  });

  it('has no body where none came', () => {
    expect(incoming()).toMatchObject({ body: undefined, text: undefined });
  });

  it.each([
    ['{"a":', json, true],
    ['{"a":', { 'content-type': 'application/problem+json' }, true],
    ['a,b', { 'content-type': 'text/csv' }, false],
    ['{}', json, false],
    ['', json, false],
  ])('is broken where it is called JSON and is none: %j', (text, headers, expected) => {
    expect(isBrokenJson(incoming({ text, headers }))).toBe(expected);
  });
});
