import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { classificationSchema, problemSchema } from '@app/contracts';
import { type ProfilesReplica, ask, createProfilesDatabase, startProfilesReplica } from '../support/profiles-app.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

const ID = '019aa7c2-6ac1-7b6e-8f0f-2d9a3c1e5b77';
const document = {
  start: { request: { url: 'https://api.example.com/jobs' }, capture: { id: 'body.id' } },
  poll: {
    request: { url: 'https://api.example.com/jobs/{{job.id}}' },
    status: 'body.state',
    statuses: { running: ['RUNNING'], succeeded: ['DONE'] },
    rules: [{ when: { code: 400, 'body.error': 'expired' }, then: 'lost' }],
  },
  result: { value: 'body.rows' },
};

describe('A reply tried on a profile', () => {
  let database: TestDatabase;
  let replica: ProfilesReplica;

  beforeAll(async () => {
    database = await createProfilesDatabase();
    replica = await startProfilesReplica(database.url);
    await ask(replica, 'PUT', '/mine', document);
    await database.query(
      `INSERT INTO monitor.monitors (id, group_id, instance_id, name, profile, profile_version, input, state, context,
                                     last_sequence, poll_interval_ms, deadline_at)
       VALUES ($1, 1, 'a', 'a', 'mine', 1, '{}', 'Watching', '{"job": {"id": "7", "token": "s3cret"}}', 1, 1000, now())`,
      [ID],
    );
    await keep(0, 'start', { code: 201, headers: {}, body: { id: '7' } });
    await keep(1, 'poll', { code: 200, headers: { 'retry-after': '5' }, body: { state: 'RUNNING' } });
    await keep(2, 'poll', { code: 200, headers: {}, body: { state: 'PAUSED' } });
    await keep(3, 'result', { code: 200, headers: {}, body: { rows: [] } });
    await keep(4, 'poll', { code: 200, headers: {}, body: '{"state":"DO…' });
  });
  afterAll(async () => {
    await replica.close();
    await database.drop();
  });

  const keep = (slot: number, step: string, reply: object) =>
    database.query(
      `INSERT INTO monitor.exchanges (monitor_id, slot, at, step, phase, request, reply)
       VALUES ($1, $2::integer, now() - (10 - $2::integer) * interval '1 second', $3, NULL, '{}', $4)`,
      [ID, slot, step, JSON.stringify(reply)],
    );
  const classify = async (request: object, name = 'mine') => {
    const answer = await ask(replica, 'POST', `/${name}/classify`, request);
    expect(answer.status).toBe(200);
    return classificationSchema.strict().parse(answer.json);
  };

  it('tells how it is read, what is kept, what decided, and what is asked for next', async () => {
    const body = { state: 'RUNNING' };

    expect(await classify({ reply: { code: 200, headers: { 'Retry-After': '5' }, body }, job: { id: '7' } })).toEqual({
      profile: { name: 'mine', version: 1 },
      step: 'poll',
      phase: null,
      verdict: 'running',
      statusWord: 'RUNNING',
      progress: null,
      because: 'The status word "RUNNING" means running.',
      rules: [
        {
          index: 0,
          when: [
            { locator: 'code', expected: 400, found: 200, holds: false },
            { locator: 'body.error', expected: 'expired', found: null, holds: false },
          ],
          then: 'lost',
          decided: false,
        },
      ],
      captured: {},
      captures: [],
      hintMs: 5000,
      next: { what: 'poll', method: 'GET', url: 'https://api.example.com/jobs/7' },
    });
  });

  it('tells of a start what was captured, and where the job is polled', async () => {
    const read = await classify({ step: 'start', reply: { code: 202, body: { id: 42 } } });

    expect(read).toMatchObject({
      verdict: 'started',
      captures: [{ name: 'id', locator: 'body.id', found: 42 }],
      next: { method: 'GET', url: 'https://api.example.com/jobs/42' },
    });
  });

  it('tells of a start that names no job what is missing', async () => {
    const read = await classify({ step: 'start', reply: { code: 202, body: {} } });

    expect(read).toMatchObject({ verdict: 'doubtful', captures: [{ name: 'id', found: null }] });
    expect(read.error!.message).toContain('{{job.id}}');
  });

  it('tells the result where the reply holds it', async () => {
    const read = await classify({ reply: { code: 200, body: { state: 'DONE', rows: [1, 2] } } });

    expect(read).toMatchObject({ verdict: 'succeeded', result: [1, 2] });
    expect(read.next).toBeUndefined();
  });

  it('keeps large numbers whole where it is given as text', async () => {
    const read = await classify({ step: 'start', reply: { code: 202, text: '{"id": 9007199254740993}' } });

    expect(read.captured).toEqual({ id: '9007199254740993' });
  });

  it('is read by a document that is not kept, which may extend one that is', async () => {
    const profile = { extends: 'mine', poll: { statuses: { succeeded: ['RUNNING'], running: [] } } };

    const read = await classify({ profile, reply: { code: 200, body: { state: 'RUNNING' } } }, 'draft');

    expect(read).toMatchObject({ profile: { name: 'draft' }, verdict: 'succeeded' });
    expect((await ask(replica, 'GET', '/draft')).status).toBe(404);
  });

  it('may be one that a monitor got, read by another version or a document', async () => {
    const profile = { extends: 'mine', poll: { statuses: { paused: ['PAUSED'] } } };

    expect(await classify({ monitor: ID, exchange: 3 })).toMatchObject({ verdict: 'unknown', statusWord: 'PAUSED' });
    expect(await classify({ monitor: ID, exchange: 3, profile })).toMatchObject({ verdict: 'paused' });
    expect(await classify({ monitor: ID, exchange: 4 })).toMatchObject({
      hintMs: 5000,
      next: { url: 'https://api.example.com/jobs/7' },
    });
    expect(await classify({ monitor: ID, exchange: 5 })).toMatchObject({ step: 'start', captured: { id: '7' } });
  });

  it('of a monitor is read by the version on which that runs, unless another is asked for', async () => {
    const put = await ask(replica, 'PUT', '/mine', {
      ...document,
      poll: { ...document.poll, statuses: { paused: ['PAUSED'], running: ['RUNNING'], succeeded: ['DONE'] } },
    });
    expect(put.json['version']).toBe(2);
    const reply = { code: 200, body: { state: 'PAUSED' } };

    expect(await classify({ monitor: ID, exchange: 3 })).toMatchObject({
      profile: { name: 'mine', version: 1 },
      verdict: 'unknown',
    });
    expect(await classify({ monitor: ID, exchange: 3, version: 2 })).toMatchObject({ verdict: 'paused' });
    expect(await classify({ reply })).toMatchObject({ profile: { version: 2 }, verdict: 'paused' });
    await ask(replica, 'PUT', '/other', document);
    expect(await classify({ monitor: ID, exchange: 3 }, 'other')).toMatchObject({
      profile: { name: 'other', version: 1 },
    });
  });

  it('shows a document nothing of a monitor that is not shown elsewhere', async () => {
    const curious = { url: '{{job.token}}/{{job.id}}', headers: {} };
    const profile = {
      ...document,
      start: { ...document.start, capture: { id: 'body.id', token: 'body.id' } },
      poll: { request: curious, capture: { seen: 'job.token' } },
    };

    const read = await classify({ monitor: ID, exchange: 4, profile });

    expect(JSON.stringify(read)).not.toContain('s3cret');
    expect(read.captured).toEqual({ seen: '***' });
  });

  const reply = { code: 200 };

  it.each<[string, string, unknown, number, (string | undefined)[] | undefined]>([
    ['no reply', 'mine', {}, 422, ['/reply']],
    ['two replies', 'mine', { reply, monitor: ID }, 422, ['/monitor']],
    ['a reply without a code', 'mine', { reply: {} }, 422, ['/reply/code']],
    ['a body and a text', 'mine', { reply: { code: 200, body: 1, text: '1' } }, 422, ['/reply']],
    ['a phase that is not there', 'mine', { reply, phase: 'run' }, 422, ['/phase']],
    ['a faulty document', 'mine', { reply, profile: { start: {} } }, 422, ['/profile/start/request']],
    ['a document beside a version', 'mine', { reply, version: 1, profile: document }, 422, ['/version']],
    ['an unknown profile', 'nobody', { reply }, 404, undefined],
    ['an unknown version', 'mine', { reply, version: 7 }, 404, undefined],
    ['a monitor without exchanges', 'mine', { monitor: ID.replace('019a', '019b') }, 404, undefined],
    ['an exchange that is not there', 'mine', { monitor: ID, exchange: 9 }, 404, undefined],
    ['an exchange that is no poll', 'mine', { monitor: ID, exchange: 2 }, 422, ['/exchange']],
    ['an exchange that was cut', 'mine', { monitor: ID }, 422, ['/exchange']],
  ])('with %s is a problem that says so', async (_, name, request, status, pointers) => {
    const answer = await ask(replica, 'POST', `/${name}/classify`, request);

    const problem = problemSchema.strict().parse(answer.json);
    expect([problem.status, problem.errors?.map(({ pointer }) => pointer)]).toEqual([status, pointers]);
  });

  it('is checked by a schema that editors can use, too', async () => {
    const { status, text } = await send(replica.port, '/api/v1/profile-schema.json');

    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });
});
