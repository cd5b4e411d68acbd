import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidV7 } from '@app/platform';
import { passTime } from '../../apps/emulator/src/jobs/job-life.js';
import { eventually } from '../support/eventually.js';
import { type Replica, createEmulatorDatabase, startReplica } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';

/** Longer than a replica looks ahead, so that nothing moves but by a tick of the test. */
const QUEUED_SEC = 100;
const IN_PROGRESS_SEC = 200;
const LEASE_MS = 3000;

let database: TestDatabase;
let one: Replica;
let other: Replica;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  const settings = {
    ASYNC_JOB_QUEUED_DURATION_SEC: String(QUEUED_SEC),
    ASYNC_JOB_INPROGRESS_DURATION_SEC: String(IN_PROGRESS_SEC),
    EMULATOR_LEASE_SEC: String(LEASE_MS / 1000),
    EMULATOR_BATCH_SIZE: '10',
  };
  one = await startReplica(database.url, settings);
  other = await startReplica(database.url, settings);
});

beforeEach(() => database.query('TRUNCATE emulator.jobs CASCADE'));

afterAll(async () => {
  await one.close();
  await other.close();
  await database.drop();
});

interface Recorded {
  job_id: string;
  to_state: string;
  after_sec: number;
}

/** Every transition so far, with the seconds from its job's creation to when it was due. */
function readRecord(): Promise<Recorded[]> {
  return database.query(
    `SELECT job_id, to_state, extract(epoch FROM at - created_at)::float8 AS after_sec
     FROM emulator.job_transitions AS step JOIN emulator.jobs AS job ON job.id = step.job_id
     ORDER BY job_id, step.sequence`,
  );
}

async function startJobs(count: number): Promise<string[]> {
  const started = await Promise.all(Array.from({ length: count }, (_, index) => one.start(`job-${index}`)));
  return started.map(({ job }) => job.id).sort();
}

/** An instant on the database's clock. */
async function secondsHence(seconds: number): Promise<Date> {
  const [row] = await database.query<{ at: Date }>(`SELECT now() + $1 * interval '1 second' AS at`, [seconds]);
  return row!.at;
}

function claim(token = uuidV7()) {
  return { replica: 'test', token, leaseMs: LEASE_MS };
}

