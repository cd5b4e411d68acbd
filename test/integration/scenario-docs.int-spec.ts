import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

const page = readFileSync('docs/scenarios.md', 'utf8');
const [, example] = /```yaml\n([^]*?)```/.exec(page)!;
const [, forResources] = /```yaml\n(for: \{ dialect: arm-put[^]*?)```/.exec(page) ?? [];
const RUNS = '/dialects/databricks/api/2.2/jobs';

let database: TestDatabase;
let app: EmulatorApp;
beforeAll(async () => {
  database = await createEmulatorDatabase();
  app = await startEmulatorApp(database.url);
  // A dialect is read when it is first asked for.
  await send(app.port, '/api/v1/dialects/databricks');
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

/** Asks in a namespace of the test's own, with text as YAML. */
function setup() {
  const namespace = `n-${randomUUID()}`;
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type = typeof body === 'string' ? 'application/yaml' : 'application/json';
    const answer = await send(app.port, `/ns/${namespace}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': type }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { ...answer, json: (isJson ? JSON.parse(answer.text) : {}) as Record<string, unknown> };
  };
}

describe('The first example of the docs', () => {
  it('is played as it says: queued for 3 minutes, failing at 80 % of 40, with a long error, after two 429', async () => {
    const ask = setup();
    await ask('PUT', '/api/v1/scenarios/late-failure', example);
    await ask('POST', '/api/v1/clock/freeze');
    const { json: run } = await ask('POST', `${RUNS}/run-now`, { job_id: 11 });
    const poll = () => ask('GET', `${RUNS}/runs/get?run_id=${String(run['run_id'])}`);
    const advance = (by: string) => ask('POST', '/api/v1/clock/advance', { by });

    const throttled = [await poll(), await poll()];
    const states: string[] = [];
    for (const by of ['0s', '179s', '1s', '1919s', '1s']) {
      await advance(by);
      states.push(((await poll()).json['status'] as { state: string }).state);
    }
    const end = JSON.stringify((await poll()).json);

    expect(throttled.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
      [429, '2'],
      [429, '2'],
    ]);
    expect(states.map((state) => state.replace('PENDING', 'QUEUED'))).toEqual([
      'QUEUED',
      'QUEUED',
      'RUNNING',
      'RUNNING',
      'TERMINATED',
    ]);
    expect(end).toMatch(/RUN_EXECUTION_ERROR/);
    expect(end).toMatch(/(org\.apache\.spark\.SparkException: Job aborted due to stage failure ){60}/);
  });
});

describe('A job of a dialect', () => {
  it('that is named by the path of a resource gets the scenario that is for such names', async () => {
    const ask = setup();
    await ask('PUT', '/api/v1/scenarios/nightly', forResources);
    const machines = '/dialects/arm-put/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines';
    const put = (name: string) => ask('PUT', `${machines}/${name}?api-version=2024-11-01`, { location: 'westeurope' });

    await put('nightly-7');
    await put('weekly-7');

    const { json } = await ask('GET', '/api/v1/jobs');
    const jobs = json['jobs'] as { name: string; scenario: string | null }[];
    expect(jobs.map(({ name, scenario }) => [name.split('/').at(-1), scenario ?? undefined])).toEqual([
      ['weekly-7', undefined],
      ['nightly-7', 'nightly'],
    ]);
  });

  it('that would end while its cancel takes is canceled', async () => {
    const ask = setup();
    const scenario = { for: {}, queued: '0s', running: '1m', replies: { cancel: { as: 'confirmed', takes: '5m' } } };
    await ask('PUT', '/api/v1/scenarios/slow', scenario);
    await ask('POST', '/api/v1/clock/freeze');
    const { json: run } = await ask('POST', `${RUNS}/run-now`, { job_id: 11 });
    const states: unknown[] = [];

    await ask('POST', `${RUNS}/runs/cancel`, { run_id: run['run_id'] });
    for (const by of ['4m', '1m']) {
      await ask('POST', '/api/v1/clock/advance', { by });
      states.push((await ask('GET', `${RUNS}/runs/get?run_id=${String(run['run_id'])}`)).json['status']);
    }

    expect(states).toEqual([
      expect.objectContaining({ state: 'TERMINATING' }),
      expect.objectContaining({
        state: 'TERMINATED',
        termination_details: expect.objectContaining({ code: 'USER_CANCELED' }),
      }),
    ]);
  });

  it('repeats what its start was given', async () => {
    const ask = setup();
    const scenario = {
      for: {},
      queued: '0s',
      running: '0s',
      outcome: 'failed',
      error: { message: 'no {{input.job_id}}' },
    };
    await ask('PUT', '/api/v1/scenarios/echo', scenario);
    const { json: run } = await ask('POST', `${RUNS}/run-now`, { job_id: 4711 });

    const { text } = await ask('GET', `${RUNS}/runs/get?run_id=${String(run['run_id'])}`);

    expect(text).toContain('"no 4711"');
  });

  it('is refused by chance, for some keys and not for others, the same ones each time', async () => {
    const codes = async () => {
      const ask = setup();
      const scenario = { for: {}, seed: 3, faults: [{ on: 'start', probability: 0.4, reply: { code: 503 } }] };
      await ask('PUT', '/api/v1/scenarios/some', scenario);
      const statuses: number[] = [];
      for (let start = 1; start <= 12; start += 1) {
        statuses.push((await ask('POST', `${RUNS}/run-now`, { job_id: 1, idempotency_token: randomUUID() })).status);
      }
      return statuses;
    };

    const [one, other] = [await codes(), await codes()];

    expect(new Set(one)).toEqual(new Set([200, 503]));
    expect(other).toEqual(one);
  });

  it('is started once, though the reply was lost', async () => {
    const ask = setup();
    await ask('PUT', '/api/v1/scenarios/lost', { for: {}, faults: [{ on: 'start', number: 1, lost: true }] });
    const start = () => ask('POST', `${RUNS}/run-now`, { job_id: 11, idempotency_token: 'one' });

    await expect(start()).rejects.toThrow('read ECONNRESET');
    const again = await start();

    expect(again.status).toBe(200);
    expect((await ask('GET', '/api/v1/jobs')).json['jobs']).toHaveLength(1);
  });
});

describe('Outages', () => {
  const start = (ask: ReturnType<typeof setup>) => ask('POST', '/api/job-start/a');

  it('hit every dialect and the seed routes of their namespace, and no other', async () => {
    const [here, elsewhere] = [setup(), setup()];

    const ordered = await here('POST', '/api/v1/outages', { reply: { code: 503, retryAfter: '7s' } });

    expect(ordered).toMatchObject({ status: 201, json: { to: null, fault: { reply: { code: 503 } } } });
    expect(await start(here)).toMatchObject({ status: 503, headers: { 'retry-after': '7' } });
    expect((await here('POST', `${RUNS}/run-now`, { job_id: 11 })).status).toBe(503);
    expect((await here('GET', '/api/v1/jobs')).status).toBe(200);
    expect((await start(elsewhere)).status).toBe(202);
  });

  it('may be resets', async () => {
    const ask = setup();
    await ask('POST', '/api/v1/outages', { connection: 'reset' });

    await expect(ask('POST', `${RUNS}/run-now`, { job_id: 11 })).rejects.toThrow('read ECONNRESET');
    await expect(start(ask)).rejects.toThrow('read ECONNRESET');
  });

  it('begin and end on the clock of the namespace', async () => {
    const ask = setup();
    await ask('POST', '/api/v1/clock/freeze');
    await ask('POST', '/api/v1/outages', { after: '10s', lasts: '30s', reply: { code: 502 }, body: 'html' });
    const codes: number[] = [];

    for (const by of ['9s', '1s', '29s', '1s']) {
      await ask('POST', '/api/v1/clock/advance', { by });
      codes.push((await ask('GET', '/api/job-status/x')).status);
    }

    expect(codes).toEqual([404, 502, 502, 404]);
  });

  it('end when they are told to, and are remembered', async () => {
    const ask = setup();
    await ask('POST', '/api/v1/outages', { reply: { code: 503 } });
    await ask('POST', '/api/v1/outages', { after: '1h', reply: { code: 503 } });

    const ended = await ask('DELETE', '/api/v1/outages');

    expect(ended.status).toBe(204);
    expect((await start(ask)).status).toBe(202);
    expect((await ask('GET', '/api/v1/outages')).json).toMatchObject({ outages: [{ to: expect.any(String) }] });
  });

  it('are forgotten with a reset', async () => {
    const ask = setup();
    await ask('POST', '/api/v1/outages', { reply: { code: 503 } });
    await start(ask);

    await ask('POST', '/api/v1/reset');

    expect((await start(ask)).status).toBe(202);
    expect((await ask('GET', '/api/v1/outages')).json).toEqual({ outages: [] });
  });

  it.each([
    [{}, ''],
    [{ lasts: '1m' }, ''],
    [{ lasts: 5, delay: '1s' }, '/lasts'],
    [{ reply: { code: 42 } }, '/reply/code'],
  ])('must be outages: %j', async (body, pointer) => {
    const ask = setup();

    expect(await ask('POST', '/api/v1/outages', body)).toMatchObject({ status: 422, json: { errors: [{ pointer }] } });
  });
});
