import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

const folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
let database: TestDatabase;
let app: EmulatorApp;

beforeAll(async () => {
  writeFileSync(join(folder, 'shared.yaml'), 'description: Of all\nrunning: 1h\n');
  database = await createEmulatorDatabase();
  app = await startEmulatorApp(database.url, { SCENARIOS_DIR: folder });
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true });
});

/** Asks in a namespace of the test's own. */
function setup() {
  const namespace = `n-${randomUUID()}`;
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const isText = typeof body === 'string';
    const answer = await send(app.port, `/ns/${namespace}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': isText ? 'application/yaml' : 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { ...answer, json: (isJson ? JSON.parse(answer.text) : undefined) as Record<string, unknown> };
  };
  return {
    ask,
    scenarios: (method: string, name = '', body?: unknown) => ask(method, `/api/v1/scenarios${name}`, body),
  };
}

describe('The scenarios of a namespace', () => {
  it('are put, read, listed, replaced and deleted', async () => {
    const { scenarios } = setup();

    const first = await scenarios('PUT', '/slow', { running: '2h', for: { dialect: 'arm-*' } });
    const second = await scenarios('PUT', '/slow', { running: '3h' });
    const list = await scenarios('GET');
    const deleted = await scenarios('DELETE', '/slow');

    expect(first).toMatchObject({ status: 201, json: { name: 'slow', source: 'api', scenario: { running: '2h' } } });
    expect(second).toMatchObject({ status: 200, json: { scenario: { name: 'slow', running: '3h' } } });
    expect(list.json).toEqual({
      scenarios: [
        { name: 'shared', source: 'file', description: 'Of all' },
        { name: 'slow', source: 'api' },
      ],
    });
    expect(deleted.status).toBe(204);
    expect(await scenarios('GET', '/slow')).toMatchObject({ status: 404, json: { code: 'scenario-unknown' } });
    expect(await scenarios('DELETE', '/slow')).toMatchObject({ status: 404, json: { code: 'scenario-unknown' } });
  });

  it('are put as YAML, too', async () => {
    const { scenarios } = setup();

    const put = await scenarios(
      'PUT',
      '/slow',
      'queued: 3m # minutes\nfaults:\n  - { number: 1, connection: reset }\n',
    );

    expect(put).toMatchObject({ status: 201, json: { scenario: { queued: '3m', faults: [{ connection: 'reset' }] } } });
  });

  it('are seen there alone', async () => {
    const [one, other] = [setup(), setup()];

    await one.scenarios('PUT', '/slow', {});

    expect((await other.scenarios('GET', '/slow')).status).toBe(404);
  });

  it('go before those of files, which are there again when they are deleted', async () => {
    const { scenarios } = setup();

    await scenarios('PUT', '/shared', { running: '5s' });
    const put = await scenarios('GET', '/shared');
    await scenarios('DELETE', '/shared');

    expect(put.json).toMatchObject({ source: 'api', scenario: { running: '5s' } });
    expect((await scenarios('GET', '/shared')).json).toMatchObject({ source: 'file', scenario: { running: '1h' } });
    expect(await scenarios('DELETE', '/shared')).toMatchObject({ status: 409, json: { code: 'scenario-from-file' } });
  });

  it('stay when the namespace is reset, unless all is to go', async () => {
    const { ask, scenarios } = setup();
    await scenarios('PUT', '/slow', {});

    await ask('POST', '/api/v1/reset');
    const kept = await scenarios('GET', '/slow');
    await ask('POST', '/api/v1/reset?all=true');

    expect(kept.status).toBe(200);
    expect((await scenarios('GET', '/slow')).status).toBe(404);
  });

  it.each<[string, unknown, number, object]>([
    ['an unknown field', { runing: '1h' }, 422, { errors: [{ pointer: '/runing' }] }],
    ['two faults', { running: 'soon', seed: 1.5 }, 422, { errors: [{ pointer: '/seed' }, { pointer: '/running' }] }],
    ['another name', { name: 'fast' }, 422, { errors: [{ pointer: '/name', detail: 'must be slow, or absent' }] }],
    ['a list', [], 422, { errors: [{ pointer: '' }] }],
    ['null', null, 422, { errors: [{ pointer: '' }] }],
    ['nothing', undefined, 422, { errors: [{ pointer: '' }] }],
    ['nothing in YAML', '# later\n', 422, { errors: [{ pointer: '' }] }],
    [
      'a start that starts nothing',
      { replies: { start: { code: 404 } } },
      422,
      { errors: [{ pointer: '/replies/start/code' }] },
    ],
    ['a part that holds itself', '&a [*a]', 400, { detail: 'Line 1, column 5: *a stands within &a itself' }],
    ['no YAML', 'running: [', 400, { code: 'body-malformed' }],
    ['a key twice', 'running: 1h\nrunning: 2h', 400, { errors: [{ pointer: '/running' }] }],
    ['too much JSON', { result: 'a'.repeat(140_000) }, 422, { errors: [{ pointer: '' }] }],
    ['too much', `description: ${'a'.repeat(140_000)}`, 413, { code: 'body-too-large' }],
  ])('are refused where the document has %s', async (_, body, status, problem) => {
    const { scenarios } = setup();

    expect(await scenarios('PUT', '/slow', body)).toMatchObject({ status, json: problem });
    expect((await scenarios('GET', '/slow')).status).toBe(404);
  });

  it('are refused where their name is none', async () => {
    const { scenarios } = setup();

    expect(await scenarios('PUT', '/a%20b', {})).toMatchObject({
      status: 422,
      json: { errors: [{ parameter: 'name' }] },
    });
    expect((await scenarios('GET', '/a%00b')).status).toBe(404);
    expect((await scenarios('DELETE', '/%F0%9F%90%A2')).status).toBe(404);
  });
});

describe('A start', () => {
  const started = async ({ ask }: ReturnType<typeof setup>, name: string, headers: Record<string, string> = {}) => {
    const { json } = await ask('POST', `/api/job-start/${name}`, undefined, headers);
    return (await ask('GET', `/api/v1/jobs/${String(json['jobId'])}`)).json;
  };

  it('gets the life of the scenario that fits it best', async () => {
    const stage = setup();
    await stage.scenarios('PUT', '/all', { for: {}, queued: '1h' });
    await stage.scenarios('PUT', '/some', { for: { dialect: 'seed', name: 'etl-*' }, queued: '2h' });

    expect(await started(stage, 'etl-1')).toMatchObject({ scenario: 'some' });
    expect(await started(stage, 'other')).toMatchObject({ scenario: 'all' });
  });

  it('gets the one that it asks for, by name or whole', async () => {
    const stage = setup();
    await stage.scenarios('PUT', '/all', { for: {}, queued: '1h' });

    const named = await started(stage, 'a', { 'Longwatch-Scenario': 'shared' });
    const inline = await started(stage, 'b', {
      'Longwatch-Scenario': '{"queued":"0s","running":"0s","outcome":"failed"}',
    });

    expect(named).toMatchObject({ scenario: 'shared', state: 'Queued' });
    expect(inline).toMatchObject({ state: 'Failed' });
  });

  it.each([
    ['nowhere', /names a scenario that is not there: "nowhere"/],
    ['{"running":"soon"}', /^\/running must be a duration/],
    ['{', /begins with \{ and is no JSON/],
  ])('is refused where it asks for %s', async (header, detail) => {
    const { ask } = setup();

    const refused = await ask('POST', '/api/job-start/a', undefined, { 'Longwatch-Scenario': header });

    expect(refused).toMatchObject({
      status: 422,
      json: { errors: [{ parameter: 'Longwatch-Scenario', detail: expect.stringMatching(detail) }] },
    });
    expect((await ask('POST', '/api/job-start/a')).status).toBe(202);
  });

  it('keeps its life when the scenario changes', async () => {
    const stage = setup();
    await stage.scenarios('PUT', '/all', { for: {}, outcome: 'failed', queued: '1h', running: '1h' });
    const { json } = await stage.ask('POST', '/api/job-start/a');
    await stage.scenarios('PUT', '/all', { for: {}, outcome: 'succeeded' });

    await stage.ask('POST', '/api/v1/clock/advance', { by: '3h' });

    const status = await stage.ask('GET', `/api/job-status/${String(json['jobId'])}`);
    expect(status.json).toMatchObject({ jobStatus: 'Failed' });
  });

  it('of the same names gives the same lives in another namespace', async () => {
    const [one, other] = [setup(), setup()];
    const lives = await Promise.all(
      [one, other].map(async (stage) => {
        await stage.scenarios('PUT', '/drawn', {
          for: {},
          seed: 4,
          outcome: { failed: 0.5 },
          queued: '0s',
          running: '0s',
        });
        const jobs = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => started(stage, name)));
        return jobs.map(({ state }) => state);
      }),
    );

    expect(lives[0]).toEqual(lives[1]);
    expect(new Set(lives[0])).toEqual(new Set(['Completed', 'Failed']));
  });
});
