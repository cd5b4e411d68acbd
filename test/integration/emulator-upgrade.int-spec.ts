import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig, migrate } from '@app/platform';
import { emulatorConfigSchema } from '../../apps/emulator/src/config.js';
import { databaseOptions } from '../../apps/emulator/src/database.js';
import { factsOf } from '../../apps/emulator/src/jobs/job-facts.js';
import { type Replica, startReplica } from '../support/emulator-replica.js';
import { type TestDatabase, createTestDatabase } from '../support/test-database.js';

/** Jobs as the first release left them. */
const LIVE = '019aa7c2-5f0e-7c3b-9d52-000000000001';
const RUNNING = '019aa7c2-5f0e-7c3b-9d52-000000000002';
const ENDED = '019aa7c2-5f0e-7c3b-9d52-000000000003';

let database: TestDatabase;
let replica: Replica;

beforeAll(async () => {
  database = await createTestDatabase();
  const options = databaseOptions(loadConfig(emulatorConfigSchema, { DATABASE_URL: database.url }));
  await migrate({ ...options, migrations: [(options.migrations as never[])[0]!] });
  const inAMinute = Date.now() + 60_000;
  await database.query(
    `INSERT INTO emulator.jobs (id, name, state, context, sequence, next_transition_at, start_key, created_at, finished_at)
     VALUES
       ($1, 'live', 'Queued', $2, 0, $3, 'a key', now(), NULL),
       ($4, 'running', 'InProgress', $2, 1, $3, NULL, now(), NULL),
       ($5, 'ended', 'Completed', $6, 2, NULL, NULL, now() - interval '1 hour', now() - interval '1 minute')`,
    [
      LIVE,
      { scenario: { queuedMs: 2000, inProgressMs: 120_000, outcome: 'Completed' }, nextTransitionAt: inAMinute },
      new Date(inAMinute),
      RUNNING,
      ENDED,
      { scenario: { queuedMs: 2000, inProgressMs: 2000, outcome: 'Completed' }, nextTransitionAt: null },
    ],
  );
  await migrate(options);
  replica = await startReplica(database.url);
});

afterAll(async () => {
  await replica.close();
  await database.drop();
});

describe('jobs of the first release', () => {
  it('are read as they stand, in the default namespace', async () => {
    const jobs = await Promise.all([LIVE, RUNNING, ENDED].map((id) => replica.jobs.find('default', id)));

    expect(jobs.map(({ state }) => state)).toEqual(['Queued', 'InProgress', 'Completed']);
    expect(jobs.map(({ reference }) => reference)).toEqual([LIVE, RUNNING, ENDED]);
  });

  it('have facts to tell, though nobody kept when they began', async () => {
    const [running, ended] = await Promise.all([RUNNING, ENDED].map((id) => replica.jobs.find('default', id)));

    expect(factsOf(running!).progress!.percent).toBeGreaterThanOrEqual(50);
    expect(factsOf(running!).progress!.percent).toBeLessThan(60);
    expect(factsOf(ended!)).toMatchObject({ standing: 'succeeded', progress: { percent: 100 } });
    expect(factsOf(ended!).startedAt).toBe(factsOf(ended!).endedAt! - 2000);
  });

  it('keep their names and their keys', async () => {
    await expect(replica.start('running')).rejects.toMatchObject({ code: 'job-name-taken' });
    expect(await replica.start('live', { startKey: 'a key' })).toMatchObject({ isRepeated: true, job: { id: LIVE } });
  });

  it('go on to the ends that they had before them', async () => {
    await replica.clock.advance('default', { ms: 300_000 });
    await replica.advancer.runOnce();

    const states = await database.query(`SELECT name, state FROM emulator.jobs ORDER BY name`);
    expect(states).toEqual([
      { name: 'ended', state: 'Completed' },
      { name: 'live', state: 'Completed' },
      { name: 'running', state: 'Completed' },
    ]);
  });
});
