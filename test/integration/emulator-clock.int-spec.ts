import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Replica, createEmulatorDatabase, startReplica } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** For so long a job whose write is forgotten is left to whoever claimed it. */
const LEASE_MS = 10_000;

/** Three days, and no end before. */
const settings = {
  ASYNC_JOB_QUEUED_DURATION_SEC: '86400',
  ASYNC_JOB_INPROGRESS_DURATION_SEC: '172800',
  EMULATOR_LEASE_SEC: String(LEASE_MS / 1000),
};

let database: TestDatabase;
let one: Replica;
let other: Replica;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  [one, other] = await Promise.all([startReplica(database.url, settings), startReplica(database.url, settings)]);
});

afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await database.drop();
});

async function startIn(namespace: string, name: string, replica = one): Promise<string> {
  const { job } = await replica.start(name, { namespace });
  return job.id;
}

function stateInTable(id: string): Promise<{ state: string }[]> {
  return database.query('SELECT state FROM emulator.jobs WHERE id = $1', [id]);
}

describe('a clock that is advanced', () => {
  it('by three days ends a job of three days for whoever asks then, at any replica', async () => {
    const id = await startIn('days', 'long');

    await one.clock.advance('days', { ms: 3 * DAY_MS });
    const read = await Promise.all([one.jobs.find('days', id), other.jobs.find('days', id)]);

    expect(read.map(({ state }) => state)).toEqual(['Completed', 'Completed']);
    const [{ endedAt, createdAt }] = read;
    expect(endedAt! - createdAt).toBe(3 * DAY_MS);
  });

  it('has its jobs moved in the table soon, without any tick', async () => {
    const id = await startIn('soon', 'long');

    await one.clock.advance('soon', { ms: 2 * DAY_MS });

    await eventually('the job runs in the table', async () => (await stateInTable(id))[0]!.state === 'InProgress');
    const { history } = await one.jobs.findWithHistory('soon', id);
    expect(history.map(({ to, at }) => [to, at - history[0]!.at])).toEqual([
      ['Queued', 0],
      ['InProgress', DAY_MS],
    ]);
  });

  it('gives the next job of another replica an instant on the clock as it then is', async () => {
    await startIn('two', 'first', other);
    const before = (await one.clock.advance('two', { ms: 5 * DAY_MS })).now;

    const id = await startIn('two', 'second', other);

    const { createdAt, now, state } = await one.jobs.find('two', id);
    expect(createdAt).toBeGreaterThanOrEqual(before - 50);
    expect(now - createdAt).toBeLessThan(60_000);
    expect(state).toBe('Queued');
  });

  it('while a job is being written keeps that job from nothing: it is written by the new clock at once', async () => {
    const life = () => ({ queuedMs: 500, inProgressMs: HOUR_MS, outcome: 'Completed' as const });
    const save = one.claims.saveTransitions.bind(one.claims);
    let job = '';
    one.claims.saveTransitions = async (moved, ...others) => {
      if (moved.some(({ job: { id } }) => id === job)) {
        one.claims.saveTransitions = save;
        await other.clock.advance('meanwhile', { ms: 100 });
      }
      return save(moved, ...others);
    };
    job = (await one.start('meanwhile', { namespace: 'meanwhile', life })).job.id;

    await eventually('its write was refused', () => one.claims.saveTransitions === save);
    const refusedAt = performance.now();
    await eventually('it is written', async () => (await stateInTable(job))[0]!.state === 'InProgress');

    expect(performance.now() - refusedAt).toBeLessThan(LEASE_MS / 2);
  });

  it('frees the name of a job that has ended by then, whoever has not written it yet', async () => {
    await startIn('names', 'again');
    const lag = database.query(`SELECT pg_sleep(0.5) FROM emulator.jobs WHERE namespace = 'names' FOR UPDATE`);

    await one.clock.advance('names', { ms: 3 * DAY_MS });
    const { job, isRepeated } = await other.start('again', { namespace: 'names' });

    expect([job.state, isRepeated]).toEqual(['Queued', false]);
    await lag;
  });

  it('leaves the jobs of other namespaces alone', async () => {
    const id = await startIn('still', 'long');

    await one.clock.advance('moved', { ms: 30 * DAY_MS });

    expect((await other.jobs.find('still', id)).state).toBe('Queued');
  });

  it('to an instant shows that instant, and goes on from there', async () => {
    const to = Date.parse('2031-05-05T12:00:00Z');

    const { now } = await one.clock.advance('instant', { to });
    const later = await other.clock.read('instant');

    expect([now, later.now - to >= 0, later.now - to < 60_000]).toEqual([to, true, true]);
  });

  it.each([
    ['back', { to: Date.parse('2001-01-01T00:00:00Z') }],
    ['to the end of time', { to: Date.parse('9999-12-31T00:00:00Z') }],
    ['by more than there is', { ms: 9000 * 365 * DAY_MS }],
  ])('%s is refused', async (_, by) => {
    await expect(one.clock.advance('refused', by)).rejects.toMatchObject({ code: 'body-invalid' });
  });

  it('to the last year that there is has jobs that end after it', async () => {
    const { now } = await one.clock.advance('last', { to: Date.parse('9998-12-30T00:00:00Z') });

    const id = await startIn('last', 'long', other);

    const { context } = await one.jobs.find('last', id);
    expect(context.nextTransitionAt! - now).toBeGreaterThanOrEqual(DAY_MS);
    const life = () => ({ queuedMs: 3650 * DAY_MS, inProgressMs: 0, outcome: 'Completed' as const });
    const { job } = await one.start('longer', { namespace: 'last', life });
    expect((await other.jobs.find('last', job.id)).state).toBe('Queued');
  });

  it('to the last year that there is stops no job of another namespace, by callbacks of the years after it', async () => {
    await one.clock.freeze('last-callbacks');
    await one.clock.advance('last-callbacks', { to: Date.parse('9998-12-30T00:00:00Z') });
    const life = () => ({ queuedMs: HOUR_MS, inProgressMs: 3650 * DAY_MS, outcome: 'Completed' as const });
    const incoming = { method: 'POST', path: '/', query: [], headers: {}, body: {}, text: undefined };
    const callback = { url: 'http://127.0.0.1:1/', on: ['progress'] as const };
    const request = { incoming, bound: { job: {} }, callback };
    const { job } = await one.start('called', { namespace: 'last-callbacks', dialect: 'replicate', life, request });

    await one.clock.advance('last-callbacks', { ms: 2 * HOUR_MS });

    await eventually('it is written', async () => (await stateInTable(job.id))[0]!.state === 'InProgress');
    expect(await database.query(`SELECT count(*)::int FROM emulator.callbacks`)).toEqual([{ count: 3 }]);
  });

  it('many times at once moves by all of it', async () => {
    const before = await one.clock.read('sum');

    await Promise.all(
      Array.from({ length: 20 }, (_, index) => [one, other][index % 2]!.clock.advance('sum', { ms: HOUR_MS })),
    );

    const after = await other.clock.read('sum');
    const passedMs = after.now - before.now;
    expect(passedMs - 20 * HOUR_MS).toBeGreaterThanOrEqual(0);
    expect(passedMs - 20 * HOUR_MS).toBeLessThan(60_000);
  });
});

