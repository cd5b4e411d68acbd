import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DurableClient, EntityId, OrchestrationRuntimeStatus as RuntimeStatus } from 'durable-functions';
import { type BothApps, startBothApps } from '../support/both-apps.js';
import { eventually } from '../support/eventually.js';

const FUNCTION = 'MonitorOrchestrator';

/** Input of a monitor that ends as soon as its job has. */
const quick = { pollingIntervalSec: 0.1 };

let apps: BothApps;
let client: DurableClient;

beforeAll(async () => {
  apps = await startBothApps();
  client = clientOf(`${apps.monitor.url}/runtime/webhooks/durabletask/`);
}, 60_000);

afterAll(() => apps.stop());

/** Functions' host hands this class to whoever asks it for a client; the package does not export it. */
function clientOf(rpcBaseUrl: string): DurableClient {
  const require = createRequire(import.meta.url);
  const { DurableClient: Client } = require('durable-functions/lib/src/durableClient/DurableClient.js') as {
    DurableClient: new (clientData: object) => DurableClient;
  };
  const managementUrls = { id: 'ID', statusQueryGetUri: `${rpcBaseUrl}instances/ID?taskHub=h&connection=c` };
  return new Client({ taskHubName: 'h', creationUrls: {}, managementUrls, rpcBaseUrl });
}

function until(instanceId: string, ...wanted: RuntimeStatus[]) {
  return eventually(`${instanceId} is ${wanted.join(' or ')}`, async () => {
    const status = await client.getStatus(instanceId, { showInput: true });
    return wanted.includes(status.runtimeStatus) && status;
  });
}

/** Starts a monitor and waits until it knows its job's first status. */
async function startWatched(instanceId: string, input: object = {}) {
  await client.startNew(FUNCTION, { instanceId, input });
  return eventually(`${instanceId} is watched`, async () => {
    const status = await client.getStatus(instanceId);
    return (status.customStatus ?? undefined) !== undefined && status;
  });
}

async function startEnded(instanceId: string, input: object = quick) {
  await client.startNew(FUNCTION, { instanceId, input });
  return until(instanceId, RuntimeStatus.Completed, RuntimeStatus.Failed, RuntimeStatus.Terminated);
}

/** The remote side says that the job has failed. */
async function startFailed(instanceId: string) {
  await startWatched(instanceId);
  await client.raiseEvent(instanceId, 'job-status', { jobStatus: 'Failed', why: 'no disk' });
  return client.getStatus(instanceId);
}

/** Has the instance polled again and again until it has ended. */
function hurry(instanceId: string) {
  return eventually(`${instanceId} has ended`, async () => {
    await client.raiseEvent(instanceId, 'poll-now', {});
    const status = await client.getStatus(instanceId);
    return status.runtimeStatus === RuntimeStatus.Completed && status;
  });
}

const idsOf = (instances: { instanceId: string }[]): string[] => instances.map(({ instanceId }) => instanceId);

