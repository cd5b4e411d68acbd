import { describe, expect, it } from '@jest/globals';
import { compileProfile } from '../profile/compile.js';
import { profileSchema } from '../profile/profile.contract.js';
import { readOperation } from '../profile/read-operation.js';
import { readPoll } from '../profile/read-poll.js';
import { readStart, readStep } from '../profile/read-start.js';
import { compileDialect } from './compile-dialect.js';
import type { Asked, DraftReply, ErrorToWrite, JobFacts, Manner, OperationOutcome, Route } from './dialect.js';
import { supplementSchema } from './supplement.contract.js';
import { writeError } from './write-error.js';
import { writeOperation } from './write-operation.js';
import { writeOther } from './write-other.js';
import { writeBefore, writeRepeated, writeStart } from './write-start.js';

const BASE = 'http://localhost:3001/dialects/p';
const url = '/jobs/{{job.id}}';
const statuses = { running: ['open'], succeeded: ['done'], failed: ['error'] };
const byId = { start: { capture: { id: 'body.id' } }, poll: { request: { url }, status: 'body.state', statuses } };

function setup(profile: Record<string, unknown>, supplement: Record<string, unknown> = {}) {
  const { start = {}, ...rest } = profile as { start?: object };
  const document = {
    name: 'p',
    baseUrl: 'https://api.example.com',
    ...rest,
    start: { request: { url: '/jobs' }, ...start },
  };
  const compiled = compileProfile(profileSchema.parse(document));
  const dialect = compileDialect(compiled, supplementSchema.parse(supplement));
  const bound = { input: { name: 'a' }, key: 'k1', job: {} };
  const facts: JobFacts = {
    reference: 'j1',
    id: '0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70',
    number: 7,
    name: 'nightly',
    request: null,
    bound,
    standing: 'queued',
    phase: 0,
    progress: null,
    result: undefined,
    error: null,
    logs: ['a', 'b'],
    createdAt: 0,
    startedAt: null,
    endedAt: null,
    now: 1000,
  };
  const incoming = { method: 'POST', path: '/jobs', query: [], headers: {}, body: { id: 3 }, text: '{"id":3}' };
  const asked = (kind: Route['kind'], index = 0): Asked => ({ route: { kind, index }, bound, incoming });
  const manner = (more: Partial<Manner> = {}): Manner => ({ base: BASE, ...more });
  const scope = { ...bound, job: { id: 'j1' } };
  const arrived = (draft: DraftReply) => ({ ...draft, body: draft.body, url: `${BASE}/jobs`, receivedAt: 1000 });
  return { compiled, dialect, facts, asked, manner, scope, arrived, incoming };
}

describe('The reply to a start', () => {
  it.each([
    ['a field', byId, { code: 202, body: { id: 'j1' } }],
    ['a header', { ...byId, start: { capture: { id: 'header.x-id' } } }, { headers: { 'x-id': 'j1' } }],
    [
      'the end of a URL',
      { ...byId, start: { capture: { id: 'header.location | last_segment' } } },
      { headers: { location: `${BASE}/j1` } },
    ],
    ['its Location by default', {}, { code: 202, headers: { location: `${BASE}/operations/j1` } }],
  ])('names the job in %s', (_, profile, expected) => {
    const { dialect, asked, facts, manner, compiled, arrived, scope } = setup(profile);

    const draft = writeStart(dialect, asked('start'), facts, manner());

    expect(draft).toMatchObject(expected);
    expect(readStart(compiled, arrived(draft), { ...scope, job: {} }).verdict).toBe('started');
  });

  it('has what its supplement adds, and what a scenario says', () => {
    const supplement = {
      references: { id: 'job_{{job.number}}' },
      start: {
        code: 201,
        headers: { 'X-For': '{{name}}' },
        body: { asked: '{{body.id}}', of: '{{input.name}}', at: null },
      },
    };
    const { dialect, asked, facts, manner } = setup(byId, supplement);
    const named = { ...facts, reference: 'job_7' };

    expect(writeStart(dialect, asked('start'), named, manner({ hint: { text: 'soon' } }))).toEqual({
      code: 201,
      headers: { 'x-for': 'nightly', 'retry-after': 'soon' },
      body: { asked: 3, of: 'a', at: null, id: 'job_7' },
    });
    expect(writeStart(dialect, asked('start'), named, manner({ code: 200 })).code).toBe(200);
  });

  it('may be like a poll', () => {
    const { dialect, asked, facts, manner } = setup(byId, { start: { like: 'poll' }, poll: { body: { kind: 'job' } } });

    expect(writeStart(dialect, asked('start'), facts, manner()).body).toEqual({ kind: 'job', state: 'open', id: 'j1' });
  });

  it('under a taken key is a conflict that names the job, where the profile reads one so', () => {
    const rules = [{ when: { code: 409, again: true }, then: 'started' }];
    const { dialect, asked, facts, manner, compiled, arrived, scope } = setup({
      ...byId,
      start: { ...byId.start, rules },
    });

    const draft = writeRepeated(dialect, asked('start'), facts, manner());

    expect(draft).toMatchObject({ code: 409, body: { id: 'j1' } });
    expect(readStart(compiled, arrived(draft!), { ...scope, again: true }).verdict).toBe('started');
  });

  it('under a taken key is none of its own elsewhere', () => {
    const { dialect, asked, facts, manner } = setup(byId);

    expect(writeRepeated(dialect, asked('start'), facts, manner())).toBeUndefined();
  });
});

