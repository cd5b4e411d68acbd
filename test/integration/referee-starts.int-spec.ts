import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RefereeReport, RefereeRule } from '@app/contracts';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

/* What the referee says of starts that are repeated, in APIs that take their keys at different places. */

let database: TestDatabase;
let emulator: EmulatorApp;
let namespaces = 0;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  emulator = await startEmulatorApp(database.url);
});
afterAll(async () => {
  await emulator.close();
  await database.drop();
});

interface Start {
  path: string;
  key?: string;
  body?: object;
}

const plain = (key?: string, path = 'reports', a = 1): Start => ({
  path: `/dialects/plain-202/${path}`,
  ...(key !== undefined && { key }),
  body: { a },
});
const operation = (key: string): Start => ({ path: '/dialects/azure-operation-location/reports', key, body: { a: 1 } });
const databricks = (idempotency_token: string, job_id = 1): Start => ({
  path: '/dialects/databricks/api/2.2/jobs/run-now',
  body: { job_id, idempotency_token },
});
const batch = (key?: string): Start => ({
  path: '/dialects/openai-batch/v1/batches',
  ...(key !== undefined && { key }),
  body: { input_file_id: 'f' },
});
const seed = (key: string): Start => ({ path: '/api/job-start/otter', key });

function setup() {
  const base = `/ns/starts-${++namespaces}`;
  const ask = async (method: string, path: string, { headers = {}, body }: { headers?: object; body?: object } = {}) =>
    send(emulator.port, base + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const start = ({ path, key, body }: Start, scenario: object) =>
    ask('POST', path, {
      headers: { 'longwatch-scenario': JSON.stringify(scenario), ...(key !== undefined && { 'idempotency-key': key }) },
      ...(body !== undefined && { body }),
    });
  const read = async <Body>(path: string) => JSON.parse((await ask('GET', `/api/v1/${path}`)).text) as Body;
  return {
    ask,
    start,
    jobs: async () => (await read<{ jobs: object[] }>('jobs')).jobs.length,
    report: () => read<RefereeReport>('referee'),
  };
}

const lost = { running: '1m', faults: [{ on: 'start', lost: true }] };
const asUsual = { running: '1m' };

/** The path in the namespace. */
const pathOf = (location: unknown) => new URL(String(location)).pathname.replace(/^\/ns\/[^/]+/, '');

const findingsOf = ({ findings }: RefereeReport, rules: RefereeRule[]) =>
  findings
    .filter(({ rule }) => rules.includes(rule))
    .map(({ severity, rule, times }) => `${severity} ${rule} ${times}`);

describe('A start whose reply was lost', () => {
  it.each<[string, Start, Start, number, string[]]>([
    ['plain: may be repeated under its key', plain('k'), plain('k'), 1, []],
    ['plain: not without one', plain(), plain(), 2, ['error started-twice 1']],
    ['plain: not under another', plain('k1'), plain('k2'), 2, ['error started-twice 1']],
    ['operation location: may be under its key', operation('k'), operation('k'), 1, []],
    ['operation location: not under another', operation('k1'), operation('k2'), 2, ['error started-twice 1']],
    ['databricks: may be under its token', databricks('k'), databricks('k'), 1, []],
    ['databricks: not under another', databricks('k1'), databricks('k2'), 2, ['error started-twice 1']],
    ['batches: not under the same key, which is none', batch('k'), batch('k'), 2, ['error started-twice 1']],
    ['batches: not under another', batch('k1'), batch('k2'), 2, ['error started-twice 1']],
    ['batches: not without one', batch(), batch(), 2, ['error started-twice 1']],
    ['seed: under another key came to no second job', seed('k1'), seed('k2'), 1, ['hint start-key-changed 1']],
  ])('%s', async (_, first, repeat, jobs, told) => {
    const { start, ...played } = setup();
    await start(first, lost).catch(() => undefined);
    await start(repeat, asUsual);

    const report = await played.report();

    expect(await played.jobs()).toBe(jobs);
    expect(findingsOf(report, ['started-twice', 'start-key-changed', 'start-key-reused'])).toEqual(told);
    expect(report.checked['started-twice']).toBeGreaterThan(0);
  });
});

describe('A key', () => {
  it.each<[string, Start, Start]>([
    ['plain: with another body', plain('k'), plain('k', 'reports', 2)],
    ['plain: at another path', plain('k'), plain('k', 'exports')],
    ['databricks: with another body', databricks('k'), databricks('k', 2)],
  ])('is not for two jobs; %s', async (_, first, second) => {
    const { start, ...played } = setup();
    await start(first, asUsual);
    await start(second, asUsual);

    expect(findingsOf(await played.report(), ['started-twice', 'start-key-reused'])).toEqual([
      'error start-key-reused 1',
    ]);
  });

  it('is worth a hint where there is none, and the API would take one', async () => {
    const { start, ...played } = setup();
    await start(plain(), asUsual);

    expect(findingsOf(await played.report(), ['start-key-missing'])).toEqual(['hint start-key-missing 1']);
  });

  it.each([
    ['another', ['error started-twice 1']],
    ['conflict', []],
  ])('is one or is none, as the scenario has it: %s', async (repeated, told) => {
    const { start, ...played } = setup();
    const replies = { start: { repeated } };
    await start(plain('k'), { ...lost, replies }).catch(() => undefined);
    await start(plain('k'), { ...asUsual, replies });

    expect(findingsOf(await played.report(), ['started-twice'])).toEqual(told);
  });
});

describe('A poll that is redirected to the result', () => {
  it('is not followed by a POST, which starts another job', async () => {
    const { ask, start, ...played } = setup();
    const ended = { queued: '0s', running: '0s', replies: { retryAfter: 'none', end: { code: 303 } } };
    const { headers } = await start(plain('k'), ended);
    const poll = await ask('GET', pathOf(headers['location']));
    await ask('POST', pathOf(poll.headers['location']), { body: { a: 1 } });

    expect(await played.jobs()).toBe(2);
    expect(findingsOf(await played.report(), ['redirect-followed-wrongly'])).toEqual([
      'error redirect-followed-wrongly 1',
    ]);
  });
});

describe('A moved clock', () => {
  it('shows who has stopped asking', async () => {
    const { ask, start, ...played } = setup();
    const { headers } = await start(plain('k'), { running: '10d', replies: { retryAfter: 'none' } });
    await ask('GET', pathOf(headers['location']));
    await ask('POST', '/api/v1/clock/advance', { body: { by: '3d' } });

    // It is given as much time as it took before.
    await eventually('the job is abandoned', async () =>
      findingsOf(await played.report(), ['job-abandoned']).includes('hint job-abandoned 1'),
    );
  });
});
