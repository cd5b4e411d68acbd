import { describe, expect, it } from '@jest/globals';
import { compileProfile } from './compile.js';
import type { PhaseDocument } from './phase.contract.js';
import { profileSchema } from './profile.contract.js';
import { type PollReading, readPoll } from './read-poll.js';
import type { Reply } from './reply.js';

const url = 'https://a.example.com/jobs/7';
const reply = (code: number, body?: unknown, rest: Partial<Reply> = {}): Reply => ({
  code,
  body,
  headers: {},
  url,
  receivedAt: 0,
  ...rest,
});
const compiled = (poll?: PhaseDocument | PhaseDocument[], rest = {}) =>
  compileProfile(
    profileSchema.parse({ name: 'p', start: { request: { url: 'https://a.example.com' } }, poll, ...rest }),
  );
const read = (poll: PhaseDocument | undefined, of: Reply, job = {}): PollReading =>
  readPoll(compiled(poll), null, of, { job });

const word: PhaseDocument = {
  status: 'body.status',
  statuses: { running: ['Queued'], succeeded: ['Done'], failed: ['Failed'], canceled: ['Canceled'], paused: ['Held'] },
};

describe('The reply to a poll, where the code is the status', () => {
  it.each([
    [200, 'succeeded'],
    [201, 'succeeded'],
    [204, 'succeeded'],
    [202, 'running'],
    [302, 'succeeded'],
    [303, 'succeeded'],
    [304, 'transient'],
    [400, 'failed'],
    [401, 'reauth'],
    [403, 'failed'],
    [404, 'missing'],
    [408, 'transient'],
    [410, 'lost'],
    [422, 'failed'],
    [425, 'transient'],
    [429, 'transient'],
    [500, 'transient'],
    [503, 'transient'],
  ])('%s means %s', (code, verdict) => {
    expect(read(undefined, reply(code)).verdict).toBe(verdict);
  });
});

describe('The reply to a poll, where a word is the status', () => {
  it.each([
    [reply(200, { status: 'Queued' }), 'running', 'Queued'],
    [reply(202, { status: ' done ' }), 'succeeded', 'done'],
    [reply(200, { status: 'Failed' }), 'failed', 'Failed'],
    [reply(200, { status: 'Cancelled' }), 'canceled', 'Cancelled'],
    [reply(200, { status: 'Held' }), 'paused', 'Held'],
    [reply(200, { status: 'NeverHeardOf' }), 'unknown', 'NeverHeardOf'],
    [reply(200, { other: 1 }), 'transient', null],
    [reply(204), 'transient', null],
    [reply(302, { status: 'Done' }, { headers: { location: '/x' } }), 'follow', null],
    [reply(400, { status: 'Done' }), 'transient', null],
    [reply(404, { status: 'Done' }), 'missing', null],
    [reply(500, { status: 'Done' }), 'transient', null],
  ])('%j means %s', (of, verdict, statusWord) => {
    expect(read(word, of)).toMatchObject({ verdict, statusWord });
  });

  it.each([
    ['hold', 'unknown'],
    ['running', 'running'],
    ['failed', 'failed'],
  ] as const)('means, where it is unknown and the profile says %s, %s', (unknown, verdict) => {
    expect(read({ ...word, unknown }, reply(200, { status: 'New' }))).toMatchObject({ verdict, statusWord: 'New' });
  });

  it('comes from many places', () => {
    const status = ["body.done ?? 'false'", 'body.error.code'];
    const poll = {
      status,
      statuses: { running: ['false'], succeeded: ['true'], failed: ['true/*'], canceled: ['true/1'] },
    };

    expect(read(poll, reply(200, { name: 'o' })).verdict).toBe('running');
    expect(read(poll, reply(200, { done: true, error: { code: 3 } })).verdict).toBe('failed');
    expect(read(poll, reply(200, { done: true, error: { code: 1 } })).verdict).toBe('canceled');
    expect(read(poll, reply(200, { done: true, response: {} })).verdict).toBe('succeeded');
  });
});

describe('A body that is no JSON', () => {
  const html = { text: '<h1>Welcome</h1>' };

  it('says nothing of the job where the profile reads the body', () => {
    const rules: PhaseDocument['rules'] = [{ when: { code: 200, 'body.error': { exists: false } }, then: 'succeeded' }];

    expect(read(word, reply(200, undefined, html)).error?.message).toBe('The reply is not JSON');
    expect(read({ rules }, reply(200, undefined, html)).verdict).toBe('transient');
    expect(read({ capture: { x: 'body.x' } }, reply(200, undefined, html)).verdict).toBe('transient');
    expect(read(word, reply(200, undefined, { isTruncated: true })).error?.message).toMatch(/too large/);
  });

  it('says what the code says where the profile does not read it, or reads its text', () => {
    expect(read(undefined, reply(200, undefined, html)).verdict).toBe('succeeded');
    expect(
      read({ rules: [{ when: { text: '*welcome*' }, then: 'failed' }] }, reply(200, undefined, html)).verdict,
    ).toBe('failed');
    expect(
      read({ status: 'body.status ?? text', statuses: { succeeded: ['*welcome*'] } }, reply(200, undefined, html)),
    ).toMatchObject({
      verdict: 'succeeded',
    });
  });

  it('goes on to the rules where it is empty', () => {
    const rules: PhaseDocument['rules'] = [{ when: { code: 204 }, then: 'succeeded' }];

    expect(read({ ...word, rules }, reply(204, undefined, { text: '' })).verdict).toBe('succeeded');
  });
});

