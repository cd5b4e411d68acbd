import { describe, expect, it } from '@jest/globals';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const books = {
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:books',
  input: '{"day":"2026-11-21"}',
};

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('aws-step-functions', scenario);
  const client = new SFNClient({
    endpoint: play.ownBase,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
  });
  return {
    ...play,
    client,
    start: (name: string, input = books.input) => client.send(new StartExecutionCommand({ ...books, input, name })),
    describe: (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn })),
    stop: (executionArn: string) => client.send(new StopExecutionCommand({ executionArn, cause: 'Enough' })),
  };
}

describe("AWS's own client, at Step Functions", () => {
  it('starts an execution and reads its output', async () => {
    const { start, describe: read, advance } = await setup({ ...hours, result: { loaded: 4711 } });

    const { executionArn, startDate } = await start('nightly');
    const running = await read(executionArn!);
    await advance(DONE);
    const ended = await read(executionArn!);

    expect(executionArn).toBe('arn:aws:states:us-east-1:123456789012:execution:books:nightly');
    expect(startDate).toBeInstanceOf(Date);
    expect(running).toMatchObject({ status: 'RUNNING', name: 'nightly', input: books.input });
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '{"loaded":4711}', stopDate: expect.any(Date) });
  });

  it('is told why an execution failed', async () => {
    const error = { code: 'States.TaskFailed', message: 'The disk is full.' };
    const { start, describe: read, advance } = await setup({ ...hours, outcome: 'failed', error });

    const { executionArn } = await start('doomed');
    await advance(DONE);

    expect(await read(executionArn!)).toMatchObject({ status: 'FAILED', error: error.code, cause: error.message });
  });

  it('lists the executions of a state machine', async () => {
    const { client, start } = await setup();
    const { executionArn } = await start('listed');
    const { stateMachineArn } = books;

    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    const others = await client.send(new ListExecutionsCommand({ stateMachineArn: `${stateMachineArn}-2` }));

    expect(executions).toMatchObject([{ executionArn, name: 'listed', status: 'RUNNING' }]);
    expect(others.executions).toEqual([]);
  });

  it('stops an execution', async () => {
    const { start, stop, describe: read } = await setup();
    const { executionArn } = await start('unwanted');

    const { stopDate } = await stop(executionArn!);

    expect(stopDate).toBeInstanceOf(Date);
    expect(await read(executionArn!)).toMatchObject({ status: 'ABORTED' });
  });

  it('gets the first execution again under its name, and not another one', async () => {
    const { start } = await setup();
    const first = await start('once');

    const again = await start('once');

    expect(again.executionArn).toBe(first.executionArn);
    await expect(start('once', '{"day":"another"}')).rejects.toThrow(ExecutionAlreadyExists);
  });

  it("survives throttling in both of AWS's forms", async () => {
    const throttled = { code: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
    const { start, describe: read } = await setup({
      ...hours,
      faults: [
        { on: 'start', number: 1, reply: throttled },
        { on: 'poll', number: 1, reply: { code: 429 } },
      ],
    });

    const { executionArn } = await start('patient');

    expect(await read(executionArn!)).toMatchObject({ status: 'RUNNING' });
  });

  it('meets an unknown execution as its own exception', async () => {
    const { describe: read } = await setup();

    await expect(read('arn:aws:states:us-east-1:123456789012:execution:books:none')).rejects.toThrow(
      ExecutionDoesNotExist,
    );
  });
});
