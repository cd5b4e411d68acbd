import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CallbackList, RefereeReport } from '@app/contracts';
import { Webhook } from 'standardwebhooks';
import { CallbackSender } from '../../apps/emulator/src/callbacks/callback-sender.js';
import { type CallbackReceiver, startCallbackReceiver } from '../support/callback-receiver.js';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { eventually } from '../support/eventually.js';
import { apiStage } from '../support/monitor-api.js';
import { send } from '../support/raw-http.js';
import type { TestDatabase } from '../support/test-database.js';

const SECRET = 'whsec_bG9uZ3dhdGNoLWVtdWxhdG9yLWNhbGxiYWNrcy1rZXk=';
const LIFE = { queued: '10s', running: '1m', result: ['an otter'] };

let database: TestDatabase;
let emulator: EmulatorApp;
let receiver: CallbackReceiver;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  emulator = await startEmulatorApp(database.url);
});
beforeEach(async () => {
  receiver = await startCallbackReceiver();
});
afterEach(() => receiver.close());
afterAll(async () => {
  await emulator.close();
  await database.drop();
});

/** A namespace whose clock stands still, where nothing else is said, and a prediction in it that calls back. */
async function start(callbacks: object = {}, more: object = {}, { isFrozen = true } = {}) {
  const namespace = randomUUID();
  const ask = async (method: string, path: string, body?: object, headers = {}) => {
    const answer = await send(emulator.port, `/ns/${namespace}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return (answer.text === '' ? {} : JSON.parse(answer.text)) as Record<string, unknown>;
  };
  if (isFrozen) await ask('POST', '/api/v1/clock/freeze');
  const scenario = JSON.stringify({ ...LIFE, callbacks, ...more });
  const { id } = await ask(
    'POST',
    '/dialects/replicate/v1/predictions',
    { version: 'v', input: {}, webhook: `${receiver.url}/hook` },
    { 'longwatch-scenario': scenario },
  );
  return {
    id: id as string,
    ask,
    /** So long goes by, what is due moves, and all that then is to be sent is sent. */
    advance: async (by: string) => {
      await ask('POST', '/api/v1/clock/advance', { by });
      await emulator.advancer.runOnce();
      await emulator.app.get(CallbackSender).runOnce();
    },
    list: async () => (await ask('GET', '/api/v1/callbacks')) as unknown as CallbackList,
  };
}

const statuses = () => receiver.received.map(({ json }) => json['status']);

describe('A callback of the emulator', () => {
  it('comes when the job moves, on the clock of its namespace, and says what a poll says then', async () => {
    const { id, advance } = await start();
    await advance('5s');
    expect(receiver.received).toEqual([]);

    await advance('6s');
    await advance('2m');

    await receiver.until(2);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook']);
    expect(receiver.received.map(({ json }) => json)).toMatchObject([
      { id, status: 'processing', output: null },
      { id, status: 'succeeded', output: ['an otter'] },
    ]);
  });

  it('is signed as the API signs, so that the official verifier takes it', async () => {
    const { advance } = await start();
    await advance('2m');
    const { text, headers } = (await receiver.until(2))[0]!;

    expect(new Webhook(SECRET).verify(text, headers as Record<string, string>)).toMatchObject({ status: 'processing' });
  });

  it('that is forged has a signature that does not fit', async () => {
    const { advance } = await start({ forged: true });
    await advance('2m');
    const { text, headers } = (await receiver.until(2))[0]!;

    expect(headers['webhook-signature']).toMatch(/^v1,/);
    expect(() => new Webhook(SECRET).verify(text, headers as Record<string, string>)).toThrow();
  });

  it('tells how it was, also where the job has gone on since', async () => {
    const { advance } = await start({ delay: '30s' });
    await advance('2m');
    await receiver.until(1);

    await advance('1m');
    await receiver.until(2);

    expect(receiver.received[0]!.json).toMatchObject({ status: 'processing', completed_at: null });
  });

  it('is delayed on the emulated clock', async () => {
    const { advance } = await start({ delay: '1h' });
    await advance('5m');
    expect(receiver.received).toEqual([]);

    await advance('1h');

    expect(statuses()).toEqual(['processing', 'succeeded']);
  });

  it('is repeated under the same id', async () => {
    const { advance } = await start({ repeat: 2 });
    await advance('2m');
    await receiver.until(6);

    expect(statuses().sort()).toEqual([...Array<string>(3).fill('processing'), ...Array<string>(3).fill('succeeded')]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('is lost, and only the list knows', async () => {
    const { advance, list } = await start({ lost: 1 });
    await advance('2m');

    expect((await list()).callbacks.map(({ outcome }) => outcome)).toEqual(['lost', 'lost']);
    expect(receiver.received).toEqual([]);
  });

  it('is shuffled: the end before the beginning', async () => {
    const { advance } = await start({ shuffled: true });
    await advance('30s');
    expect(receiver.received).toEqual([]);

    await advance('2m');

    expect(statuses()).toEqual(['succeeded', 'processing']);
  });

  it('that is not taken is tried again, longer and longer, on the emulated clock; then given up', async () => {
    const { advance, list } = await start({}, { queued: '1s', running: '0s' });
    receiver.codes.push(...Array<number>(20).fill(500));
    for (const wait of ['1s', '2s', '6s', '31s', '121s', '1h']) await advance(wait);

    const { callbacks } = await list();

    expect(callbacks.map(({ outcome, attempts, answer }) => [outcome, attempts, answer])).toEqual(
      Array(2).fill(['given-up', 5, '500']),
    );
  });

  it('follows no redirect: it is no answer of who was to be told', async () => {
    const { advance, list } = await start();
    receiver.codes.push(307);
    await advance('11s');

    expect(receiver.received).toHaveLength(1);
    expect((await list()).callbacks).toMatchObject([{ outcome: null, attempts: 1, answer: '307' }]);
  });

  it('to nobody, or to where clouds keep their secrets, harms nothing', async () => {
    const { ask, advance, list } = await start();
    for (const webhook of ['http://169.254.169.254/latest', 'ftp://x', 'no url', 'http://127.0.0.1:1/']) {
      const headers = { 'longwatch-scenario': '{"queued":"1s","running":"0s"}' };
      await ask('POST', '/dialects/replicate/v1/predictions', { version: 'v', input: {}, webhook }, headers);
    }
    await advance('2s');

    const answers = (await list()).callbacks.map(({ answer, outcome }) => [answer, outcome]);

    expect(new Set(answers.map(String))).toEqual(
      new Set(['target-not-allowed,refused', 'url-invalid,refused', 'ECONNREFUSED,']),
    );
  });

  it('goes with its namespace at a reset', async () => {
    const { ask, advance, list } = await start({ delay: '1h' });
    await advance('2m');
    await ask('POST', '/api/v1/reset');

    expect(await list()).toEqual({ callbacks: [] });
  });

  it('comes at once where the clock is moved right after the start', async () => {
    const begin = async () => {
      const { ask } = await start({}, { queued: '0s', running: '0s' }, { isFrozen: false });
      for (const by of ['1s', '2m']) await ask('POST', '/api/v1/clock/advance', { by });
    };
    for (let round = 0; round < 4; round++) await Promise.all(Array.from({ length: 8 }, begin));

    // No tick and no claim that lapses would help those that are missing.
    await eventually('all have ended', async () => statuses().filter((status) => status === 'succeeded').length === 32);
  });

  it('is sent once by two replicas', async () => {
    const other = await startEmulatorApp(database.url);
    const { advance } = await start({ delay: '1h' });
    await advance('2m');
    await Promise.all([advance('2h'), ...Array.from({ length: 5 }, () => other.app.get(CallbackSender).runOnce())]);
    await other.close();

    expect(statuses()).toHaveLength(2);
  });
});

describe('Our own monitor', () => {
  const stage = apiStage({
    pollIntervalMs: 3_600_000,
    secretVariables: { REPLICATE: 'token', REPLICATE_WEBHOOK: SECRET },
  });

  async function watch(callbacks: object) {
    const namespace = randomUUID();
    const baseUrl = `${emulator.url}/ns/${namespace}/dialects/replicate/v1`;
    const replies = { retryAfter: '20m' };
    const scenario = { for: { dialect: 'replicate' }, queued: '1m', running: '1m', replies, callbacks };
    const tell = (method: string, path: string, body: object) =>
      send(emulator.port, `/ns/${namespace}/api/v1/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await tell('PUT', 'scenarios/one', scenario);
    await stage.replica.ask('PUT', `/profiles/r${namespace.slice(0, 8)}`, { extends: 'replicate', baseUrl });
    const { id } = await stage.replica.start({
      profile: `r${namespace.slice(0, 8)}`,
      input: { version: 'v', input: {} },
    });
    await eventually('it is started', async () => (await stage.replica.read(id)).state === 'Watching');
    await tell('POST', 'clock/advance', { by: '3m' });
    await emulator.advancer.runOnce();
    const list = async () =>
      (JSON.parse((await send(emulator.port, `/ns/${namespace}/api/v1/callbacks`)).text) as CallbackList).callbacks;
    const report = async () =>
      JSON.parse((await send(emulator.port, `/ns/${namespace}/api/v1/referee`)).text) as RefereeReport;
    return { id, list, report };
  }

  it('takes the callbacks of a dialect, and polls at once, whatever the last reply asked; the referee knows why', async () => {
    const { id, list, report } = await watch({});

    await stage.until(id, 'Succeeded');
    await eventually('it took both', async () => (await list()).every(({ outcome }) => outcome === 'delivered'));
    expect(await report()).toMatchObject({ clean: true, findings: [] });
    expect((await report()).checked['polled-too-early']).toBeGreaterThan(0);
  });

  it('refuses forged ones', async () => {
    const { id, list } = await watch({ forged: true });

    await eventually('they are refused', async () => (await list()).every(({ answer }) => answer === '401'));
    expect(await stage.replica.read(id)).toMatchObject({ state: 'Watching', polls: 0 });
  });
});
