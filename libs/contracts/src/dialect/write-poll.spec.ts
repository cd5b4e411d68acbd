import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileProfile } from '../profile/compile.js';
import { profileSchema } from '../profile/profile.contract.js';
import { readPoll } from '../profile/read-poll.js';
import { readResult } from '../profile/read-result.js';
import { resultRequest } from '../profile/requests.js';
import { compileDialect } from './compile-dialect.js';
import type { Asked, JobFacts, Manner, Standing } from './dialect.js';
import { supplementSchema } from './supplement.contract.js';
import { writePoll } from './write-poll.js';

const BASE = 'http://localhost:3001/dialects/p';
const NOW = Date.parse('2026-11-21T10:00:00Z');
const statuses = { running: ['queued', 'running'], succeeded: ['done'], failed: ['error'], canceled: ['cancelled'] };
const byWord = { request: { url: '/jobs/{{job.id}}' }, status: 'body.state', statuses };

function setup(profile: Record<string, unknown> = { poll: byWord }, supplement: Record<string, unknown> = {}) {
  const { start = {}, ...rest } = profile as { start?: object };
  const capture = 'poll' in profile ? { capture: { id: 'body.id' } } : {};
  const document = {
    name: 'p',
    baseUrl: 'https://api.example.com',
    start: { request: { url: '/jobs' }, ...capture, ...start },
    ...rest,
  };
  const compiled = compileProfile(profileSchema.parse(document));
  const dialect = compileDialect(compiled, supplementSchema.parse(supplement));
  const facts = (standing: Standing, more: Partial<JobFacts> = {}): JobFacts => {
    const isEnd = ['succeeded', 'failed', 'canceled'].includes(standing);
    return {
      reference: 'j1',
      id: '0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70',
      number: 7,
      name: null,
      request: null,
      bound: { job: {} },
      standing,
      phase: 0,
      progress: null,
      result: standing === 'succeeded' ? { rows: 3 } : undefined,
      error: standing === 'failed' ? { code: 'disk-full', message: 'No space' } : null,
      logs: [],
      createdAt: NOW - 60_000,
      startedAt: standing === 'queued' ? null : NOW - 50_000,
      endedAt: isEnd ? NOW : null,
      now: NOW,
      ...more,
    };
  };
  const poll = (of: JobFacts, manner: Partial<Manner> = {}, phase = 0) => {
    const incoming = { method: 'GET', path: '/jobs/j1', query: [], headers: {}, body: undefined, text: undefined };
    const asked: Asked = { route: { kind: 'poll', index: phase }, bound: { job: {} }, incoming };
    const draft = writePoll(dialect, asked, of, { base: BASE, ...manner });
    const text = draft.text ?? (draft.body === undefined ? '' : JSON.stringify(draft.body));
    const reply = { ...draft, body: draft.body, text, url: `${BASE}/jobs/j1`, receivedAt: NOW };
    const scope = { job: { id: 'j1', statusUrl: `${BASE}/operations/j1` } };
    const reading = readPoll(compiled, compiled.phases[phase]!.name, reply, scope);
    const fetch = resultRequest(compiled, { ...scope, reply });
    return { draft, reading, resultUrl: fetch?.url, result: readResult(compiled, reply, scope).value };
  };
  return { facts, poll };
}

describe('A word of status that a scenario says', () => {
  it('is said where the API says its own', () => {
    const { facts, poll } = setup();

    expect(poll(facts('running', { status: 'Queued' })).reading).toMatchObject({
      verdict: 'running',
      statusWord: 'Queued',
    });
    expect(poll(facts('failed', { status: 'error' })).reading).toMatchObject({
      verdict: 'failed',
      statusWord: 'error',
    });
  });

  it('is said whatever it means', () => {
    const { facts, poll } = setup();

    expect(poll(facts('running', { status: 'Napping' })).reading).toMatchObject({
      verdict: 'unknown',
      statusWord: 'Napping',
    });
    expect(poll(facts('succeeded', { status: 'running' })).reading.verdict).toBe('running');
  });

  it('is left out by an API whose code is the state', () => {
    const { facts, poll } = setup({});

    expect(poll(facts('running', { status: 'Napping' })).draft).toMatchObject({ code: 202 });
    expect(poll(facts('succeeded', { status: 'Napping' })).draft).toMatchObject({ code: 200, body: { rows: 3 } });
  });

  it('is divided where an API has two', () => {
    const status = ['body.status', 'body.conclusion'];
    const two = { running: ['queued', 'in_progress'], succeeded: ['completed/success'], failed: ['completed/*'] };
    const { facts, poll } = setup({ poll: { ...byWord, status, statuses: two } });

    expect(poll(facts('failed', { status: 'completed/timed_out' })).draft.body).toMatchObject({
      status: 'completed',
      conclusion: 'timed_out',
    });
    expect(poll(facts('running')).draft.body).toEqual({ id: 'j1', status: 'in_progress' });
  });
});