describe('the advancer', () => {
  it('leaves a job alone that is not due', async () => {
    await startJobs(1);

    const summary = await one.advancer.runOnce(await secondsHence(QUEUED_SEC - 10));

    expect(summary).toEqual({ claimed: 0, advanced: 0, failed: 0, lostClaims: 0 });
  });

  it('moves a due job on and records the instant at which it was due', async () => {
    const [id] = await startJobs(1);

    await one.advancer.runOnce(await secondsHence(QUEUED_SEC + 5));

    expect(await one.jobs.find('default', id!)).toMatchObject({ state: 'InProgress' });
    expect((await readRecord()).at(-1)).toEqual({ job_id: id, to_state: 'InProgress', after_sec: QUEUED_SEC });
  });

  it('after an hour away, catches up with the instants at which each transition was due', async () => {
    const [id] = await startJobs(1);

    await one.advancer.runOnce(await secondsHence(3600));

    expect((await readRecord()).map(({ to_state, after_sec }) => [to_state, after_sec])).toEqual([
      ['Queued', 0],
      ['InProgress', QUEUED_SEC],
      ['Completed', QUEUED_SEC + IN_PROGRESS_SEC],
    ]);
    const [row] = await database.query<object>(
      'SELECT finished_at - created_at AS life, claimed_by FROM emulator.jobs',
    );
    expect(row).toMatchObject({ life: { minutes: 5 }, claimed_by: null });
    expect(await one.jobs.find('default', id!)).toMatchObject({ state: 'Completed' });
  });

  it('catches up with more than a batch in one run', async () => {
    await startJobs(35);

    const summary = await one.advancer.runOnce(await secondsHence(3600));

    expect(summary).toEqual({ claimed: 35, advanced: 35, failed: 0, lostClaims: 0 });
  });

  it('applies no transition twice and forgets none when two replicas race for the same jobs', async () => {
    await startJobs(95);
    const at = await secondsHence(3600);

    const summaries = await Promise.all(
      [1, 2, 3].flatMap(() => [one.advancer.runOnce(at), other.advancer.runOnce(at)]),
    );

    const sum = (of: 'claimed' | 'advanced' | 'lostClaims') => summaries.reduce((total, each) => total + each[of], 0);
    expect([sum('claimed'), sum('advanced'), sum('lostClaims')]).toEqual([95, 95, 0]);
    expect(await readRecord()).toHaveLength(95 * 3);
  });

  it('passes over a job that another replica is just claiming, without waiting for it', async () => {
    const [contested, free] = await startJobs(2);
    await database.query('BEGIN');
    await database.query('SELECT id FROM emulator.jobs WHERE id = $1 FOR UPDATE', [contested]);

    const claiming = one.claims.claimDue(claim(), 0, 10, await secondsHence(QUEUED_SEC));
    const claimed = await claiming.finally(() => database.query('ROLLBACK'));

    expect(claimed.map(({ id }) => id)).toEqual([free]);
  });

  it('does not claim what another replica holds, and takes it over once the lease has run out', async () => {
    const [id] = await startJobs(1);
    const due = await secondsHence(QUEUED_SEC);
    const whileLeased = new Date(due.getTime() + LEASE_MS - 100);
    const afterwards = new Date(due.getTime() + LEASE_MS + 100);
    await one.claims.claimDue(claim(), 0, 10, due); // and is killed before it writes

    const tooEarly = await other.advancer.runOnce(whileLeased);
    const takenOver = await other.advancer.runOnce(afterwards);

    expect([tooEarly.claimed, takenOver.advanced]).toEqual([0, 1]);
    expect((await readRecord()).at(-1)).toEqual({ job_id: id, to_state: 'InProgress', after_sec: QUEUED_SEC });
  });

  it('cannot overwrite a newer claim with a late write', async () => {
    const [id] = await startJobs(1);
    const due = await secondsHence(QUEUED_SEC);
    const [claimed] = await one.claims.claimDue(claim(), 0, 10, due);
    await other.advancer.runOnce(new Date(due.getTime() + 3_600_000));

    const late = passTime(claimed!, due.getTime());
    const { version: clockVersion } = one.clocks.known('default');
    const saved = await one.claims.saveTransitions([{ ...late, clockVersion, keepsClaim: true }], LEASE_MS);

    expect([...saved]).toEqual([]);
    expect(await one.jobs.find('default', id!)).toMatchObject({ state: 'Completed' });
    expect(await readRecord()).toHaveLength(3);
  });

  it('writes the jobs whose claims stand, though others of the same batch were lost', async () => {
    const [lost, kept] = await startJobs(2);
    const due = await secondsHence(QUEUED_SEC);
    const claimed = await one.claims.claimDue(claim(), 0, 10, due);
    await database.query('UPDATE emulator.jobs SET claim_token = $1 WHERE id = $2', [uuidV7(), lost]);
    const { version: clockVersion } = one.clocks.known('default');

    const moved = claimed.map((job) => ({ ...passTime(job, due.getTime()), clockVersion, keepsClaim: false }));
    const saved = await one.claims.saveTransitions(moved, LEASE_MS);

    expect([...saved]).toEqual([kept]);
    expect((await readRecord()).filter(({ to_state }) => to_state === 'InProgress').map((each) => each.job_id)).toEqual(
      [kept],
    );
  });

  it('after a write that failed, has the job again once its claim has lapsed', async () => {
    await startJobs(1);
    const due = await secondsHence(QUEUED_SEC + 1);
    await database.query('ALTER TABLE emulator.job_transitions RENAME TO hidden');
    await expect(one.advancer.runOnce(due)).rejects.toThrow('job_transitions');
    await database.query('ALTER TABLE emulator.hidden RENAME TO job_transitions');

    const summary = await one.advancer.runOnce(new Date(due.getTime() + LEASE_MS + 100));

    expect(summary).toEqual({ claimed: 1, advanced: 1, failed: 0, lostClaims: 0 });
  });

  it('does not stop for a row that can not be read', async () => {
    const [broken] = await startJobs(3);
    await database.query(
      `UPDATE emulator.jobs
       SET state = 'InProgress', context = '{"nextTransitionAt": 0}', life = '{"inProgressMs": 0, "outcome": "Sideways"}'
       WHERE id = $1`,
      [broken],
    );

    const summary = await one.advancer.runOnce(await secondsHence(3600));

    expect(summary).toMatchObject({ claimed: 3, advanced: 2, failed: 1 });
  });
});

describe('a replica with short jobs', () => {
  let quick: Replica;

  async function startQuick(queuedSec: string, port = '0'): Promise<Replica> {
    quick = await startReplica(database.url, {
      ASYNC_JOB_QUEUED_DURATION_SEC: queuedSec,
      ASYNC_JOB_INPROGRESS_DURATION_SEC: '0.05',
      EMULATOR_PORT: port,
    });
    return quick;
  }

  afterEach(() => quick.close());

  async function readClaimants(): Promise<(string | null)[]> {
    const rows = await database.query<{ claimed_by: string | null }>('SELECT claimed_by FROM emulator.jobs');
    return rows.map((row) => row.claimed_by);
  }

  it('brings a job to its end without any tick', async () => {
    const { start } = await startQuick('0.05');

    await start('sprint');

    await eventually('the job is completed', async () => (await readRecord()).length === 3);
    expect((await readRecord()).map(({ after_sec }) => after_sec)).toEqual([0, 0.05, 0.1]);
  });

  it('sets its jobs free when it stops, so that another replica has them at once', async () => {
    const { start } = await startQuick('1.5');
    await start('handed-over');
    expect(await readClaimants()).not.toEqual([null]);

    await quick.close();

    expect(await readClaimants()).toEqual([null]);
  });

  it('that comes back under its own name has its jobs again at once', async () => {
    const { start, advancer, claims } = await startQuick('1.5', '3991');
    await start('orphan');
    const now = await secondsHence(0);
    expect(await claims.claimDue(claim(), 5000, 10, now)).toEqual([]);

    await advancer.takeBackOwn();

    expect(await claims.claimDue(claim(), 5000, 10, now)).toHaveLength(1);
  });
});