describe('The rules of a phase', () => {
  it('are tried in order, before what is built in', () => {
    const rules: PhaseDocument['rules'] = [
      { when: { code: 404, 'body.reason': 'deleted' }, then: 'canceled' },
      { when: { code: 404 }, then: 'succeeded' },
    ];

    expect(read({ rules }, reply(404, { reason: 'Deleted' })).verdict).toBe('canceled');
    expect(read({ rules }, reply(404, {})).verdict).toBe('succeeded');
    expect(read({ rules }, reply(410, {})).verdict).toBe('lost');
  });

  it('can have the status read although the code is an error', () => {
    const rules: PhaseDocument['rules'] = [{ when: { code: 500, 'body.status': { exists: true } }, then: 'status' }];

    expect(read({ ...word, rules }, reply(500, { status: 'Failed' }))).toMatchObject({
      verdict: 'failed',
      statusWord: 'Failed',
    });
    expect(read({ ...word, rules }, reply(500, {})).verdict).toBe('transient');
  });

  it('lead to another phase', () => {
    const phases: PhaseDocument[] = [
      {
        name: 'queue',
        request: { url: '{{job.queueUrl}}' },
        rules: [
          { when: { 'body.executable.url': { exists: true } }, then: { goto: 'build' } },
          { when: { code: 200 }, then: 'running' },
        ],
        capture: { buildUrl: 'body.executable.url | resolve' },
      },
      {
        name: 'build',
        request: { url: '{{job.buildUrl}}' },
        rules: [{ when: { code: 200 }, then: { goto: 'build' } }],
      },
    ];
    const jenkins = compiled(phases, {
      start: { request: { url: 'https://a.example.com' }, capture: { queueUrl: 'header.location' } },
    });

    expect(readPoll(jenkins, 'queue', reply(200, {}), {})).toMatchObject({
      verdict: 'running',
      phase: 'queue',
      isNewPhase: false,
    });
    expect(readPoll(jenkins, 'queue', reply(200, { executable: { url: '/b/1' } }), {})).toMatchObject({
      verdict: 'running',
      phase: 'build',
      isNewPhase: true,
      captured: { buildUrl: 'https://a.example.com/b/1' },
    });
    expect(readPoll(jenkins, 'build', reply(200, {}), {})).toMatchObject({ phase: 'build', isNewPhase: false });
    expect(readPoll(jenkins, 'no such phase', reply(200, {}), {}).phase).toBe('queue');
  });
});

describe('Rules that look into the body, where none of them holds', () => {
  const flag: PhaseDocument = { rules: [{ when: { 'body.completed': true }, then: 'succeeded' }] };

  it.each([
    [200, {}, 'unknown'],
    [200, { completed: false }, 'unknown'],
    [201, { complete: true }, 'unknown'],
    [204, undefined, 'unknown'],
    [202, {}, 'running'],
    [403, {}, 'transient'],
    [303, {}, 'transient'],
  ])('never make a success of a good code: %d %j is %s', (code, body, verdict) => {
    expect(read(flag, reply(code, body)).verdict).toBe(verdict);
  });

  it('go by the policy for unknown words', () => {
    expect(read({ ...flag, unknown: 'running' }, reply(200, {})).verdict).toBe('running');
    expect(read({ ...flag, unknown: 'failed' }, reply(200, {})).verdict).toBe('failed');
  });

  it('leave the code its say where they ask for codes of trouble alone', () => {
    const trouble: PhaseDocument = { rules: [{ when: { code: [422, '5xx'], 'body.fatal': true }, then: 'failed' }] };

    expect(read(trouble, reply(200, {})).verdict).toBe('succeeded');
  });
});

describe('Following', () => {
  it.each([301, 302, 307, 308])('a %s leads to its Location, as an absolute URL', (code) => {
    const reading = read(word, reply(code, undefined, { headers: { location: '../ops/8' } }));

    expect(reading).toMatchObject({ verdict: 'follow', followUrl: 'https://a.example.com/ops/8' });
  });

  it.each([undefined, '', 'javascript:alert(1)', 'http://['])('leads nowhere where the Location is %j', (location) => {
    const reading = read(word, reply(307, undefined, { headers: { location } }));

    expect(reading.verdict).toBe('transient');
    expect(reading).not.toHaveProperty('followUrl');
  });

  it('keeps the new status URL while the job runs', () => {
    const headers = { location: '/jobs/7?t=2' };

    expect(read(undefined, reply(202, undefined, { headers })).captured).toEqual({ statusUrl: `${url}?t=2` });
    expect(read(undefined, reply(200, undefined, { headers })).captured).toEqual({});
    expect(read(undefined, reply(503, undefined, { headers })).captured).toEqual({});
    expect(read({ request: { url } }, reply(202, undefined, { headers })).captured).toEqual({});
    expect(read({ capture: { statusUrl: 'body.x' } }, reply(202, undefined, { headers })).captured).toEqual({});
  });
});
