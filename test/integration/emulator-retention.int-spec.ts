import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Replica, createEmulatorDatabase, startReplica } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';

let database: TestDatabase;
let replica: Replica;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  replica = await startReplica(database.url, { RETENTION_DAYS: '2' });
});

beforeEach(() => database.query('TRUNCATE emulator.jobs CASCADE'));

afterAll(async () => {
  await replica.close();
  await database.drop();
});

/** Stores `count` jobs that ended `days` ago, each with an entry of its record. */
async function storeEnded(count: number, days: number): Promise<void> {
  await database.query(
    `WITH stored AS (
       INSERT INTO emulator.jobs
         (id, namespace, reference, name, state, context, life, sequence, created_at, finished_at, written_at)
       SELECT gen_random_uuid(), 'default', 'x', 'job', 'Completed', '{}', '{}', 2, now(), now(), now() - $2 * interval '1 day'
       FROM generate_series(1, $1)
       RETURNING id, created_at
     )
     INSERT INTO emulator.job_transitions (job_id, sequence, to_state, at)
     SELECT id, 2, 'Completed', created_at FROM stored`,
    [count, days],
  );
}

async function countRows(): Promise<number[]> {
  const [row] = await database.query<{ jobs: number; transitions: number }>(
    `SELECT (SELECT count(*) FROM emulator.jobs)::integer AS jobs,
            (SELECT count(*) FROM emulator.job_transitions)::integer AS transitions`,
  );
  return [row!.jobs, row!.transitions];
}

describe('retention', () => {
  it('deletes jobs that ended longer ago than they are kept, with their records', async () => {
    await storeEnded(3, 2.1);
    await storeEnded(4, 1.9);

    expect(await replica.retention.runOnce()).toEqual({ deleted: 3 });

    expect(await countRows()).toEqual([4, 4]);
  });

  it('never deletes a job that lives, however old', async () => {
    await replica.start('old');
    await database.query(`UPDATE emulator.jobs SET created_at = now() - interval '1 year'`);

    expect(await replica.retention.runOnce()).toEqual({ deleted: 0 });
  });

  it('goes on until nothing old is left, a batch at a time', async () => {
    await storeEnded(2500, 3);

    expect(await replica.retention.runOnce()).toEqual({ deleted: 2500 });
    expect(await countRows()).toEqual([0, 0]);
  });
});

describe('the backlog', () => {
  it('counts the jobs that live and those that are overdue, up to a limit', async () => {
    await storeEnded(1, 1);
    for (const name of ['a', 'b', 'c']) await replica.start(name);
    await database.query(`UPDATE emulator.jobs SET next_transition_at = now() - interval '5 s' WHERE name = 'a'`);

    expect(await replica.endedJobs.measureBacklog(100)).toEqual({ live: 3, overdue: 1 });
    expect(await replica.endedJobs.measureBacklog(2)).toEqual({ live: 2, overdue: 1 });
  });
});
