import { describe, expect, it } from '@jest/globals';
import { EntityNotFoundException, Glue } from '@aws-sdk/client-glue';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const JobName = 'load-books';

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('aws-glue', scenario);
  const glue = new Glue({
    endpoint: play.ownBase,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  });
  const start = async () => (await glue.startJobRun({ JobName, Arguments: { '--day': '2026-11-21' } })).JobRunId!;
  return { ...play, glue, start, read: async (RunId: string) => (await glue.getJobRun({ JobName, RunId })).JobRun! };
}

describe("AWS's own client, at Glue", () => {
  it('starts a run and sees it through', async () => {
    const { start, read, advance } = await setup();

    const id = await start();
    await advance('2h');
    const running = await read(id);
    await advance(DONE);
    const ended = await read(id);

    expect(running).toMatchObject({ Id: id, JobName, JobRunState: 'RUNNING', Arguments: { '--day': '2026-11-21' } });
    expect(ended).toMatchObject({ JobRunState: 'SUCCEEDED', ExecutionTime: 7200, CompletedOn: expect.any(Date) });
  });

  it('is told why a run failed', async () => {
    const error = { message: 'OutOfMemoryError' };
    const { start, read, advance } = await setup({ ...hours, outcome: 'failed', error });

    const id = await start();
    await advance(DONE);

    expect(await read(id)).toMatchObject({ JobRunState: 'FAILED', ErrorMessage: error.message });
  });

  it('stops a run, which first is stopping', async () => {
    const { glue, start, read, advance } = await setup({
      ...hours,
      replies: { cancel: { as: 'confirmed', takes: '1m' } },
    });
    const id = await start();

    const { SuccessfulSubmissions } = await glue.batchStopJobRun({ JobName, JobRunIds: [id] });
    const stopping = await read(id);
    await advance('2m');

    expect(SuccessfulSubmissions).toEqual([{ JobName, JobRunId: id }]);
    expect(stopping).toMatchObject({ JobRunState: 'STOPPING' });
    expect(await read(id)).toMatchObject({ JobRunState: 'STOPPED' });
  });

  it('lists the runs of a job', async () => {
    const { glue, start } = await setup();
    const ids = [await start(), await start()];

    const { JobRuns } = await glue.getJobRuns({ JobName });

    expect(JobRuns!.map(({ Id }) => Id).sort()).toEqual(ids.sort());
  });

  it('survives throttling', async () => {
    const throttled = { code: 400, body: { __type: 'ThrottlingException', Message: 'Rate exceeded' } };
    const { start, read } = await setup({ ...hours, faults: [{ on: 'poll', number: 1, reply: throttled }] });

    expect(await read(await start())).toMatchObject({ JobRunState: 'WAITING' });
  });

  it('meets an unknown run as its own exception', async () => {
    const { read } = await setup();

    await expect(read('jr_none')).rejects.toThrow(EntityNotFoundException);
  });
});
