import { randomUUID } from 'node:crypto';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallbackList } from '@app/contracts';
import { Ticks } from '@app/platform';
import { CallbackSender } from '../../apps/emulator/src/callbacks/callback-sender.js';
import { CallbacksTicker } from '../../apps/emulator/src/callbacks/callbacks.ticker.js';
import { JobsService } from '../../apps/emulator/src/jobs/jobs.service.js';
import { type CallbackReceiver, startCallbackReceiver } from '../support/callback-receiver.js';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let emulator: EmulatorApp;
let receiver: CallbackReceiver;
/** Takes every callback, and never answers. */
let silent: Server;
let silentUrl: string;
let asked: number;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  emulator = await startEmulatorApp(database.url);
});
beforeEach(async () => {
  receiver = await startCallbackReceiver();
  asked = 0;
  silent = createServer(() => (asked += 1));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterEach(async () => {
  silent.closeAllConnections();
  silent.close();
  await receiver.close();
});
afterAll(async () => {
  await emulator.close();
  await database.drop();
});

const sender = (): CallbackSender => emulator.app.get(CallbackSender);

/** A prediction in a namespace of its own, which calls back when it begins and when it ends. */
async function start(url: string, scenario: object = {}) {
  const namespace = randomUUID();
  const ask = async (method: string, path: string, body?: object, headers = {}) => {
    const answer = await send(emulator.port, `/ns/${namespace}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (answer.text === '' ? {} : JSON.parse(answer.text)) as Record<string, unknown>;
  };
  await ask('POST', '/api/v1/clock/freeze');
  const life = JSON.stringify({ queued: '1s', running: '1s', ...scenario });
  const prediction = { version: 'v', input: {}, webhook: `${url}/hook` };
  await ask('POST', '/dialects/replicate/v1/predictions', prediction, { 'longwatch-scenario': life });
  await ask('POST', '/api/v1/clock/advance', { by: '1h' });
  await emulator.advancer.runOnce();
  return async () => ((await ask('GET', '/api/v1/callbacks')) as unknown as CallbackList).callbacks;
}

describe('A callback to somebody who never answers', () => {
  it('keeps those to others waiting no longer than it takes to send them', async () => {
    await start(silentUrl);
    void sender().runOnce();
    await eventually('it was sent', () => asked > 0);

    const list = await start(receiver.url);
    sender().wake();

    await eventually('both came', async () => (await list()).every(({ outcome }) => outcome === 'delivered'));
    expect(asked).toBe(1);
  });

  it('keeps no tick, so that the emulator stays ready', async () => {
    await start(silentUrl);
    const ticks = emulator.app.get(Ticks);
    ticks.start();

    const began = performance.now();
    await emulator.app.get(CallbacksTicker).tick();
    await ticks.stop();

    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('is claimed alone: those after it are for nobody to send meanwhile', async () => {
    await start(silentUrl, { callbacks: { repeat: 20 } });
    sender().wake();
    await eventually('it was sent', () => asked === 1);

    const claimed = await database.query(
      `SELECT number FROM emulator.callbacks WHERE claim_token IS NOT NULL AND url LIKE $1 || '%'`,
      [silentUrl],
    );
    expect(claimed).toHaveLength(1);
  });
});

describe('A callback whose job could not be read', () => {
  it('because the database was away for a moment is sent later, not given up', async () => {
    const list = await start(receiver.url);
    const jobs = emulator.app.get(JobsService);
    const find = jobs.find.bind(jobs);
    jobs.find = () => Promise.reject(Object.assign(new Error('terminating connection'), { code: '57P01' }));
    await sender().runOnce();
    jobs.find = find;

    expect((await list()).map(({ outcome }) => outcome)).toEqual([null, null]);
    await database.query(
      `UPDATE emulator.callbacks SET claimed_until = now() - interval '1 second' WHERE claim_token IS NOT NULL`,
    );
    await sender().runOnce();
    expect((await list()).map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
  });
});

describe('Callbacks that are due later', () => {
  it('are not read by who looks for those that are due', async () => {
    await database.query(`INSERT INTO emulator.namespaces (name) VALUES ('later') ON CONFLICT DO NOTHING`);
    await database.query(
      `WITH job AS (
         INSERT INTO emulator.jobs (id, namespace, reference, state, context, life, sequence, created_at, next_transition_at)
         SELECT gen_random_uuid(), 'later', number, 'Queued', '{}', '{}', 0, now(), now() + interval '1 day'
         FROM generate_series(1, 5000) AS number
         RETURNING id, namespace
       )
       INSERT INTO emulator.callbacks
         (job_id, number, message, namespace, event, url, state, at, due_at, is_after_end, is_forged)
       SELECT id, 1000, 1000, namespace, 'end', 'http://x', 'Completed', now(), now() + interval '1 day', false, false
       FROM job`,
    );
    await database.query('ANALYZE emulator.callbacks, emulator.jobs, emulator.namespaces');
    const soFar = async (): Promise<{ scans: number; read: number }> => {
      const [row] = await database.query<{ scans: number; read: number }>(
        `SELECT (seq_scan + idx_scan)::int AS scans, (seq_tup_read + idx_tup_fetch)::int AS read
         FROM pg_stat_user_tables WHERE relname = 'callbacks'`,
      );
      return row!;
    };
    await sender().runOnce();
    const before = await soFar();

    for (let look = 0; look < 5; look++) await sender().runOnce();

    await eventually('Postgres tells what was read', async () => (await soFar()).scans >= before.scans + 5);
    expect((await soFar()).read - before.read).toBeLessThan(5000);
  });
});