it('The reply to a request before the start names what the profile captures', () => {
  const before = [{ request: { url: '/uploads' }, capture: { id: 'body.upload.id' } }];
  const { dialect, asked, facts, manner, compiled, arrived, scope } = setup({
    ...byId,
    before,
    start: { request: { url } },
  });

  const draft = writeBefore(dialect, asked('before'), facts, manner());

  expect(draft.body).toEqual({ upload: { id: 'j1' } });
  expect(readStep(compiled, 0, arrived(draft), scope)).toMatchObject({ verdict: 'started', captured: { id: 'j1' } });
  expect(writeBefore(dialect, asked('before'), null, manner()).code).toBe(200);
});

describe('The reply to a cancel', () => {
  const request = { url: '/jobs/{{job.id}}/cancel' };
  const ruled = [
    { when: { 'body.error': { exists: true } }, then: 'refused' },
    { when: { code: 422 }, then: 'gone' },
  ];

  it.each([
    ['accepted', [], 202, 'accepted'],
    ['gone', [], 409, 'gone'],
    ['refused', [], 400, 'refused'],
    ['accepted', ruled, 202, 'accepted'],
    ['gone', ruled, 409, 'gone'],
    ['refused', ruled, 400, 'refused'],
  ] as const)('says that it is %s by rules %j', (outcome: OperationOutcome, rules, code, verdict) => {
    const { dialect, asked, facts, manner, compiled, arrived, scope } = setup({ ...byId, cancel: { request, rules } });

    const draft = writeOperation(dialect, asked('cancel'), facts, manner(), outcome);

    expect(draft.code).toBe(code);
    expect(readOperation(compiled, 'cancel', arrived(draft), scope).verdict).toBe(verdict);
  });

  it('that has ended is as the supplement says', () => {
    const errors = { ended: { code: 410, body: { error: { type: 'too_late' } } } };
    const { dialect, asked, facts, manner } = setup({ ...byId, cancel: { request } }, { errors });

    expect(writeOperation(dialect, asked('cancel'), facts, manner(), 'gone')).toEqual({
      code: 410,
      headers: {},
      body: { error: { type: 'too_late' } },
    });
  });
});

describe('An error', () => {
  const write = (profile: Record<string, unknown>, error: ErrorToWrite, supplement: Record<string, unknown> = {}) => {
    const of = setup({ ...byId, ...profile }, supplement);
    return { ...of, draft: writeError(of.dialect, of.asked('poll'), of.incoming, error, of.manner()) };
  };

  it.each([
    ['unknown', 404],
    ['taken', 409],
    ['ended', 409],
    ['unauthorized', 401],
    ['other', 400],
  ] as const)('of the kind %s is %i, in the usual places', (kind, code) => {
    const { draft } = write({}, { kind });

    expect(draft).toEqual({
      code,
      headers: {},
      body: { error: { code: expect.any(String), message: expect.any(String) } },
    });
  });

  it('stands where the profile reads those of its gateway', () => {
    const error = { code: 'body.fault.kind ?? body.code', message: 'body.fault.text ?? body.message' };

    const { draft } = write({ error }, { kind: 'other', code: 'Bad', message: 'No such field', status: 422 });

    expect(draft).toEqual({ code: 422, headers: {}, body: { code: 'Bad', message: 'No such field' } });
  });

  it('of an unknown job is that its record is missing, in the way of the API', () => {
    const rules = [{ when: { code: 400, 'body.__type': '*NotFound' }, then: 'missing' }];

    const { draft, compiled, arrived, scope } = write({ poll: { ...byId.poll, rules } }, { kind: 'unknown' });

    expect(draft).toMatchObject({ code: 400, body: { __type: 'NotFound' } });
    expect(readPoll(compiled, null, arrived(draft), scope).verdict).toBe('missing');
  });

  it('has the words of the supplement, but for those that are given', () => {
    const errors = { unknown: { body: { error: { type: 'not_found', message: '{{job.error.message}}' } } } };
    const error = { code: 'body.error.type', message: 'body.error.message' };

    expect(write({ error }, { kind: 'unknown' }, { errors }).draft.body).toEqual({
      error: { type: 'not_found', message: 'There is no such job' },
    });
    expect(write({ error }, { kind: 'unknown', code: 'gone' }, { errors }).draft.body).toMatchObject({
      error: { type: 'gone' },
    });
  });
});

it('A route of the supplement says what the supplement says', () => {
  const routes = [{ method: 'GET', url: '/jobs/{{job.id}}/log', reply: { text: '{{job.log}}' } }];
  const { dialect, asked, facts, manner } = setup(byId, { routes });

  expect(writeOther(dialect, asked('other'), facts, manner())).toEqual({ code: 200, headers: {}, text: 'a\nb' });
});