describe('A code that a scenario says', () => {
  it.each([
    [404, 'running', { rules: [{ when: { code: 404 }, then: 'status' }] }, 'running'],
    [404, 'running', { rules: [{ when: { code: 404 }, then: 'running' }] }, 'running'],
    [503, 'running', { rules: [{ when: { code: 503 }, then: 'status' }] }, 'running'],
    [302, 'succeeded', { rules: [{ when: { code: 302 }, then: 'succeeded' }] }, 'succeeded'],
    [410, 'succeeded', {}, 'lost'],
    [500, 'failed', {}, 'transient'],
    [201, 'running', {}, 'running'],
  ] as const)('%i of a job that is %s is said, with the word', (code, standing, more, verdict) => {
    const { facts, poll } = setup({ poll: { ...byWord, ...more } });

    const { draft, reading } = poll(facts(standing), { code });

    expect(draft.code).toBe(code);
    expect(draft.body).toMatchObject({ state: { running: 'running', succeeded: 'done', failed: 'error' }[standing] });
    expect(reading.verdict).toBe(verdict);
  });

  it.each([301, 302, 303, 307, 308])('leads to the result where it is %i', (code) => {
    const { facts, poll } = setup({});

    expect(poll(facts('succeeded'), { code }).draft).toMatchObject({
      code,
      headers: { location: `${BASE}/results/j1` },
    });
  });
});

describe('What an API says by its code', () => {
  it.each([
    ['running', 202],
    ['canceling', 202],
    ['succeeded', 200],
    ['failed', 400],
  ] as const)('that a job is %s is %i', (standing, code) => {
    const { facts, poll } = setup({});

    expect(poll(facts(standing)).draft.code).toBe(code);
  });

  it('that a job was canceled, where it can be, is that its record is gone', () => {
    const { facts, poll } = setup({ cancel: { request: { method: 'DELETE', url: '{{job.statusUrl}}' } } });

    expect(poll(facts('canceled')).draft.code).toBe(410);
  });

  it('is said by a rule where one says it, too', () => {
    const rules = [{ when: { 'header.asyncresult | number': { lt: 400 } }, then: 'succeeded' }];
    const { facts, poll } = setup({ poll: { rules } });

    expect(poll(facts('succeeded')).draft.headers).toHaveProperty('asyncresult');
  });
});

describe('The URL of a place to ask', () => {
  const tell = (url: string): string => url.slice('http://localhost:3001'.length);

  it('is told as it is to be told, in headers and bodies', () => {
    const { facts, poll } = setup({}, { poll: { body: { self: '{{job.statusUrl}}', of: ['{{job.base}}/x', 'no'] } } });

    const { draft } = poll(facts('running'), { tell });

    expect(draft.body).toEqual({ self: '/dialects/p/operations/j1', of: ['/dialects/p/x', 'no'] });
  });

  it('is told by each reply of a job that runs, for it may move', () => {
    const { facts, poll } = setup({});

    expect(poll(facts('running'), { tell }).draft.headers).toMatchObject({ location: '/dialects/p/operations/j1' });
  });
});

