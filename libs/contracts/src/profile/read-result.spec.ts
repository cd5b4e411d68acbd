import { describe, expect, it } from '@jest/globals';
import { compileProfile } from './compile.js';
import { profileSchema } from './profile.contract.js';
import { readOperation } from './read-operation.js';
import { readFound, readResult } from './read-result.js';
import type { Reply } from './reply.js';
import { resultRequest } from './requests.js';

const url = 'https://a.example.com/jobs';
const reply = (code: number, body?: unknown, rest: Partial<Reply> = {}): Reply => ({
  code,
  body,
  headers: {},
  url,
  receivedAt: 0,
  ...rest,
});
const compiled = (rest: object) =>
  compileProfile(
    profileSchema.parse({ name: 'p', baseUrl: 'https://a.example.com', start: { request: { url } }, ...rest }),
  );

describe('The reply to a cancel', () => {
  it.each([
    [200, 'accepted'],
    [202, 'accepted'],
    [204, 'accepted'],
    [404, 'gone'],
    [409, 'gone'],
    [410, 'gone'],
    [401, 'reauth'],
    [429, 'transient'],
    [503, 'transient'],
    [501, 'refused'],
    [400, 'refused'],
    [302, 'refused'],
  ])('%s means %s', (code, verdict) => {
    expect(readOperation(compiled({ cancel: { request: { url } } }), 'cancel', reply(code), {}).verdict).toBe(verdict);
  });

  it('is read by the rules first, and tells why it brought nothing', () => {
    const rules = [{ when: { 'body.status': 'dismissed' }, then: 'done' }];
    const profile = compiled({ cancel: { request: { url }, rules } });

    expect(readOperation(profile, 'cancel', reply(200, { status: 'dismissed' }), {})).toEqual({ verdict: 'done' });
    expect(
      readOperation(profile, 'cancel', reply(400, { message: 'No' }, { headers: { 'retry-after': '1' } }), {}),
    ).toEqual({
      verdict: 'refused',
      hintMs: 1000,
      error: { code: 'http-400', message: 'No', body: { message: 'No' } },
    });
  });
});

describe('The result', () => {
  it.each([
    [{}, reply(200, { a: 1 }), { a: 1 }],
    [{}, reply(200, undefined, { text: 'a,b' }), 'a,b'],
    [{}, reply(204), undefined],
    [{ value: 'body.output | json' }, reply(200, { output: '{"rows":3}' }), { rows: 3 }],
    [{ value: 'body.absent' }, reply(200, {}), undefined],
  ])('of %j is where the profile says: %j', (result, of, value) => {
    expect(readResult(compiled({ result }), of, {})).toEqual({ value });
  });

  it.each([
    ['{{body.next | resolve}}', { next: '?page=2' }, `${url}?page=2`],
    ['/rows?token={{body.token}}', { token: 'a b' }, 'https://a.example.com/rows?token=a%20b'],
    ['{{body.next | resolve}}', {}, undefined],
    ['{{body.next | resolve}}', { next: null }, undefined],
    ['{{body.next | resolve}}', { next: url }, undefined],
    ['{{body.next | resolve}}', { next: 'javascript:alert(1)' }, undefined],
  ])('goes on at %s of %j', (next, body, nextUrl) => {
    expect(readResult(compiled({ result: { next } }), reply(200, body), {}).nextUrl).toBe(nextUrl);
  });

  it('is fetched by what the last poll says, or is in that poll', () => {
    const profile = compiled({ result: { request: { url: '{{header.location | resolve}}' } } });

    expect(resultRequest(profile, { reply: reply(303, undefined, { headers: { location: '/r/1' } }) })).toMatchObject({
      method: 'GET',
      url: 'https://a.example.com/r/1',
    });
    expect(resultRequest(profile, { reply: reply(200, { rows: 1 }) })).toBeUndefined();
    expect(resultRequest(compiled({}), {})).toBeUndefined();
  });
});

describe('A job that is looked for', () => {
  const find = {
    request: { url },
    items: 'body.data',
    match: { 'item.metadata.mark': '{{key}}', 'item.status': { not: 'failed' } },
    capture: { id: 'item.id', since: "header.date ?? 'never'" },
  };
  const profile = compiled({ start: { request: { url }, find } });
  const list = [
    { id: 1, metadata: { mark: 'other' } },
    { metadata: { mark: 'k' }, id: 2 },
    { metadata: { mark: 'k' }, id: 3 },
  ];

  it('is the first entry that matches', () => {
    expect(readFound(profile, reply(200, { data: list }), { key: 'k' })).toEqual({ id: 2, since: 'never' });
  });

  it.each([
    [reply(200, { data: [] })],
    [reply(200, { data: [{ id: 1 }, null, 7, 'x'] })],
    [reply(200, {})],
    [reply(200)],
    [reply(404, { data: list })],
  ])('is not in %j', (of) => {
    expect(readFound(profile, of, { key: 'k' })).toBeUndefined();
  });

  it('is the reply itself where there is no list', () => {
    const one = compiled({ start: { request: { url }, find: { request: { url }, capture: { id: 'item.id' } } } });

    expect(readFound(one, reply(200, { id: 7 }), {})).toEqual({ id: 7 });
    expect(readFound(one, reply(200, undefined, { text: '<h1>' }), {})).toBeUndefined();
    expect(readFound(compiled({}), reply(200, { id: 7 }), {})).toBeUndefined();
  });
});
