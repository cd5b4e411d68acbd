import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, migrate } from '@app/platform';
import { emulatorConfigSchema } from '../../apps/emulator/src/config.js';
import { databaseOptions } from '../../apps/emulator/src/database.js';
import type { StartRequest } from '../../apps/emulator/src/jobs/start-request.js';
import { type Replica, createEmulatorDatabase, startReplica } from '../support/emulator-replica.js';
import { eventually } from '../support/eventually.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

const settings = { ASYNC_JOB_QUEUED_DURATION_SEC: '3600', ASYNC_JOB_INPROGRESS_DURATION_SEC: '3600' };
const THREE_DAYS_MS = 3 * 86_400_000;

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

const reference = ({ number }: { number: number }) => `run-${number}`;

/** Starts a job of a dialect, which calls it by its number, where nothing else is said. */
async function start(namespace: string, more: Partial<StartRequest> = {}, replica = one) {
  const { name = null, ...request } = more;
  const { job } = await replica.start(name, { namespace, dialect: 'toy', reference, ...request });
  return job;
}

describe('the numbers of the jobs of dialects', () => {
  it('begin at 1 in each namespace, whatever was started elsewhere', async () => {
    const here = [await start('from-1-a'), await start('from-1-a', {}, other)];
    const there = await start('from-1-b');

    expect([...here, there].map(({ number, reference }) => [number, reference])).toEqual([
      [1, 'run-1'],
      [2, 'run-2'],
      [1, 'run-1'],
    ]);
    expect((await other.jobs.findByReference('from-1-a', 'toy', 'run-2'))?.number).toBe(2);
    expect(await other.jobs.find('from-1-b', there.id)).toMatchObject({ number: 1, reference: 'run-1' });
  });

  it('begin at 1 again after a reset', async () => {
    await start('again');
    await start('again');

    await other.resets.reset('again', false);

    expect((await start('again')).reference).toBe('run-1');
  });

  it('are counted with and without a name, a reference, a job of no dialect', async () => {
    await one.start(null, { namespace: 'mixed' });
    await one.start('native', { namespace: 'mixed' });
    const jobs = [
      await start('mixed'),
      await start('mixed', { name: 'named' }),
      await start('mixed', { reference: 'chosen' }),
      await start('mixed', { dialect: 'another' }),
    ];

    expect(jobs.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it('are given to one job each, at all replicas, however many are started at once', async () => {
    const jobs = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const more = [{}, { name: `name-${index}` }, { reference: `reference-${index}` }][index % 3];
        return start('crowd', more, [one, other][index % 2]);
      }),
    );

    const numbers = jobs.map(({ number }) => number).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('are not used up by a start that comes to nothing', async () => {
    await start('nothing', { startKey: 'key' });
    await start('nothing', { startKey: 'key' });
    await start('nothing', { reference: 'mine' });
    await expect(start('nothing', { reference: 'mine' })).rejects.toMatchObject({ reference: 'mine' });
    const broken = (): never => {
      throw new Error('killed');
    };
    await expect(start('nothing', { life: broken })).rejects.toThrow('killed');

    expect((await start('nothing')).number).toBe(3);
  });

  it('pass over what a client has called its own job', async () => {
    await start('passed-over', { reference: 'run-2' });
    await start('passed-over', { reference: 'run-5' });

    const references = [await start('passed-over'), await start('passed-over'), await start('passed-over')];

    expect(references.map(({ reference }) => reference)).toEqual(['run-3', 'run-4', 'run-6']);
  });

  it('leave the list of jobs in the order of their starts, a page at a time', async () => {
    const ids = [
      (await one.start('first', { namespace: 'listed' })).job.id,
      (await start('listed')).id,
      (await one.start('third', { namespace: 'listed' })).job.id,
      (await start('listed')).id,
    ];

    const first = await other.jobs.list('listed', { limit: 3 });
    const second = await other.jobs.list('listed', { limit: 3, before: first.next });

    expect([...first.jobs, ...second.jobs].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.next).toBeUndefined();
  });
});

describe('a reset', () => {
  /** A job of that name whose start waits for a rival that has not made up its mind, until `decide`. */
  async function contested(namespace: string, begin: () => Promise<unknown>) {
    await database.query('BEGIN');
    await database.query(
      `INSERT INTO emulator.jobs
         (id, namespace, dialect, reference, name, state, context, life, sequence, created_at, next_transition_at)
       VALUES
         (gen_random_uuid(), $1, NULL, 'rival', 'contested', 'Queued', '{}', '{}', 0, now(), now()),
         (gen_random_uuid(), $1, 'toy', 'contested', NULL, 'Queued', '{}', '{}', 0, now(), now())`,
      [namespace],
    );
    const started = begin();
    await waiting(1);
    return { started, decide: () => database.query('ROLLBACK') };
  }

  const waiting = (count: number) =>
    eventually(`${count} wait for a lock`, async () => {
      // Within a transaction it would be told what it was told before.
      await database.query('SELECT pg_stat_clear_snapshot()');
      const [row] = await database.query<{ count: number }>(
        `SELECT count(*)::integer AS count FROM pg_locks
         WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
      );
      return row!.count >= count;
    });

  it.each([
    ['no dialect', () => one.start('contested', { namespace: 'in-flight' })],
    ['a dialect', () => start('in-flight', { reference: 'contested' })],
  ])('leaves nothing of a start of %s that is under way', async (_, begin) => {
    await one.clock.advance('in-flight', { ms: THREE_DAYS_MS });
    const { started, decide } = await contested('in-flight', begin);
    const reset = other.resets.reset('in-flight', false);
    const outcome = await Promise.race([reset.then(() => 'over'), waiting(2).then(() => 'waits')]);

    await decide();
    await Promise.all([started, reset]);

    expect(outcome).toBe('waits');
    expect((await one.jobs.list('in-flight', { limit: 10 })).jobs).toEqual([]);
  });

  it('is waited for by a start that comes while it is under way, which then is of the new time, as a whole', async () => {
    await one.clock.advance('meanwhile', { ms: THREE_DAYS_MS });
    await start('meanwhile');
    await database.query('BEGIN');
    await database.query(`SELECT FROM emulator.jobs WHERE namespace = 'meanwhile' FOR UPDATE`);
    const reset = other.resets.reset('meanwhile', false);
    await waiting(1);
    const started = Promise.all([start('meanwhile'), one.start('native', { namespace: 'meanwhile' })]);
    await waiting(3);
    await database.query('ROLLBACK');
    await reset;

    const [job, { job: native }] = await started;

    expect(job.number).toBe(1);
    for (const { createdAt, realNow } of [job, native]) expect(Math.abs(createdAt - realNow)).toBeLessThan(60_000);
    expect((await one.jobs.list('meanwhile', { limit: 10 })).jobs).toHaveLength(2);
  });
});

describe('jobs that were numbered over all namespaces', () => {
  it('keep their numbers, and the next ones of their namespaces go on behind them', async () => {
    const before = await createTestDatabase();
    const options = databaseOptions(loadConfig(emulatorConfigSchema, { DATABASE_URL: before.url }));
    const migrations = options.migrations as { name: string }[];
    const index = migrations.findIndex(({ name }) => name.startsWith('NumberJobsOfDialects'));
    await migrate({ ...options, migrations: migrations.slice(0, index) as never });
    await before.query(`INSERT INTO emulator.namespaces (name) VALUES ('old'), ('native')`);
    await before.query(
      `INSERT INTO emulator.jobs
         (id, namespace, dialect, number, reference, state, context, life, sequence, created_at, next_transition_at)
       SELECT gen_random_uuid(), namespace, dialect, number, reference, 'Queued',
              jsonb_build_object('nextTransitionAt', extract(epoch FROM now() + interval '1 day') * 1000),
              '{"queuedMs": 86400000, "inProgressMs": 1, "outcome": "Completed"}', 0, now(), now() + interval '1 day'
       FROM (VALUES ('old', 'toy', 41, 'run-41'), ('old', NULL, 42, 'x'), ('native', NULL, 43, 'y'))
         AS job (namespace, dialect, number, reference)`,
    );
    await migrate(options);
    const replica = await startReplica(before.url);

    expect(await replica.jobs.findByReference('old', 'toy', 'run-41')).toMatchObject({ number: 41 });
    expect([await start('old', {}, replica), await start('native', {}, replica)].map(({ number }) => number)).toEqual([
      42, 1,
    ]);
    await replica.close();
    await before.drop();
  });
});