describe('A hint', () => {
  it.each([
    [{ ms: 2000 }, { 'retry-after': '2' }, 2000],
    [{ ms: 250 }, { 'retry-after': '1' }, 1000],
    [{ ms: 250, header: 'retry-after-ms' }, { 'retry-after-ms': '250' }, 250],
    [{ ms: 2500, header: 'Retry-After' }, { 'retry-after': '3' }, 3000],
    [{ text: 'soon' }, { 'retry-after': 'soon' }, undefined],
    [{ text: 'Sat, 21 Nov 2026 10:00:30 GMT' }, { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, 30_000],
  ])('%j stands in %j', (hint, headers, ms) => {
    const { facts, poll } = setup();

    const { draft, reading } = poll(facts('running'), { hint });

    expect(draft.headers).toEqual(headers);
    expect(reading.hintMs).toBe(ms);
  });

  it('stands where the profile reads it first', () => {
    const { facts, poll } = setup({ poll: byWord, pace: { hints: ['body.waitMs | ms', 'header.retry-after | wait'] } });

    expect(poll(facts('running'), { hint: { ms: 250 } }).draft).toMatchObject({ headers: {}, body: { waitMs: 250 } });
  });

  it('is not given any more once the job has ended', () => {
    const { facts, poll } = setup();

    expect(poll(facts('succeeded'), { hint: { text: '5' } }).draft.headers).toEqual({});
  });
});

describe('Several phases', () => {
  const poll = [
    {
      name: 'queue',
      request: { url: '/queue/{{job.id}}' },
      status: "body.queued ?? 'yes'",
      statuses: { running: ['yes'], canceled: ['dropped'] },
      rules: [{ when: { 'body.build': { exists: true } }, then: { goto: 'build' } }],
      capture: { build: 'body.build' },
    },
    { ...byWord, name: 'build', request: { url: '/builds/{{job.build}}' } },
  ];

  it('go on when the job does', () => {
    const { facts, poll: ask } = setup({ poll });

    expect(ask(facts('queued')).reading).toMatchObject({ verdict: 'running', isNewPhase: false });
    expect(ask(facts('running')).reading).toMatchObject({ phase: 'build', captured: { build: 'j1' } });
    expect(ask(facts('running'), {}, 1).reading).toMatchObject({ verdict: 'running', statusWord: 'running' });
    expect(ask(facts('failed'), {}, 1).reading).toMatchObject({ verdict: 'failed' });
  });

  it('follow those of the scenario, where it has as many', () => {
    const { facts, poll: ask } = setup({ poll });

    expect(ask(facts('running', { phase: 0, phases: 2 })).reading.isNewPhase).toBe(false);
    expect(ask(facts('running', { phase: 1, phases: 2 })).reading.phase).toBe('build');
  });

  it('that have not come yet are missing', () => {
    const { facts, poll: ask } = setup({ poll });

    expect(ask(facts('queued'), {}, 1).reading.verdict).toBe('missing');
  });

  it('may end in the first', () => {
    const { facts, poll: ask } = setup({ poll });

    expect(ask(facts('canceled', { startedAt: null })).reading).toMatchObject({ verdict: 'canceled', phase: 'queue' });
    expect(ask(facts('failed', { startedAt: null })).reading).toMatchObject({ phase: 'build' });
  });
});

describe('Why a job failed', () => {
  it('is told in the body that a scenario gives, with the word of status besides', () => {
    const { facts, poll } = setup({ poll: byWord, error: { code: 'body.fault.kind', message: 'body.fault.text' } });
    const body = { fault: { kind: 'Quota', text: 'Spent', at: 3 } };

    const { draft, reading } = poll(facts('failed', { error: { code: 'Quota', message: 'Spent', body } }));

    expect(draft.body).toEqual({ id: 'j1', state: 'error', ...body });
    expect(reading.error).toMatchObject({ code: 'Quota', message: 'Spent' });
  });

  it('leaves what the supplement says where the scenario has no code of its own', () => {
    const supplement = { poll: { when: { failed: { body: { fault: { kind: 'Internal' } } } } } };
    const { facts, poll } = setup({ poll: byWord, error: { code: 'body.fault.kind' } }, supplement);

    expect(poll(facts('failed', { error: { code: 'JobFailed', message: '' } })).reading.error?.code).toBe('Internal');
    expect(poll(facts('failed')).reading.error?.code).toBe('disk-full');
  });
});

describe('The result', () => {
  const json = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.array(fc.jsonValue({ maxDepth: 2 })),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
  );

  it.each([
    ['the body', {}, {}],
    ['a field', { poll: byWord, result: { value: 'body.output' } }, {}],
    ['JSON in a text', { poll: byWord, result: { value: 'body.output | json' } }, {}],
    [
      'a field beside an example',
      { poll: byWord, result: { value: 'body.output' } },
      { poll: { body: { output: [1] } } },
    ],
  ])('is read as it was meant: %s', (_, profile, supplement) => {
    const { facts, poll } = setup(profile, supplement);

    fc.assert(
      fc.property(json, (drawn) => {
        // JSON knows no -0.
        const result: unknown = JSON.parse(JSON.stringify(drawn));
        const told = poll(facts('succeeded', { result }));
        expect(told.reading.verdict).toBe('succeeded');
        expect(told.result).toEqual(result);
      }),
    );
  });

  it('is alone in the body where the code is the state, but for what the supplement says of it', () => {
    const { facts, poll } = setup({ start: { capture: { statusUrl: 'body.links.self | resolve' } } });
    const supplemented = setup({}, { poll: { when: { succeeded: { body: { kind: 'rows', rows: 0 } } } } });

    expect(poll(facts('succeeded')).draft.body).toEqual({ rows: 3 });
    expect(supplemented.poll(facts('succeeded')).draft.body).toEqual({ kind: 'rows', rows: 3 });
  });

  it('is where the reply says, if it is fetched', () => {
    const { facts, poll } = setup({ poll: byWord, result: { request: { url: '{{body.outputUrl}}' } } });

    expect(poll(facts('succeeded')).resultUrl).toBe(`${BASE}/results/j1`);
    expect(poll(facts('failed')).resultUrl).toBeUndefined();
  });

  it('is the reply itself where the code is the state, and elsewhere where it redirects', () => {
    const { facts, poll } = setup({ result: { request: { url: '{{header.location | resolve}}' } } });

    expect(poll(facts('succeeded'))).toMatchObject({ resultUrl: undefined, result: { rows: 3 } });
    expect(poll(facts('succeeded'), { code: 303 }).resultUrl).toBe(`${BASE}/results/j1`);
  });
});
