import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { type DurableClient, EntityId } from 'durable-functions';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const ETL = 'Etl';

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('durable-functions', scenario);
  return { ...play, client: clientOf(`${play.ownBase}/runtime/webhooks/durabletask/`) };
}

/** Functions' host hands this class to whoever asks it for a client; the package does not export it. */
function clientOf(rpcBaseUrl: string): DurableClient {
  const require = createRequire(import.meta.url);
  const { DurableClient: Client } = require('durable-functions/lib/src/durableClient/DurableClient.js') as {
    DurableClient: new (clientData: object) => DurableClient;
  };
  const managementUrls = { id: 'ID', statusQueryGetUri: `${rpcBaseUrl}instances/ID?taskHub=h&connection=c` };
  return new Client({ taskHubName: 'h', creationUrls: {}, managementUrls, rpcBaseUrl });
}

describe('the official Durable Functions client, at the dialect', () => {
  it('starts an orchestration under an id of its choice, and sees it through to its output', async () => {
    const { client, advance } = await setup({ ...hours, result: { rows: 4711 } });

    const id = await client.startNew(ETL, { instanceId: 'nightly', input: { day: '2026-11-21' } });
    const pending = await client.getStatus(id, { showInput: true });
    await advance('2h');
    const running = await client.getStatus(id);
    await advance(DONE);
    const ended = await client.getStatus(id);

    expect(pending).toMatchObject({
      name: ETL,
      instanceId: 'nightly',
      runtimeStatus: 'Pending',
      input: { day: '2026-11-21' },
    });
    expect(running.runtimeStatus).toBe('Running');
    expect(ended).toMatchObject({ runtimeStatus: 'Completed', output: { rows: 4711 } });
    expect(ended.createdTime.getTime()).toBeLessThan(ended.lastUpdatedTime.getTime());
  });

  it('starts one without an id, and is told it', async () => {
    const { client } = await setup();

    const id = await client.startNew(ETL);

    expect(await client.getStatus(id)).toMatchObject({ instanceId: id, runtimeStatus: 'Pending' });
  });

  it('waits for the end and gets the output', async () => {
    const { client, advance } = await setup({ ...hours, result: 'done' });
    const id = await client.startNew(ETL);
    const waited = client.waitForCompletionOrCreateCheckStatusResponse(undefined!, id, {
      timeoutInMilliseconds: 10_000,
      retryIntervalInMilliseconds: 20,
    });

    await advance(DONE);

    expect((await waited).status).toBe(200);
    expect(await (await waited).json()).toBe('done');
  });

  it('is told why an orchestration failed', async () => {
    const error = { message: "Orchestrator function 'Etl' failed: no disk" };
    const { client, advance } = await setup({ ...hours, outcome: 'failed', error });

    const id = await client.startNew(ETL);
    await advance(DONE);

    expect(await client.getStatus(id)).toMatchObject({ runtimeStatus: 'Failed', output: error.message });
  });

  it('suspends and resumes', async () => {
    const { client } = await setup();
    const id = await client.startNew(ETL);

    await client.suspend(id, 'the night');
    const suspended = await client.getStatus(id);
    await client.resume(id, 'the morning');

    expect(suspended.runtimeStatus).toBe('Suspended');
    expect((await client.getStatus(id)).runtimeStatus).toBe('Pending');
  });

  it('terminates; what has ended takes it as done', async () => {
    const { client } = await setup();
    const id = await client.startNew(ETL);

    await client.terminate(id, 'no longer needed');

    expect((await client.getStatus(id)).runtimeStatus).toBe('Terminated');
    await expect(client.terminate(id, 'again')).resolves.toBeUndefined();
    await expect(client.terminate('unknown', 'x')).rejects.toThrow("No instance with ID 'unknown'");
  });

  it('may not start a second instance under the id of a live one', async () => {
    const { client, advance } = await setup();
    await client.startNew(ETL, { instanceId: 'only-one' });

    await expect(client.startNew(ETL, { instanceId: 'only-one' })).rejects.toThrow('409');
    await advance(DONE);

    expect(await client.startNew(ETL, { instanceId: 'only-one' })).toBe('only-one');
    expect((await client.getStatus('only-one')).runtimeStatus).toBe('Pending');
  });

  it('lists the instances that there are', async () => {
    const { client } = await setup();
    const ids = [await client.startNew(ETL), await client.startNew(ETL)];

    const listed = await client.getStatusAll();

    expect(listed.map(({ instanceId }) => instanceId).sort()).toEqual(ids.sort());
  });

  it('raises events, which are taken', async () => {
    const { client } = await setup();
    const id = await client.startNew(ETL);

    await expect(client.raiseEvent(id, 'approved', { by: 'me' })).resolves.toBeUndefined();
    await expect(client.raiseEvent('unknown', 'approved', {})).rejects.toThrow("No instance with ID 'unknown'");
  });

  it('purges an instance: then it is unknown', async () => {
    const { client, advance } = await setup();
    const id = await client.startNew(ETL);
    await advance(DONE);

    expect(await client.purgeInstanceHistory(id)).toEqual({ instancesDeleted: 1 });
    expect(await client.purgeInstanceHistory(id)).toEqual({ instancesDeleted: 0 });
    await expect(client.getStatus(id)).rejects.toThrow('404');
  });

  it('finds no entities', async () => {
    const { client } = await setup();

    expect(await client.readEntityState(new EntityId('counter', 'c1'))).toMatchObject({ entityExists: false });
  });
});
