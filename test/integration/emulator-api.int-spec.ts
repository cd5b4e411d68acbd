import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';

interface Answer {
  status: number;
  headers: Headers;
  body: never;
}

let database: TestDatabase;
let emulator: EmulatorApp;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  emulator = await startEmulatorApp(database.url);
});

afterAll(async () => {
  await emulator.close();
  await database.drop();
});

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const isJson = body !== undefined && typeof body !== 'string';
  const reply = await fetch(`${emulator.url}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as string) }),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, body: (text === '' ? undefined : JSON.parse(text)) as never };
}

function pointersOf({ body }: Answer): unknown[] {
  const { errors = [] } = body as { errors?: { pointer?: string; parameter?: string }[] };
  return errors.map(({ pointer, parameter }) => pointer ?? parameter);
}

describe('POST /api/v1/jobs', () => {
  it('starts a job with a life of its own, and says where it is', async () => {
    const scenario = {
      queued: '1s',
      phases: [
        { name: 'load', lasts: '10s', status: 'LOADING' },
        { name: 'index', lasts: '30s' },
      ],
      outcome: 'failed',
      failsAt: '50%',
      error: { code: 'NO_ROOM', message: 'The disk is full', body: { disk: 7 } },
      progress: { steps: 4, total: 8, messages: ['first half', 'second half'] },
      logs: ['one', 'two'],
    };
    const started = await call('POST', '/ns/native/api/v1/jobs', { name: 'gb4711', scenario });
    const location = started.headers.get('location')!;

    await call('POST', '/ns/native/api/v1/clock/advance', { by: '11s' });
    const { body: running } = await call('GET', new URL(location).pathname);
    await call('POST', '/ns/native/api/v1/clock/advance', { by: '10s' });
    const { body: ended } = await call('GET', new URL(location).pathname);

    expect(started).toMatchObject({ status: 202, body: { state: 'Queued', name: 'gb4711', namespace: 'native' } });
    expect(location).toMatch(`${emulator.url}/ns/native/api/v1/jobs/`);
    expect(running).toMatchObject({
      standing: 'running',
      progress: { percent: 25, done: 2, total: 8, message: 'first half' },
      phase: { index: 1, name: 'index', status: null },
      result: null,
      error: null,
    });
    expect(ended).toMatchObject({
      state: 'Failed',
      percent: 50,
      error: { code: 'NO_ROOM', message: 'The disk is full', body: { disk: 7 } },
      logs: ['one', 'two'],
      history: [{ from: null, to: 'Queued' }, { to: 'InProgress' }, { to: 'Failed' }],
    });
  });

  it('without any body starts one by the settings', async () => {
    expect(await call('POST', '/api/v1/jobs')).toMatchObject({ status: 202, body: { name: null, state: 'Queued' } });
  });

  it.each([
    [
      'a scenario that is none',
      { scenario: { queued: 'soon', outcome: 'perhaps' } },
      ['/scenario/queued', '/scenario/outcome'],
    ],
    ['a field that there is not', { nmae: 'x' }, ['/nmae']],
    ['a name that can not be kept', { name: 'a\u0000b' }, ['/name']],
    ['a list', [], ['']],
  ])('refuses %s with the places at fault', async (_, body, pointers) => {
    const answer = await call('POST', '/api/v1/jobs', body);

    expect(answer.status).toBe(422);
    expect(pointersOf(answer)).toEqual(expect.arrayContaining(pointers));
  });

  it('refuses a body that is no JSON, and one of another type', async () => {
    expect(await call('POST', '/api/v1/jobs', '{')).toMatchObject({ status: 400, body: { code: 'body-malformed' } });
    const other = await call('POST', '/api/v1/jobs', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(other.status).toBe(415);
  });

  it('in a dialect starts one that the dialect knows', async () => {
    const { body } = await call('POST', '/ns/in-dialect/api/v1/jobs', { dialect: 'openai-batch', input: { x: 1 } });
    const { reference } = body as { reference: string };

    const { status, body: batch } = await call('GET', `/ns/in-dialect/dialects/openai-batch/v1/batches/${reference}`);

    expect(status).toBe(200);
    expect(batch).toMatchObject({ id: reference, object: 'batch' });
    const unknown = await call('POST', '/api/v1/jobs', { dialect: 'esperanto' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'dialect-unknown' } });
  });

  it('under a key starts one job', async () => {
    const key = { 'idempotency-key': 'once' };
    const [first, again] = [await call('POST', '/api/v1/jobs', {}, key), await call('POST', '/api/v1/jobs', {}, key)];

    expect((again.body as { id: string }).id).toBe((first.body as { id: string }).id);
  });
});

describe('the jobs of a namespace', () => {
  it('are listed the newest first, a page at a time, by the states that they have now', async () => {
    for (const name of ['a', 'b', 'c', 'd'])
      await call('POST', '/ns/list/api/v1/jobs', { name, scenario: { queued: '1h' } });
    await call('POST', '/ns/list/api/v1/jobs', { name: 'quick', scenario: { queued: '1s', running: '1s' } });
    await call('POST', '/ns/list/api/v1/clock/advance', { by: '1m' });

    const { body: first } = await call('GET', '/ns/list/api/v1/jobs?limit=3');
    const { body: second } = await call(
      'GET',
      `/ns/list/api/v1/jobs?limit=3&before=${(first as { next: string }).next}`,
    );
    const { body: ended } = await call('GET', '/ns/list/api/v1/jobs?state=Completed');
    const { body: queued } = await call('GET', '/ns/list/api/v1/jobs?state=Queued,InProgress&name=b');

    const names = (page: { jobs: { name: string }[] }) => page.jobs.map(({ name }) => name);
    expect([names(first), names(second), names(ended), names(queued)]).toEqual([
      ['quick', 'd', 'c'],
      ['b', 'a'],
      ['quick'],
      ['b'],
    ]);
    expect((second as { next?: string }).next).toBeUndefined();
  });

  it('are canceled, paused, resumed and deleted', async () => {
    const { body } = await call('POST', '/ns/asked/api/v1/jobs', { name: 'x', scenario: { running: '1h' } });
    const path = `/ns/asked/api/v1/jobs/${(body as { id: string }).id}`;

    const standings = [];
    for (const [command, ask] of [['pause'], ['resume'], ['cancel', { takes: '10s' }]] as const) {
      const { body: then } = await call('POST', `${path}/${command}`, ask);
      standings.push((then as { standing: string }).standing);
    }
    const { body: canceled } = await call('POST', `${path}/cancel`);
    const deleted = await call('DELETE', path);

    expect(standings).toEqual(['paused', 'queued', 'canceling']);
    expect(canceled).toMatchObject({ standing: 'canceling' });
    expect([deleted.status, (await call('GET', path)).status, (await call('DELETE', path)).status]).toEqual([
      204, 404, 404,
    ]);
  });

  it.each([
    ['GET', '/api/v1/jobs?state=Asleep', 422, ['state']],
    ['GET', '/api/v1/jobs?limit=0', 422, ['limit']],
    ['GET', '/api/v1/jobs?before=yesterday', 422, ['before']],
    ['GET', '/api/v1/jobs?colour=red', 422, ['colour']],
    ['GET', '/api/v1/jobs/no-uuid', 404, []],
    ['POST', '/api/v1/jobs/019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11/cancel', 404, []],
    ['POST', '/api/v1/jobs/no-uuid/pause', 404, []],
    ['PUT', '/api/v1/jobs', 405, []],
    ['POST', '/api/v1/reset?all=maybe', 422, ['all']],
    ['GET', '/ns/no%20name/api/v1/jobs', 422, ['namespace']],
    ['GET', `/ns/${'x'.repeat(65)}/api/v1/jobs`, 422, ['namespace']],
    ['GET', '/ns/%E0%A4%A/api/v1/jobs', 422, ['namespace']],
    ['GET', '/ns//api/v1/jobs', 422, ['namespace']],
  ])('%s %s is answered %i, with a problem', async (method, path, status, places) => {
    const answer = await call(method, path);

    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect(pointersOf(answer)).toEqual(places);
  });
});

describe('the clock of a namespace', () => {
  it('is read, frozen, advanced, resumed and given a rate', async () => {
    const clock = (method: string, path: string, body?: unknown) => call(method, `/ns/clock/api/v1/clock${path}`, body);

    const frozen = await clock('POST', '/freeze');
    const { now } = frozen.body as { now: string };
    const advanced = await clock('POST', '/advance', { by: '3d' });
    const scaled = await clock('PUT', '/scale', { rate: 60 });
    const resumed = await clock('POST', '/resume');

    const then = new Date(Date.parse(now) + 3 * 86_400_000).toISOString();
    expect([frozen, advanced, scaled, resumed].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(frozen.body).toMatchObject({ namespace: 'clock', isFrozen: true, rate: 1 });
    expect(scaled.body).toMatchObject({ now: then, isFrozen: true, rate: 60 });
    expect(resumed.body).toMatchObject({ now: then, isFrozen: false, rate: 60 });
  });

  it.each([
    ['POST', 'advance', {}, ['']],
    ['POST', 'advance', { by: '3d', to: '2031-01-01T00:00:00Z' }, ['']],
    ['POST', 'advance', { by: 'much' }, ['/by']],
    ['POST', 'advance', { by: '-3d' }, ['/by']],
    ['POST', 'advance', { to: 'tomorrow' }, ['/to']],
    ['POST', 'advance', { to: '2001-01-01T00:00:00Z' }, ['/to']],
    ['POST', 'advance', undefined, ['']],
    ['PUT', 'scale', { rate: 0 }, ['/rate']],
    ['PUT', 'scale', { rate: 'fast' }, ['/rate']],
    ['PUT', 'scale', {}, ['/rate']],
  ])('refuses %s %s %j with the place at fault', async (method, path, body, pointers) => {
    const answer = await call(method, `/api/v1/clock/${path}`, body);

    expect(answer.status).toBe(422);
    expect(pointersOf(answer)).toEqual(pointers);
  });
});

describe('a namespace', () => {
  it('is named by the path or by the header', async () => {
    await call('POST', '/api/v1/jobs', { name: 'h' }, { 'longwatch-namespace': 'by-header' });
    await call('POST', '/ns/by-path/api/v1/jobs', { name: 'p' }, { 'longwatch-namespace': 'by-path' });

    const count = async (path: string, headers = {}) =>
      ((await call('GET', path, undefined, headers)).body as { jobs: { name: string }[] }).jobs.map(({ name }) => name);
    expect(await count('/ns/by-header/api/v1/jobs')).toEqual(['h']);
    expect(await count('/api/v1/jobs', { 'longwatch-namespace': 'by-path' })).toEqual(['p']);
  });

  it.each([
    ['POST', '/ns/by-path/api/v1/jobs', {}],
    ['GET', '/ns/by-path/api/job-start/gb4711', undefined],
    ['POST', '/ns/by-path/dialects/plain-202/start', {}],
  ])('is not two at a time: %s %s with the header of another is refused', async (method, path, body) => {
    const answer = await call(method, path, body, { 'longwatch-namespace': 'by-header' });

    expect(answer.status).toBe(422);
    expect(pointersOf(answer)).toEqual(['Longwatch-Namespace']);
  });

  it('has the routes of the seeds, too', async () => {
    const { body } = await call('GET', '/ns/seed/api/job-start/gb%2F4711');
    const { jobId } = body as { jobId: string };

    expect(await call('GET', `/ns/seed/api/job-status/${jobId}`)).toMatchObject({ body: { jobName: 'gb/4711' } });
    expect((await call('GET', `/api/job-status/${jobId}`)).status).toBe(404);
  });

  it('is emptied by a reset', async () => {
    await call('POST', '/ns/emptied/api/v1/jobs', { name: 'x' });

    const { status } = await call('POST', '/ns/emptied/api/v1/reset');

    expect(status).toBe(204);
    expect((await call('GET', '/ns/emptied/api/v1/jobs')).body).toEqual({ jobs: [] });
  });
});

describe('the same seed', () => {
  const seeded = { seed: 7, queued: { uniform: ['1s', '1h'] }, outcome: { failed: 0.5 } };

  async function lives(namespace: string, names: (string | undefined)[]): Promise<unknown[]> {
    const ids = [];
    for (const name of names) {
      const { body } = await call('POST', `/ns/${namespace}/api/v1/jobs`, {
        ...(name ? { name } : {}),
        scenario: seeded,
      });
      ids.push((body as { id: string }).id);
    }
    return Promise.all(
      ids.map(async (id) => {
        const rows = await database.query<{ life: { queuedMs: number; outcome: string } }>(
          'SELECT life FROM emulator.jobs WHERE id = $1',
          [id],
        );
        const { queuedMs, outcome } = rows[0]!.life;
        return [queuedMs, outcome];
      }),
    );
  }

  it('gives the same lives by names, and by the order of the starts that have none', async () => {
    const named = await lives('seed-a', ['x', 'y', 'z']);
    const unnamed = await lives('seed-a', [undefined, undefined, undefined]);
    const otherNamed = await lives('seed-b', ['z', 'x', 'y']);
    const otherUnnamed = await lives('seed-b', [undefined, undefined, undefined]);

    expect(otherNamed).toEqual([named[2], named[0], named[1]]);
    expect(otherUnnamed).toEqual(unnamed);
    expect(new Set(unnamed.map(String)).size).toBe(3);
  });
});
