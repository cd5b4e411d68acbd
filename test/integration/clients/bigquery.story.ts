import { describe, expect, it } from '@jest/globals';
import { BigQuery, type BigQueryOptions } from '@google-cloud/bigquery';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const query = { query: 'SELECT title FROM books', location: 'EU' };

/** What the client is given on a machine of Google's. */
const authClient = { getRequestHeaders: () => Promise.resolve(new Headers({ authorization: 'Bearer test' })) };

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('bigquery', scenario);
  const client = new BigQuery({
    projectId: 'books',
    apiEndpoint: play.ownBase,
    authClient: authClient as unknown as NonNullable<BigQueryOptions['authClient']>,
  });
  const start = async (jobId?: string) => {
    const [job] = await client.createQueryJob({ ...query, ...(jobId === undefined ? {} : { jobId }) });
    job.pollIntervalMs = 10;
    return job;
  };
  return { ...play, client, start };
}

describe("BigQuery's own client", () => {
  it('creates a query job, waits for its end, and reads its rows', async () => {
    const result = [{ f: [{ v: 'Otters at Sea' }] }, { f: [{ v: 'Otters at Home' }] }];
    const { start, advance } = await setup({ ...hours, result });

    const job = await start();
    const created = job.metadata as object;
    const ended = job.promise() as Promise<unknown>;
    await advance('2h');
    const running = (await job.getMetadata())[0] as object;
    await advance(DONE);
    const [metadata] = (await ended) as [object];
    const [rows] = await job.getQueryResults();

    expect(created).toMatchObject({ kind: 'bigquery#job', status: { state: 'PENDING' } });
    expect(running).toMatchObject({
      status: { state: 'RUNNING' },
      jobReference: { location: 'EU', projectId: 'books' },
    });
    expect(metadata).toMatchObject({ status: { state: 'DONE' } });
    expect(rows).toEqual([{ f0_: 'Otters at Sea' }, { f0_: 'Otters at Home' }]);
  });

  it('throws why a job failed', async () => {
    const error = { code: 'notFound', message: 'Not found: Table books.books' };
    const { start, advance } = await setup({ ...hours, outcome: 'failed', error });

    const job = await start();
    await advance(DONE);

    await expect(job.promise()).rejects.toMatchObject({ errors: [{ reason: error.code, message: error.message }] });
  });

  it('cancels a job', async () => {
    const { start } = await setup();
    const job = await start();

    await job.cancel();

    expect((await job.getMetadata())[0]).toMatchObject({
      status: { state: 'DONE', errorResult: { reason: 'stopped' } },
    });
  });

  it('may not create two jobs under one id of its choice', async () => {
    const { start } = await setup();

    expect((await start('nightly')).id).toBe('nightly');
    await expect(start('nightly')).rejects.toMatchObject({ code: 409 });
  });

  it('takes the job that there is for its own where the reply to its start was lost', async () => {
    const { start, referee } = await setup({ ...hours, faults: [{ on: 'start', number: 1, lost: true }] });

    const job = await start();

    expect(job.metadata).toMatchObject({ status: { state: 'PENDING' } });
    expect((await referee()).findings.filter(({ rule }) => rule.startsWith('started'))).toEqual([]);
  });

  it('meets an unknown job as its own error', async () => {
    const { client } = await setup();

    await expect(client.job('none', { location: 'EU' }).getMetadata()).rejects.toMatchObject({ code: 404 });
  });
});
