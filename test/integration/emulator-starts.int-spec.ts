import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Replica, createEmulatorDatabase, startReplica } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';

const AN_HOUR_HENCE = new Date(Date.now() + 3_600_000);

let database: TestDatabase;
let replicas: [Replica, Replica];

beforeAll(async () => {
  database = await createEmulatorDatabase();
  replicas = [await startReplica(database.url), await startReplica(database.url)];
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()));
  await database.drop();
});

function countJobs(name: string): Promise<{ count: number }[]> {
  return database.query('SELECT count(*)::integer AS count FROM emulator.jobs WHERE name = $1', [name]);
}

describe('starting a job', () => {
  it('of one name fifty times at once, at two replicas, starts exactly one', async () => {
    const attempts = Array.from({ length: 50 }, (_, index) => replicas[index % 2]!.start('rush'));

    const results = await Promise.allSettled(attempts);

    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals.map(({ reason }) => (reason as { code: string }).code)).toEqual(Array(49).fill('job-name-taken'));
    expect(await countJobs('rush')).toEqual([{ count: 1 }]);
  });

  it('frees the name when the job has ended, and the old id still answers for the old job', async () => {
    const [{ start, jobs, advancer }] = replicas;
    const { job: first } = await start('again');
    await advancer.runOnce(AN_HOUR_HENCE);

    const { job: second } = await start('again');

    expect(second.id).not.toBe(first.id);
    expect(await jobs.find('default', first.id)).toMatchObject({ name: 'again', state: 'Completed' });
    expect(await jobs.find('default', second.id)).toMatchObject({ name: 'again', state: 'Queued' });
  });

  it('again under the same key answers the first job, at any replica, also after it has ended', async () => {
    const { job: first } = await replicas[0].start('keyed', { startKey: 'key-1' });

    const whileLive = await replicas[1].start('keyed', { startKey: 'key-1' });
    await replicas[0].advancer.runOnce(AN_HOUR_HENCE);
    const afterwards = await replicas[1].start('keyed', { startKey: 'key-1' });

    expect([whileLive.job.id, afterwards.job.id]).toEqual([first.id, first.id]);
    expect(await countJobs('keyed')).toEqual([{ count: 1 }]);
  });

  it('under one key fifty times at once answers one and the same job', async () => {
    const attempts = Array.from({ length: 50 }, (_, index) =>
      replicas[index % 2]!.start('keyed-rush', { startKey: 'key-2' }),
    );

    const ids = (await Promise.all(attempts)).map(({ job }) => job.id);

    expect(new Set(ids).size).toBe(1);
    expect(await countJobs('keyed-rush')).toEqual([{ count: 1 }]);
  });

  it('under a key that started a job of another name is refused and starts nothing', async () => {
    await replicas[0].start('mine', { startKey: 'key-3' });

    await expect(replicas[1].start('yours', { startKey: 'key-3' })).rejects.toMatchObject({ code: 'start-key-reused' });

    expect(await countJobs('yours')).toEqual([{ count: 0 }]);
  });

  it('under a new key is refused while another job of that name lives', async () => {
    await replicas[0].start('busy', { startKey: 'key-4' });

    await expect(replicas[1].start('busy', { startKey: 'key-5' })).rejects.toMatchObject({ code: 'job-name-taken' });
  });

  it('records its first state with the instant of its creation', async () => {
    const { job } = await replicas[0].start('recorded');

    const record = await database.query(
      `SELECT step.sequence, from_state, to_state, at = created_at AS is_creation
       FROM emulator.job_transitions AS step JOIN emulator.jobs AS job ON job.id = step.job_id WHERE job.id = $1`,
      [job.id],
    );

    expect(record).toEqual([{ sequence: 0, from_state: null, to_state: 'Queued', is_creation: true }]);
  });
});