describe('the official Durable Functions client', () => {
  it('starts a monitor under an id of its choice, and sees its job through to the end', async () => {
    const id = await client.startNew(FUNCTION, { instanceId: 'chosen', input: { jobName: 'gb4711', ...quick } });
    expect(id).toBe('chosen');

    const status = await until('chosen', RuntimeStatus.Completed);

    expect(status).toMatchObject({
      name: FUNCTION,
      instanceId: 'chosen',
      input: { jobName: 'gb4711', ...quick },
      customStatus: { jobName: 'gb4711', jobStatus: 'Completed' },
      output: { outcome: 'Succeeded', result: { jobName: 'gb4711', jobStatus: 'Completed' } },
    });
    expect(status.createdTime.getTime()).toBeLessThan(status.lastUpdatedTime.getTime());
  });

  it('starts a monitor without id and input: the job is named like the instance', async () => {
    const id = await client.startNew(FUNCTION);

    const status = await eventually('its first status', async () => {
      const seen = await client.getStatus(id, { showInput: true });
      return seen.customStatus !== null && seen;
    });

    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(status).toMatchObject({ input: null, customStatus: { jobName: id, jobStatus: 'Queued' } });
  });

  it.each([
    ['slashes', 'a/b//c'],
    ["a command's name inside", 'a/terminate/b'],
    ["a command's name at its end", 'a/terminate'],
    ['dots and spaces', 'v1.2 beta ...'],
    ['emoji and other scripts', '🚀 Ærø Москва 東京'],
  ])('finds and terminates an instance whose id has %s', async (_, instanceId) => {
    await startWatched(instanceId);

    await client.terminate(instanceId, 'done');

    expect(await until(instanceId, RuntimeStatus.Terminated)).toMatchObject({ instanceId });
  });

  it('reads the history, with its facts where it asks for them', async () => {
    await startEnded('with-history');

    const { history } = await client.getStatus('with-history', { showHistory: true, showHistoryOutput: true });

    expect(history).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ EventType: 'ExecutionStarted', FunctionName: FUNCTION }),
        expect.objectContaining({ EventType: 'TaskCompleted', Result: expect.objectContaining({ state: 'Watching' }) }),
        expect.objectContaining({ EventType: 'ExecutionCompleted', OrchestrationStatus: 'Completed' }),
      ]),
    );
  });

  it('lists all instances across pages, each once', async () => {
    const { database } = apps;
    await database.query(
      `INSERT INTO monitor.monitors (id, group_id, instance_id, name, profile, profile_version, input, state, context, last_sequence,
                                     poll_interval_ms, deadline_at, finished_at)
       SELECT gen_random_uuid(), 0, 'bulk-' || n, 'bulk-' || n, $1, 1, '{}', 'Succeeded',
              '{"statusWord": null, "status": null, "reason": null}', 1, 1000, now(), now()
       FROM generate_series(1, 250) n`,
      [FUNCTION],
    );

    const all = await client.getStatusAll();

    const ids = idsOf(all);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('bulk-'))).toHaveLength(250);
    expect(ids).toContain('chosen');
  });

  it('filters by status and by time of creation', async () => {
    await startWatched('filtered-live');
    const ended = await startEnded('filtered-ended');

    const running = await client.getStatusBy({ runtimeStatus: [RuntimeStatus.Running, RuntimeStatus.Pending] });
    const since = await client.getStatusBy({ createdTimeFrom: ended.createdTime });
    const before = await client.getStatusBy({ createdTimeTo: new Date(ended.createdTime.getTime() - 1) });

    expect(idsOf(running)).toContain('filtered-live');
    expect(idsOf(running)).not.toContain('filtered-ended');
    expect(idsOf(since)).toEqual(['filtered-ended']);
    expect(idsOf(before)).toContain('filtered-live');
    expect(idsOf(before)).not.toContain('filtered-ended');
  });

  it('waits for the end and gets the output', async () => {
    await client.startNew(FUNCTION, { instanceId: 'awaited', input: quick });

    const response = await client.waitForCompletionOrCreateCheckStatusResponse(undefined!, 'awaited', {
      timeoutInMilliseconds: 10_000,
      retryIntervalInMilliseconds: 50,
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ outcome: 'Succeeded' });
  });

  it('gets the check-status response where the end does not come in time', async () => {
    await client.startNew(FUNCTION, { instanceId: 'not-awaited' });

    const response = await client.waitForCompletionOrCreateCheckStatusResponse(undefined!, 'not-awaited', {
      timeoutInMilliseconds: 50,
      retryIntervalInMilliseconds: 50,
    });

    expect(response.status).toBe(202);
  });

  it('suspends and resumes', async () => {
    await startWatched('paused');

    await client.suspend('paused', 'the night');
    await until('paused', RuntimeStatus.Suspended);
    await client.resume('paused', 'the morning');
    const status = await until('paused', RuntimeStatus.Running, RuntimeStatus.Completed);

    expect(status.instanceId).toBe('paused');
  });

  it('terminates with a reason in plain words; what follows an & is lost on the way', async () => {
    await startWatched('unwanted');

    await client.terminate('unwanted', 'no longer needed & too slow, 100%');
    const status = await until('unwanted', RuntimeStatus.Terminated);

    expect(status.output).toEqual({ outcome: 'Canceled', reason: expect.stringMatching(/^no longer needed/) });
  });

  it('takes a command to what has ended as done', async () => {
    await startEnded('over');

    await expect(client.terminate('over', 'late')).resolves.toBeUndefined();
    await expect(client.suspend('over', 'late')).resolves.toBeUndefined();
    await expect(client.raiseEvent('over', 'poll-now', {})).resolves.toBeUndefined();
  });

  it('rewinds a failed instance: a new run attaches to the same job', async () => {
    const failed = await startFailed('rewound');
    const { jobId } = failed.customStatus as { jobId: string };

    await client.rewind('rewound', 'try again');
    const rewound = await hurry('rewound');

    expect(failed.runtimeStatus).toBe('Failed');
    expect(rewound.customStatus).toMatchObject({ jobId, jobStatus: 'Completed' });
  });

  it('is refused a rewind of what has not failed', async () => {
    await startWatched('healthy');

    await expect(client.rewind('healthy', 'why not')).rejects.toThrow('400');
  });

  it('asks for a poll at once', async () => {
    await startWatched('impatient');

    const status = await hurry('impatient');

    expect(status.customStatus).toMatchObject({ jobStatus: 'Completed' });
  });

  it('feeds a status that the remote side pushed', async () => {
    await startWatched('pushed');

    await client.raiseEvent('pushed', 'job-status', { jobStatus: 'InProgress', percent: 40 });
    const halfway = await client.getStatus('pushed');
    const end = await startFailed('pushed-2');

    expect(halfway.customStatus).toMatchObject({ jobStatus: 'InProgress', percent: 40 });
    expect(end).toMatchObject({
      runtimeStatus: 'Failed',
      output: { outcome: 'Failed', error: { code: 'job-failed', body: { why: 'no disk' } } },
    });
  });

  it('is told of an event that nobody waits for, and of an instance that nobody knows', async () => {
    await startWatched('deaf');

    await expect(client.raiseEvent('deaf', 'hello', {})).rejects.toThrow('400');
    await expect(client.raiseEvent('unknown', 'poll-now', {})).rejects.toThrow("No instance with ID 'unknown'");
    await expect(client.getStatus('unknown')).rejects.toThrow('404');
    await expect(client.terminate('unknown', 'x')).rejects.toThrow("No instance with ID 'unknown'");
  });

  it('purges an ended instance with all its runs, as one; a live one stays', async () => {
    await startFailed('purged');
    await client.rewind('purged', 'to have two runs');
    await client.terminate('purged', 'enough');
    await startWatched('kept');

    expect(await client.purgeInstanceHistory('purged')).toEqual({ instancesDeleted: 1 });
    expect(await client.purgeInstanceHistory('purged')).toEqual({ instancesDeleted: 0 });
    await expect(client.purgeInstanceHistory('kept')).rejects.toThrow('409');
    await expect(client.getStatus('purged')).rejects.toThrow('404');
    expect(await client.getStatus('kept')).toMatchObject({ runtimeStatus: 'Running' });
  });

  it('purges by filter what has ended, and nothing else', async () => {
    const first = await startEnded('swept-1');
    await startEnded('swept-2');
    await startWatched('unswept');

    const result = await client.purgeInstanceHistoryBy({
      createdTimeFrom: first.createdTime,
      runtimeStatus: [RuntimeStatus.Completed, RuntimeStatus.Failed],
    });

    expect(result).toEqual({ instancesDeleted: 2 });
    expect(await client.getStatus('unswept')).toMatchObject({ runtimeStatus: 'Running' });
    expect(await client.purgeInstanceHistoryBy({ createdTimeFrom: new Date('2999-01-01') })).toEqual({
      instancesDeleted: 0,
    });
  });

  it('may not start a second instance under the id of a live one', async () => {
    await startWatched('only-one');

    await expect(client.startNew(FUNCTION, { instanceId: 'only-one' })).rejects.toThrow('409');
  });

  it('is told that there is no such function, and that entities do not exist', async () => {
    await expect(client.startNew('NoSuchFunction')).rejects.toThrow('404');
    expect(await client.readEntityState(new EntityId('counter', 'c1'))).toMatchObject({ entityExists: false });
  });
});
