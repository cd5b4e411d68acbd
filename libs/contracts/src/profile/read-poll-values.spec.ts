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

describe('What is captured', () => {
  it.each([
    [7, { x: 7 }],
    [false, { x: false }],
    [{ a: 1 }, { x: { a: 1 } }],
    ['a\u0000b', { x: 'a\ufffdb' }],
    [null, {}],
    ['', {}],
    ['x'.repeat(20_000), {}],
    [Array(20_000).fill(1), {}],
  ])('is found, not empty and not large', (value, captured) => {
    expect(read({ capture: { x: 'body.value' } }, reply(202, { value })).captured).toEqual(captured);
  });

  it('has no way to a prototype', () => {
    const { captured } = read({ capture: { constructor: 'body.a', toString: 'body.a' } }, reply(202, { a: 1 }));

    expect(Object.keys(captured)).toEqual(['constructor', 'toString']);
    expect(Object.getPrototypeOf(captured)).toBe(Object.prototype);
  });
});

describe('How long a reply asks to wait', () => {
  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after-ms': '50', 'retry-after': '7' }, 50],
    [{ 'retry-after-ms': 'x', 'retry-after': '7' }, 7000],
    [{ 'retry-after': '-7' }, undefined],
    [{}, undefined],
  ])('by the usual headers: %j', (headers, hintMs) => {
    expect(read(undefined, reply(503, undefined, { headers })).hintMs).toBe(hintMs);
  });

  it('by what the profile says, and no longer than it believes', () => {
    const poll: PhaseDocument = {
      pace: { hints: ['body.pollIntervalMs | ms', 'body.eta | until'], longestHint: '1m' },
    };

    expect(read(poll, reply(202, { pollIntervalMs: 250 })).hintMs).toBe(250);
    expect(read(poll, reply(202, { eta: '1970-01-01T00:00:02Z' })).hintMs).toBe(2000);
    expect(read(poll, reply(202, { eta: '2999-01-01T00:00:02Z' })).hintMs).toBe(60_000);
  });
});

describe('Progress', () => {
  it.each([
    [{ percent: 40 }, { percent: 40 }],
    [{ percentComplete: '40.5' }, { percent: 40.5 }],
    [{ progress: { a: 1 } }, null],
    [{ percent: 140 }, null],
    [{}, null],
  ])('is read under usual names: %j', (body, progress) => {
    expect(read(undefined, reply(202, body)).progress).toEqual(progress);
  });

  it('is read where the profile says', () => {
    const progress = {
      done: 'body.counts.done',
      total: 'body.counts | sum',
      message: 'header.x-progress ?? body.counts',
    };
    const of = reply(202, { percent: 40, counts: { done: 1, open: 3 } });

    expect(readPoll(compiled(undefined, { progress }), null, of, {}).progress).toEqual({
      done: 1,
      total: 4,
      message: '{"done":1,"open":3}',
    });
  });
});

describe('The error', () => {
  it.each([
    [
      { status: 'Failed', error: { code: 3, message: 'bad shard' } },
      { code: '3', message: 'bad shard' },
    ],
    [
      { status: 'Failed', error: 'Download error' },
      { code: 'job-failed', message: 'Download error' },
    ],
    [
      { status: 'Failed', type: '/p/1', title: 'Bad', detail: 'Row 9' },
      { code: '/p/1', message: 'Row 9' },
    ],
    [
      { status: 'Failed', error: { type: 'x' } },
      { code: 'job-failed', message: 'The job ended as Failed' },
    ],
    [
      { status: 'Failed', error: {}, errorCode: 5, error_description: 'No' },
      { code: '5', message: 'No' },
    ],
    [{ status: 'Failed' }, { code: 'job-failed', message: 'The job ended as Failed' }],
  ])('of a job is what the remote side says: %j', (body, error) => {
    expect(read(word, reply(200, body)).error).toEqual({ ...error, body });
  });

  it('of a job is read where the profile says, and then in usual places', () => {
    const error = { code: 'body.reason', message: 'body.why', detail: 'body.trace' };
    const of = (body: object) =>
      readPoll(compiled(word, { error }), null, reply(200, { status: 'Failed', ...body }), {}).error;

    expect(of({ reason: 'R', why: 'W', trace: [1] })).toEqual({ code: 'R', message: 'W', body: [1] });
    expect(of({ message: 'M' })).toMatchObject({ code: 'job-failed', message: 'M' });
  });

  it('of a poll has our own code', () => {
    expect(read(word, reply(429, { error: { code: 'throttled', message: 'Slow down' } })).error).toMatchObject({
      code: 'http-429',
      message: 'Slow down',
    });
  });

  it('has a bound, and what can be stored alone', () => {
    const text = `${'x'.repeat(4085)}${'😀'.repeat(50_000)}`;

    const { error } = read(word, reply(500, { text }));

    expect((error?.body as string).length).toBeLessThan(4200);
    expect((error?.body as string).isWellFormed()).toBe(true);
  });
});
