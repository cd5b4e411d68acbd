import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { MonitorProcess } from '../support/monitor-process.js';
import { send } from '../support/raw-http.js';
import { type ScriptedRemote, startScriptedRemote } from '../support/scripted-remote.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

/** Unlike anything else, in every form in which it is sent. */
const canary = (of: string) => `CANARY-${of}-${randomBytes(9).toString('base64url')}`;
const api = canary('api');
const file = canary('file');
const variable = canary('variable');
const password = canary('password');
const client = canary('client');
const access = canary('access');
const misplaced = canary('misplaced');
const KEY = randomBytes(32).toString('hex');

describe('Secrets', () => {
  let database: TestDatabase;
  let remote: ScriptedRemote;
  let monitor: MonitorProcess;
  let folder: string;
  const told: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    remote = await startScriptedRemote();
    folder = await mkdtemp(join(tmpdir(), 'longwatch-canary-'));
    await writeFile(join(folder, 'from-file'), file);
    monitor = await MonitorProcess.start({
      DATABASE_URL: database.url,
      LOG_LEVEL: 'trace',
      MONITOR_POLLINGINTERVAL_SEC: '0.1',
      MONITOR_DURATION_MIN: '1',
      SECRETS_KEY: KEY,
      SECRETS_DIR: folder,
      LONGWATCH_SECRET_FROM_VARIABLE: variable,
    });
  }, 60_000);
  afterAll(async () => {
    await monitor.stop();
    await remote.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  /** Everything that the monitor answers is kept, and looked through at the end. */
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await send(monitor.port, `/api/v1${path}`, { method, headers: { ...type, ...headers }, ...sent });
    told.push(`${JSON.stringify(answer.headers)} ${answer.text}`);
    return { ...answer, json: (answer.text.startsWith('{') ? JSON.parse(answer.text) : {}) as Record<string, unknown> };
  }

  const put = (name: string, fields: object) => ask('PUT', `/secrets/${name}`, fields);

  /** Runs one job with these credentials, whose remote side repeats all that it is sent; answers when it has ended. */
  async function run(name: string, auth: object): Promise<void> {
    const profile = {
      baseUrl: remote.origin,
      auth,
      start: { request: { url: `/${name}/jobs`, body: '{{input}}' }, capture: { id: 'body.id', echo: 'body.echo' } },
      poll: {
        request: { url: `/${name}/jobs/{{job.id}}` },
        status: 'body.state',
        statuses: { running: ['busy'], failed: ['broken'] },
        failing: { limit: 3 },
      },
      error: { message: 'body.message' },
    };
    remote.on(`POST /${name}/jobs`, (_, { headers, path }) => ({
      code: 201,
      headers: { 'x-echo': JSON.stringify(headers), location: path },
      body: { id: '1', echo: { headers, path } },
    }));
    remote.on(`GET /${name}/jobs/1`, (count, { headers, path }) => ({
      code: count === 2 ? 401 : 200,
      headers: { 'x-echo': JSON.stringify(headers) },
      body: { state: count < 4 ? 'busy' : 'broken', message: JSON.stringify(headers), self: path, headers },
    }));
    expect((await ask('PUT', `/profiles/${name}`, profile)).status).toBe(201);
    const { json, status } = await ask('POST', '/monitors', { profile: name, input: { a: 1 } });
    expect([name, status]).toEqual([name, 202]);
    await eventually(`the job of ${name} has ended`, async () => {
      const { json: read } = await ask('GET', `/monitors/${String(json.id)}`);
      return ['Failed', 'TimedOut', 'Succeeded', 'Lost'].includes(String(read.state));
    });
    for (const part of ['events', 'exchanges', 'history']) await ask('GET', `/monitors/${String(json.id)}/${part}`);
  }

  it('are sent to whom they are for, and seen nowhere else: not in answers, the log, the database', async () => {
    await put('by-key', { key: api });
    await put('by-pair', { username: 'me', password });
    await put('by-client', { clientId: 'me', clientSecret: client });
    remote.on('POST /token', (_, { headers, body }) => ({
      body: { access_token: access, token_type: 'bearer', expires_in: 600, echo: { headers, body } },
    }));
    remote.on('POST /no-token', (_, { headers, body }) => ({
      code: 400,
      body: { error: 'invalid_client', error_description: `${JSON.stringify(headers)} ${body}` },
    }));

    // What is not well put: nothing of it is repeated.
    await ask('PUT', '/secrets/bad', misplaced);
    await ask('PUT', '/secrets/bad', `{"token":${misplaced}}`);
    await ask('PUT', '/secrets/bad', { [misplaced]: misplaced });
    await ask('PUT', '/secrets/bad', { token: `${misplaced}\n`, key: misplaced });
    await ask('PUT', '/secrets/bad', misplaced, { 'content-type': 'text/plain' });
    await ask('PUT', '/secrets/bad', `{"token":"${misplaced.repeat(10_000)}"}`);
    await ask('POST', '/secrets', { token: misplaced });
    await ask('PUT', '/secrets/.bad', { token: misplaced });

    const bearer = { scheme: 'bearer' };
    await run('key-in-header', { scheme: 'api-key', in: 'header', name: 'x-key', secret: 'by-key' });
    await run('key-in-query', { scheme: 'api-key', in: 'query', name: 'k', secret: 'by-key' });
    await run('pair', { scheme: 'basic', secret: 'by-pair' });
    await run('of-a-file', { ...bearer, secret: 'from-file' });
    await run('of-a-variable', { ...bearer, secret: 'from-variable' });
    await run('client', { scheme: 'oauth2', secret: 'by-client', tokenUrl: `${remote.origin}/token` });
    await run('client-refused', { scheme: 'oauth2', secret: 'by-client', tokenUrl: `${remote.origin}/no-token` });

    await put('by-key', { key: api });
    await ask('GET', '/secrets');
    await ask('GET', '/secrets/by-key');
    await ask('GET', '/secrets/from-file');
    told.push((await send(monitor.port, '/metrics')).text);

    const sent = JSON.stringify(remote.seen());
    const encoded = Buffer.from(`me:${password}`).toString('base64');
    for (const part of [api, file, variable, encoded, client, access]) expect(sent).toContain(part);

    const places = { answers: told.join('\n'), log: monitor.log, database: await dump() };
    for (const [place, text] of Object.entries(places)) {
      const found = [api, file, variable, password, encoded, client, access, misplaced, KEY].filter((part) =>
        text.includes(part),
      );
      expect([place, found]).toEqual([place, []]);
    }
    expect(places.log).toContain('secret.put');
    expect(places.database).toContain('by-pair');
  }, 120_000);

  /** Every row of every table as text; bytes as text, too. */
  async function dump(): Promise<string> {
    const tables = await database.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name
       FROM information_schema.tables
       WHERE table_schema IN ('monitor', 'public')`,
    );
    const texts = await Promise.all(
      tables.map(({ name }) => database.query<{ row: object }>(`SELECT to_jsonb(t) AS row FROM ${name} t`)),
    );
    const text = JSON.stringify(texts);
    const bytes = [...text.matchAll(/\\\\x([\da-f]+)/g)].map(([, hex]) => Buffer.from(hex!, 'hex').toString('latin1'));
    return [text, ...bytes].join('\n');
  }
});
