import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RefereeReport } from '@app/contracts';
import { RefereeTicker } from '../../apps/emulator/src/referee/referee.ticker.js';
import { RequestsRepository } from '../../apps/emulator/src/referee/requests.repository.js';
import { RequestJournal } from '../../apps/emulator/src/referee/request-journal.js';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { type RawRequest, send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

const BATCHES = '/dialects/openai-batch/v1/batches';

let database: TestDatabase;
let emulator: EmulatorApp;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  emulator = await startEmulatorApp(database.url, { RETENTION_DAYS: '2' });
});
beforeEach(() => ask('POST', '/api/v1/reset'));
afterAll(async () => {
  await emulator.close();
  await database.drop();
});

async function ask(
  method: string,
  path: string,
  { headers, body }: { headers?: RawRequest['headers']; body?: object } = {},
) {
  const answer = await send(emulator.port, path, {
    method,
    headers: {
      'user-agent': 'otter/1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { ...answer, json: (isJson && answer.text !== '' ? JSON.parse(answer.text) : {}) as Record<string, unknown> };
}

async function report(query = '', headers: RawRequest['headers'] = {}): Promise<RefereeReport> {
  return (await ask('GET', `/api/v1/referee${query}`, { headers })).json as unknown as RefereeReport;
}

/** The rules that a report has findings of, with how often each. */
const told = ({ findings }: RefereeReport) => Object.fromEntries(findings.map(({ rule, times }) => [rule, times]));

/** Starts a batch with a scenario; answers its path. */
async function start(scenario: object, headers: RawRequest['headers'] = {}) {
  const { json } = await ask('POST', BATCHES, {
    headers: { 'longwatch-scenario': JSON.stringify(scenario), ...headers },
    body: { input_file_id: 'f' },
  });
  return `${BATCHES}/${json['id'] as string}`;
}

describe('The referee', () => {
  it('finds a client clean that waits, and stops at the end; and says what it looked at', async () => {
    const path = await start({ queued: '0s', running: '1m', replies: { retryAfter: '2s' } });
    await ask('POST', '/api/v1/clock/advance', { body: { by: '3s' } });
    await ask('GET', path);
    await ask('POST', '/api/v1/clock/advance', { body: { by: '1h' } });
    await ask('GET', path);

    expect(await report()).toMatchObject({
      clean: true,
      requests: 3,
      jobs: 1,
      clients: 1,
      unknown: 0,
      findings: [],
      checked: { 'polled-too-early': 2, 'polled-after-end': 1, 'storm-after-outage': 0 },
      byClient: [{ client: 'otter/1', clean: true, requests: 3 }],
      byJob: [{ dialect: 'openai-batch', starts: 1, polls: 2, endTold: true, clean: true }],
    });
  });

  it('tells who polls before the start reply and the polls allow it, and after the end', async () => {
    const path = await start({ queued: '0s', running: '1m', replies: { retryAfter: '30s' } });
    await ask('GET', path);
    await ask('GET', path);
    await ask('POST', '/api/v1/clock/advance', { body: { by: '1h' } });
    await ask('GET', path);
    await ask('GET', path);

    const { clean, findings } = await report();

    expect(clean).toBe(false);
    expect(findings).toMatchObject([
      { rule: 'polled-too-early', severity: 'error', times: 2, request: { method: 'GET', path } },
      { rule: 'polled-after-end', severity: 'error', times: 1 },
    ]);
    expect(findings[0]!.what).toMatch(
      /^Polled \d+(\.\d)? ms after the reply to request \d+ \(start\), which asked to wait 30 s$/,
    );
  });

  it('tells who ignores 429', async () => {
    const faults = [{ on: 'poll', number: 1, reply: { code: 429, retryAfter: '30s' } }];
    const path = await start({ queued: '0s', running: '1m', faults });
    await ask('GET', path);
    await ask('GET', path);

    expect(told(await report())).toMatchObject({ 'throttling-ignored': 1 });
  });

  it('tells who starts blindly again after a reply was lost', async () => {
    const scenario = { faults: [{ on: 'start', number: 1, lost: true }] };
    await start(scenario).catch(() => undefined);
    await start({});

    expect(told(await report())).toMatchObject({ 'started-twice': 1 });
  });

  it('tells who sends credentials to another origin, without keeping them', async () => {
    const path = await start({ running: '1m' }, { authorization: 'Bearer the-very-secret' });
    await ask('GET', `/foreign${path}`, { headers: { authorization: 'Bearer the-very-secret' } });
    await ask('GET', `/foreign${path}`, { headers: { 'x-other': 'the-very-secret' } });

    const { findings } = await report();

    expect(findings).toMatchObject([{ rule: 'credentials-leaked', times: 2 }]);
    const kept = await database.query(`SELECT entry::text FROM emulator.requests`);
    expect(JSON.stringify(kept)).not.toContain('the-very-secret');
  });

  it('looks at the routes of the seed as well', async () => {
    const { json } = await ask('POST', '/api/job-start/otter', {
      headers: { 'longwatch-scenario': '{"queued":"0s","running":"0s"}' },
    });
    const path = `/api/job-status/${json['jobId'] as string}`;
    await ask('POST', '/api/v1/clock/advance', { body: { by: '1h' } });
    await ask('GET', path);
    await ask('GET', path);

    const seed = await report('?dialect=seed');

    expect(seed.requests).toBe(3);
    expect(told(seed)).toEqual({ 'polled-after-end': 1, 'start-key-missing': 1 });
  });

  it('tells of one job, one client or one dialect where it is asked to', async () => {
    const path = await start({ running: '1m', replies: { retryAfter: '30s' } });
    await ask('GET', path, { headers: { 'longwatch-client': 'other' } });
    await ask('GET', path);

    const id = path.split('/').at(-1)!;

    expect(told(await report('?client=otter%2F1'))).toEqual({ 'polled-too-early': 1 });
    expect(await report('?client=other')).toMatchObject({ clean: true, requests: 1 });
    expect(await report(`?job=${id}`)).toMatchObject({ requests: 3, errors: 1 });
    expect(await report('?job=another')).toMatchObject({ requests: 0, clean: false });
    expect(await report('?dialect=replicate')).toMatchObject({ requests: 0, clean: false });
  });

  it('is no word of praise where nothing was asked', async () => {
    expect(await report()).toMatchObject({ clean: false, requests: 0, errors: 0 });
    expect((await ask('GET', '/api/v1/referee?format=text')).text).toContain('NOTHING TO JUDGE');
  });

  it.each([
    ['?format=text', {}],
    ['', { accept: 'text/plain' }],
  ])('reads as text with %s %j', async (query, headers) => {
    const path = await start({ running: '1m', replies: { retryAfter: '30s' } });
    await ask('GET', path);

    const answer = await ask('GET', `/api/v1/referee${query}`, { headers });

    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.text).toMatch(
      /^NOT CLEAN: 1 error, \d hints? in 2 requests, 1 job, 1 client \(namespace default\)\n/,
    );
    expect(answer.text).toContain('ERROR polled-too-early: openai-batch, job ');
  });

  it.each(['?jobs=1', '?format=xml', '?job='])('refuses %s', async (query) => {
    expect(await ask('GET', `/api/v1/referee${query}`)).toMatchObject({
      status: 422,
      json: { code: 'parameter-invalid' },
    });
  });

  it('keeps namespaces apart, and forgets one where it is asked to', async () => {
    await start({ running: '1m' });
    await ask('POST', `/ns/team-a${BATCHES}`, { body: { input_file_id: 'f' } });

    expect(await report('', { 'longwatch-namespace': 'team-a' })).toMatchObject({ namespace: 'team-a', requests: 1 });
    expect((await ask('DELETE', '/ns/team-a/api/v1/referee')).status).toBe(204);
    expect(await report('', { 'longwatch-namespace': 'team-a' })).toMatchObject({ requests: 0 });
    expect(await report()).toMatchObject({ requests: 1 });
  });

  it('knows what other replicas have played', async () => {
    const other = await startEmulatorApp(database.url);
    await send(other.port, BATCHES, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    await other.app.get(RequestJournal).flush();

    expect(await report()).toMatchObject({ requests: 1 });
    await other.close();
  });

  it('forgets requests that are older than they are to be kept', async () => {
    await start({});
    await report();
    await database.query(`UPDATE emulator.requests SET at = now() - interval '3 days'`);

    await emulator.app.get(RefereeTicker).forget();

    expect(await report()).toMatchObject({ requests: 0 });
  });
});

describe('The journal', () => {
  it('is bounded: of too many requests the oldest go, and a report says that it does not know them', async () => {
    const repository = emulator.app.get(RequestsRepository);
    for (let count = 0; count < 30; count++) emulator.app.get(RequestJournal).record(played('full'));
    await report();

    expect(await repository.findOverfull(10)).toEqual(['full']);
    expect([await repository.prune('full', 10, 15), await repository.prune('full', 10, 15)]).toEqual([15, 6]);

    const full = await report('', { 'longwatch-namespace': 'full' });
    expect(full.requests + full.unknown).toBe(30);
    expect(full).toMatchObject({ clean: false, requests: 9 });
  });

  const played = (namespace: string) => ({
    namespace,
    dialect: 'seed',
    kind: 'poll' as const,
    origin: 'own' as const,
    url: '/api/job-status/\ud800%00',
    request: { method: 'GET', headers: { 'user-agent': 'x\u0000\ud800' }, query: [], body: undefined, text: undefined },
    job: null,
    reference: '\u0000\udc00',
    at: Date.now(),
    emulatedAt: Date.now(),
    answeredAt: Date.now(),
    reply: { code: 404, headers: { location: 'http://[' } },
  });

  it('takes anything that a client can send', async () => {
    emulator.app.get(RequestJournal).record(played('odd'));

    expect(await report('', { 'longwatch-namespace': 'odd' })).toMatchObject({ requests: 1, unknown: 0 });
  });

  it('never keeps more in memory than it can, and says that it knows not all: then nothing is clean', async () => {
    const journal = emulator.app.get(RequestJournal);
    for (let count = 0; count < 20_100; count++) journal.record(played('flood'));

    const flood = await report('', { 'longwatch-namespace': 'flood' });

    expect(flood.requests + flood.unknown).toBe(20_100);
    expect(flood).toMatchObject({ clean: false, requests: 20_000 });
  });
});
