import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type FakeRemote, startFakeRemote } from '../support/fake-remote.js';
import { type MonitorReplica, createMonitorDatabase, startMonitorReplica } from '../support/monitor-replica.js';
import type { TestDatabase } from '../support/test-database.js';

describe('Commands at any replica', () => {
  let database: TestDatabase;
  let remote: FakeRemote;
  let holder: MonitorReplica;
  let other: MonitorReplica;

  beforeAll(async () => {
    database = await createMonitorDatabase();
  });
  beforeEach(async () => {
    remote = await startFakeRemote();
    holder = await startMonitorReplica(database.url, { id: 'holder', remote });
    other = await startMonitorReplica(database.url, { id: 'other', remote });
    await holder.tick();
  });
  afterEach(async () => {
    await holder.close();
    await other.close();
    await remote.close();
    await database.query('DELETE FROM monitor.monitors');
    await database.query('DELETE FROM monitor.replicas');
    await database.query('UPDATE monitor.groups SET holder = NULL');
  });
  afterAll(() => database.drop());

  const find = (id: string) => other.service.find(id);
  const watching = async (name: string, input = {}) => {
    const { id } = await holder.start(name, input);
    await eventually('the first status is known', async () => (await find(id)).context.statusWord !== null);
    return id;
  };

  it('stop the polls of a suspended monitor and go on when it is resumed', async () => {
    const id = await watching('suspended');

    await other.service.suspend(await find(id), 'maintenance');
    await holder.tick();
    const sent = remote.polls('job-suspended').length;
    expect(await find(id)).toMatchObject({ state: 'Suspended', nextPollAt: null, context: { reason: 'maintenance' } });
    await holder.tick();
    expect(remote.polls('job-suspended').length).toBeLessThanOrEqual(sent + 1);

    await other.service.resume(await find(id), null);
    await holder.tick();
    await eventually('it is polled again', () => remote.polls('job-suspended').length > sent + 1);
    expect(await find(id)).toMatchObject({ state: 'Watching' });
  });

  it('end a monitor that is canceled, and its name is free again', async () => {
    const id = await watching('canceled');

    await other.service.cancel(await find(id), 'enough');
    await holder.tick();

    expect(await find(id)).toMatchObject({ state: 'Canceled' });
    expect((await other.service.history(id)).at(-1)).toMatchObject({ data: { reason: 'enough' } });
    await expect(other.start('canceled')).resolves.toBeDefined();
    expect(holder.watcher.find(id)).toBeUndefined();
  });

  it('poll at once when asked to', async () => {
    const id = await watching('impatient', { pollingIntervalSec: 50 });
    expect(remote.polls('job-impatient')).toHaveLength(1);

    await other.service.pollNow(await find(id));
    await holder.tick();

    await eventually('it is polled', () => remote.polls('job-impatient').length === 2);
  });

  it('take in a status that the remote side pushes', async () => {
    const id = await watching('pushed');

    await other.service.pushStatus(await find(id), { jobStatus: 'Completed', rows: 3 });

    expect(await find(id)).toMatchObject({
      state: 'Succeeded',
      context: { status: { jobStatus: 'Completed', rows: 3 } },
    });
  });

  it('refuse a pushed status that nobody would take in, such as while suspended', async () => {
    const id = await watching('deaf');
    await other.service.suspend(await find(id), null);

    const pushing = other.service.pushStatus(await find(id), { jobStatus: 'Completed' });

    await expect(pushing).rejects.toMatchObject({ code: 'monitor-not-watching' });
    expect(await find(id)).toMatchObject({ state: 'Suspended', context: { statusWord: 'InProgress' } });
  });

  it('are not overwritten by the holder, who reads the row again and applies its news to what stands there', async () => {
    let answer: () => void = () => undefined;
    remote.behaviour.onPoll = (_, count) =>
      count === 1
        ? { body: { jobStatus: 'Queued' } }
        : (_request, response) => {
            answer = () => response.end('{"jobStatus":"InProgress"}');
          };
    const id = await watching('raced');
    await eventually('a poll is under way', () => remote.polls('job-raced').length === 2);
    await database.query(
      `UPDATE monitor.monitors SET version = version + 1, context = jsonb_set(context, '{reason}', '"changed elsewhere"')`,
    );

    answer();
    await eventually('the news is written', async () => (await find(id)).context.statusWord === 'InProgress');

    expect((await find(id)).context.reason).toBe('changed elsewhere');
    const sequences = (await other.service.history(id)).map((entry) => entry.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('are found by their flag when no signal arrives', async () => {
    const id = await watching('unsignalled');
    await database.query(
      `UPDATE monitor.monitors SET state = 'Canceled', finished_at = now(), next_poll_at = NULL, version = version + 1, is_flagged = true`,
    );

    await holder.tick();

    expect(holder.watcher.find(id)).toBeUndefined();
    expect(await find(id)).toMatchObject({ isFlagged: false });
  });

  it('refuse what an ended monitor can no longer take', async () => {
    const id = await watching('ended');
    await other.service.cancel(await find(id), null);
    const ended = await find(id);

    for (const command of ['suspend', 'resume', 'cancel'] as const) {
      await expect(other.service[command](ended, null)).rejects.toMatchObject({ code: 'monitor-ended' });
    }
    await expect(other.service.pollNow(ended)).rejects.toMatchObject({ code: 'monitor-ended' });
  });

  it('start an ended monitor again, and watch the same job again after a failure', async () => {
    remote.behaviour.onPoll = (_, count) => ({ body: { jobStatus: count === 1 ? 'Failed' : 'InProgress' } });
    const { id } = await holder.start('again');
    await eventually('it failed', async () => (await find(id)).state === 'Failed');

    await other.service.rewind(await find(id));
    const rewound = await other.service.findNewest((await find(id)).instanceId);
    await holder.tick();
    await eventually('the same job is polled again', () => remote.polls('job-again').length >= 2);

    expect(rewound.id).not.toBe(id);
    expect(remote.starts('again')).toHaveLength(1);
    await expect(other.service.restart(rewound)).rejects.toMatchObject({ code: 'monitor-live' });
  });

  it('purge ended monitors with their history, and never a live one', async () => {
    const id = await watching('purged');
    const { instanceId } = await find(id);
    await expect(other.service.purge(instanceId)).rejects.toMatchObject({ code: 'monitor-live' });
    await other.service.cancel(await find(id), null);

    expect(await other.service.purge(instanceId)).toBe(1);

    await expect(find(id)).rejects.toMatchObject({ code: 'monitor-unknown' });
    expect(await other.service.history(id)).toEqual([]);
  });
});