describe('a clock that is frozen', () => {
  it('stands still for every reader, and keeps jobs where they are', async () => {
    await one.clock.scale('frozen', 1_000_000);
    const { now } = await one.clock.freeze('frozen');
    const id = await startIn('frozen', 'cold', other);

    await one.advancer.runOnce();
    const readings = await Promise.all([one.clock.read('frozen'), other.clock.read('frozen')]);

    expect(readings.map((reading) => reading.now)).toEqual([now, now]);
    expect(await other.jobs.find('frozen', id)).toMatchObject({ state: 'Queued', createdAt: now, now });
  });

  it('can be advanced, and lets jobs end that are due by then', async () => {
    await one.clock.freeze('steps');
    const id = await startIn('steps', 'cold');

    await other.clock.advance('steps', { ms: DAY_MS });
    const { state } = await one.jobs.find('steps', id);

    expect(state).toBe('InProgress');
    await eventually('the table says so', async () => (await stateInTable(id))[0]!.state === 'InProgress');
  });

  it('goes on from where it stood, at its rate', async () => {
    await one.clock.scale('resumed', 1000);
    const { now } = await one.clock.freeze('resumed');

    const resumed = await other.clock.resume('resumed');

    expect(resumed).toMatchObject({ now, clock: { isFrozen: false, scale: 1000 } });
    const later = await eventually('time passes', async () => {
      const reading = await one.clock.read('resumed');
      return reading.now > now + 1000 ? reading : undefined;
    });
    expect(later.now - now).toBeCloseTo((later.realNow - resumed.realNow) * 1000, -4);
  });
});

