import { describe, expect, it } from '@jest/globals';
import { compileProfile } from './compile.js';
import type { Profile } from './document.contract.js';
import { profileSchema } from './profile.contract.js';
import { readStart, readStep } from './read-start.js';
import type { Reply } from './reply.js';

const url = 'https://a.example.com/jobs';
const reply = (code: number, body?: unknown, headers: Reply['headers'] = {}): Reply => ({
  code,
  body,
  headers,
  url,
  receivedAt: 0,
});

function read(profile: Record<string, unknown>, of: Reply) {
  const { start = {}, ...rest } = profile as { start?: object };
  const document = { name: 'p', ...rest, start: { request: { url }, ...start } };
  return readStart(compileProfile(profileSchema.parse(document)), of, { key: 'k' });
}

const byId = {
  start: { capture: { id: 'body.id' } },
  poll: {
    request: { url: `${url}/{{job.id}}` },
    status: 'body.status',
    statuses: { running: ['Queued'], succeeded: ['Done'], failed: ['Failed'] },
  } satisfies Profile['poll'],
};

describe('The reply to a start', () => {
  it.each([
    [reply(202, { id: 'j' }), 'started'],
    [reply(200, { id: 42 }), 'started'],
    [reply(303, { id: 42 }), 'started'],
    [reply(202, { accepted: true }), 'doubtful'],
    [reply(202), 'doubtful'],
    [reply(200, { id: '' }), 'doubtful'],
    [reply(200, { id: '..' }), 'doubtful'],
    [reply(500, {}), 'doubtful'],
    [reply(503), 'doubtful'],
    [reply(408), 'doubtful'],
    [reply(429, {}), 'deferred'],
    [reply(425), 'deferred'],
    [reply(401), 'reauth'],
    [reply(400, {}), 'refused'],
    [reply(404, {}), 'refused'],
    [reply(409, {}), 'refused'],
    [reply(302), 'refused'],
    [reply(501), 'refused'],
  ])('%j means %s', (of, verdict) => {
    expect(read(byId, of).verdict).toBe(verdict);
  });

  it('is read by the rules first', () => {
    const rules = [
      { when: { code: 409, 'body.reason': 'exists' }, then: 'started' },
      { when: { code: 400, 'body.__type': '*ThrottlingException' }, then: 'deferred' },
    ];
    const profile = { ...byId, start: { capture: { id: 'key' }, rules } };

    expect(read(profile, reply(409, { reason: 'exists' }))).toEqual({ verdict: 'started', captured: { id: 'k' } });
    expect(read(profile, reply(409, {})).verdict).toBe('refused');
    expect(read(profile, reply(400, { __type: 'com.aws#ThrottlingException' })).verdict).toBe('deferred');
  });

  it('tells why nothing was started, or nobody knows what, and how long to wait', () => {
    expect(read(byId, reply(400, { error: { code: 'Bad', message: 'row 9' } })).error).toMatchObject({
      code: 'Bad',
      message: 'row 9',
    });
    expect(read(byId, reply(429, undefined, { 'retry-after': '5' }))).toMatchObject({
      hintMs: 5000,
      error: { code: 'http-429' },
    });
    expect(read(byId, reply(202, {})).error?.message).toMatch(/names no job.*job\.id/);
  });
});

describe('What a start captures', () => {
  it.each([
    [{ 'operation-location': '/o/1', location: '/l/1' }, 'https://a.example.com/o/1'],
    [{ 'azure-asyncoperation': 'https://b.example.com/a/1', location: '/l/1' }, 'https://b.example.com/a/1'],
    [{ location: 'l/1', 'content-location': '/c/1' }, 'https://a.example.com/l/1'],
    [{ 'content-location': '/c/1' }, 'https://a.example.com/c/1'],
    [{ 'operation-location': 'mailto:x', location: '/l/1' }, 'https://a.example.com/l/1'],
  ])('is the status URL of %j', (headers, statusUrl) => {
    expect(read({}, reply(202, undefined, headers)).captured).toEqual({ statusUrl });
  });

  it('is the status URL beside what the profile says, where that is needed', () => {
    const headers = { location: '/l/1' };

    expect(read({ start: { capture: { id: 'body.id' } } }, reply(202, { id: 7 }, headers)).captured).toEqual({
      id: 7,
      statusUrl: 'https://a.example.com/l/1',
    });
    expect(read(byId, reply(202, { id: 7 }, headers)).captured).toEqual({ id: 7 });
    expect(
      read({ start: { capture: { statusUrl: 'body.self | resolve' } } }, reply(202, { self: '/s' }, headers)).captured,
    ).toEqual({
      statusUrl: 'https://a.example.com/s',
    });
  });
});

describe('A job that has ended at once', () => {
  it('is told by a reply that names nothing to poll', () => {
    expect(read({}, reply(200, { rows: 1 })).ended).toMatchObject({ verdict: 'succeeded', status: { rows: 1 } });
    expect(read(byId, reply(200, { status: 'Failed' })).ended).toMatchObject({ verdict: 'failed' });
    expect(read({}, reply(202, { rows: 1 }))).toMatchObject({ verdict: 'doubtful' });
  });

  it('is not told by a mere 200 that lacks what the profile captures', () => {
    const {
      poll: { request },
    } = byId;

    expect(read({ ...byId, poll: { request } }, reply(200, { error: 'quota' }))).toMatchObject({ verdict: 'doubtful' });
    expect(read({ start: { ...byId.start, evaluate: true }, poll: { request } }, reply(200, {})).ended).toBeDefined();
  });

  it('is told by any reply where the profile says so, and by none where it says so', () => {
    const ended = reply(200, { id: 7, status: 'Done' });

    expect(read(byId, ended)).toEqual({ verdict: 'started', captured: { id: 7 } });
    expect(read({ ...byId, start: { ...byId.start, evaluate: true } }, ended)).toMatchObject({
      ended: { verdict: 'succeeded' },
    });
    expect(read({ start: { evaluate: false } }, reply(200, { rows: 1 })).verdict).toBe('doubtful');
  });

  it('is never told by a body that is no JSON', () => {
    const html = { ...reply(200), text: '<h1>Hello</h1>' };

    expect(read({ ...byId, start: { ...byId.start, evaluate: true } }, html)).toMatchObject({ verdict: 'doubtful' });
  });
});

it('A job that the reply does not name is to be found where the profile says how', () => {
  const find = { request: { url }, capture: { id: 'item.id' } };

  expect(read({ ...byId, start: { ...byId.start, find } }, reply(204))).toMatchObject({
    verdict: 'started',
    isToBeFound: true,
  });
});

it('The reply to a request before the start is read likewise, but names no job', () => {
  const before = [
    { request: { url }, rules: [{ when: { 'body.busy': true }, then: 'deferred' }], capture: { up: 'body.url' } },
  ];
  const compiled = compileProfile(profileSchema.parse({ name: 'p', before, start: { request: { url } } }));

  expect(readStep(compiled, 0, reply(201, { url: '/u' }), {})).toEqual({ verdict: 'started', captured: { up: '/u' } });
  expect(readStep(compiled, 0, reply(201, { busy: true }), {}).verdict).toBe('deferred');
  expect(readStep(compiled, 0, reply(500), {}).verdict).toBe('doubtful');
});