describe('a clock that is given another rate', () => {
  it('does not jump, and brings three days about in seconds', async () => {
    const before = await one.clock.read('fast');
    const id = await startIn('fast', 'long', other);

    const { now } = await one.clock.scale('fast', 1_000_000);

    expect(now - before.now).toBeLessThan(60_000);
    await eventually('the job has ended in the table', async () => (await stateInTable(id))[0]!.state === 'Completed');
    expect((await other.jobs.find('fast', id)).endedAt! - (await one.jobs.find('fast', id)).createdAt).toBe(3 * DAY_MS);
  });

  it('beyond the last year stands still there, and stops no job of another namespace', async () => {
    await one.clock.scale('beyond', 1_000_000);
    await startIn('beyond', 'of the end of time');
    await database.query(`UPDATE emulator.namespaces SET real_at = now() - interval '200 days' WHERE name = 'beyond'`);
    const id = await startIn('before', 'of our time');
    await database.query(
      `UPDATE emulator.namespaces
       SET emulated_at = emulated_at + interval '4 days', version = nextval('emulator.clock_versions')
       WHERE name = 'before'`,
    );

    await one.advancer.runOnce();

    expect(await stateInTable(id)).toEqual([{ state: 'Completed' }]);
    expect((await one.clock.read('beyond')).now).toBe(Date.parse('9999-01-01T00:00:00Z'));
    expect((await one.jobs.list('beyond', { limit: 1 })).jobs[0]).toMatchObject({ state: 'Completed' });
    await expect(one.clock.advance('beyond', { ms: 1 })).rejects.toMatchObject({ code: 'body-invalid' });
  });

  it('by the setting goes so from its first moment, at replicas of that setting', async () => {
    const quick = await startReplica(database.url, { ...settings, EMULATOR_TIME_SCALE: '3600' });

    const { clock } = await quick.clock.read('by-setting');

    expect(clock.scale).toBe(3600);
    await quick.close();
  });
});

describe('what was decided by an older clock', () => {
  it('is not written: a job that was due before the clock stopped stays where it is', async () => {
    const id = await startIn('fence', 'late');
    const due = new Date(Date.now() + DAY_MS);
    const token = '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11';
    const [claimed] = await one.claims.claimDue({ replica: 'test', token, leaseMs: 3000 }, HOUR_MS, 1000, due);
    const { version } = one.clocks.known('fence');
    await other.clock.freeze('fence');

    const job = { ...claimed!, state: 'InProgress' as const, sequence: 1 };
    const transition = {
      jobId: id,
      sequence: 1,
      from: 'Queued' as const,
      to: 'InProgress' as const,
      at: due.getTime(),
    };
    const moved = { job, transitions: [transition], clockVersion: version, keepsClaim: false };
    const saved = await one.claims.saveTransitions([moved], 3000);

    expect([...saved]).toEqual([]);
    expect(await stateInTable(id)).toEqual([{ state: 'Queued' }]);
  });
});
