import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type FakeRemote, startFakeRemote } from '../support/fake-remote.js';
import { type MonitorReplica, createMonitorDatabase, startMonitorReplica } from '../support/monitor-replica.js';
import type { TestDatabase } from '../support/test-database.js';

const safe = { startIsSafeToRepeat: true };
const unsafe = { startIsSafeToRepeat: false };

describe('Starting a job', () => {
  let database: TestDatabase;
  let remote: FakeRemote;
  const replicas: MonitorReplica[] = [];

  const replicaWith = async (config = {}, id = 'replica-1') => {
    const replica = await startMonitorReplica(database.url, { id, remote, config });
    replicas.push(replica);
    return replica;
  };
  const until = (replica: MonitorReplica, id: string, state: string) =>
    eventually(`${id} is ${state}`, async () => (await replica.service.find(id)).state === state);

  beforeAll(async () => {
    database = await createMonitorDatabase();
  });
  beforeEach(async () => {
    remote = await startFakeRemote();
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.close()));
    await remote.close();
    await database.query('DELETE FROM monitor.monitors');
    await database.query('DELETE FROM monitor.replicas');
    await database.query('UPDATE monitor.groups SET holder = NULL');
  });
  afterAll(() => database.drop());

  it('commits the intent, with its key, before the request is sent', async () => {
    const replica = await replicaWith();
    let stored: { state: string; context: { startKey: string } } | undefined;
    remote.behaviour.onStart = () => (_, response) => {
      void database
        .query<{ state: string; context: { startKey: string } }>('SELECT state, context FROM monitor.monitors')
        .then(([row]) => {
          stored = row;
          response.writeHead(202).end(JSON.stringify({ jobId: 'j' }));
        });
    };

    await replica.tick();
    const { id } = await replica.start('a');
    await until(replica, id, 'Watching');

    expect(stored?.state).toBe('Starting');
    expect(remote.starts('a').map((start) => start.startKey)).toEqual([stored?.context.startKey]);
  });

  it('fails the monitor with the remote’s own error when it refuses', async () => {
    remote.behaviour.onStart = () => ({ code: 422, body: { title: 'no such pipeline' } });
    const replica = await replicaWith();

    await replica.tick();
    const { id } = await replica.start('refused');
    await until(replica, id, 'Failed');

    const { context } = await replica.service.find(id);
    expect(context.error).toMatchObject({ code: 'http-422', body: { title: 'no such pipeline' } });
    expect(remote.starts('refused')).toHaveLength(1);
  });

  it.each([
    ['429', 429],
    ['425', 425],
  ])(
    'tries again when the remote side has not taken the start (%s), also where a repeat is unsafe',
    async (_, code) => {
      remote.behaviour.onStart = (_name, _key, count) =>
        count === 1 ? { code, body: {} } : { code: 202, body: { jobId: 'j' } };
      const replica = await replicaWith(unsafe);

      await replica.tick();
      const { id } = await replica.start('later');
      await until(replica, id, 'Watching');

      expect(remote.starts('later')).toHaveLength(2);
    },
  );

  it('tries again when nothing was sent because nobody listens, also where a repeat is unsafe', async () => {
    const port = await freePort();
    const replica = await replicaWith({ ...unsafe, startUrl: `http://127.0.0.1:${port}/start` });
    await replica.tick();

    const { id } = await replica.start('early');
    await eventually(
      'a failed attempt is shown',
      async () => (await replica.service.find(id)).context.trouble !== null,
    );
    expect((await replica.service.find(id)).state).toMatch(/Pending|Starting/);
    let starts = 0;
    const server = createServer((_, response) => {
      starts++;
      response.writeHead(202).end('{"jobId":"j"}');
    }).listen(port, '127.0.0.1');
    await until(replica, id, 'Watching');

    expect(starts).toBe(1);
    server.closeAllConnections();
    server.close();
  });

  describe.each([
    ['a reset connection', (request: { socket: { resetAndDestroy(): void } }) => request.socket.resetAndDestroy()],
    ['a 500', { code: 500, body: {} }],
    ['a 202 without a job id', { code: 202, body: { accepted: true } }],
  ])('whose answer is in doubt: %s', (_, doubtful) => {
    it('is asked for again under the same key where the profile says that this is safe', async () => {
      remote.behaviour.onStart = (_name, _key, count) =>
        count === 1 ? (doubtful as never) : { code: 202, body: { jobId: 'j' } };
      const replica = await replicaWith(safe);

      await replica.tick();
      const { id } = await replica.start('doubt');
      await until(replica, id, 'Watching');

      const keys = remote.starts('doubt').map((start) => start.startKey);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
    });

    it('is never repeated where that may start a second job: the doubt is shown', async () => {
      remote.behaviour.onStart = () => doubtful as never;
      const replica = await replicaWith(unsafe);

      await replica.tick();
      const { id } = await replica.start('doubt');
      await until(replica, id, 'StartUnknown');
      await replica.tick();

      expect(remote.starts('doubt')).toHaveLength(1);
      expect((await replica.service.find(id)).context.error).not.toBeNull();
    });
  });

  describe('when the replica dies between the start request and its record', () => {
    /** A replica that has sent a start whose answer never comes, and is then dead to the database. */
    const dieStarting = async (config: object) => {
      remote.behaviour.onStart = (_name, _key, count) =>
        count === 1 ? () => undefined : { code: 202, body: { jobId: 'j' } };
      const dying = await replicaWith(config, 'dying');
      await dying.tick();
      const { id } = await dying.start('orphan');
      await eventually('the start is sent', () => remote.starts('orphan').length === 1);
      await database.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second'`);
      return id;
    };

    it('the next holder asks again under the same key where that is safe', async () => {
      const id = await dieStarting(safe);
      const heir = await replicaWith(safe, 'heir');

      await heir.tick();
      await until(heir, id, 'Watching');

      const keys = remote.starts('orphan').map((start) => start.startKey);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
    });

    it('the next holder shows the doubt where it is not, and starts nothing', async () => {
      const id = await dieStarting(unsafe);
      const heir = await replicaWith(unsafe, 'heir');

      await heir.tick();
      await until(heir, id, 'StartUnknown');

      expect(remote.starts('orphan')).toHaveLength(1);
    });
  });

  it('settles a doubtful start once by the late answer of the replica that lost its lease', async () => {
    let answer: () => void = () => undefined;
    remote.behaviour.onStart = () => (_, response) => {
      answer = () => response.writeHead(202).end('{"jobId":"late-job"}');
    };
    const paused = await replicaWith(unsafe, 'paused');
    await paused.tick();
    const { id } = await paused.start('late');
    await eventually('the start is sent', () => remote.starts('late').length === 1);
    await database.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second'`);
    const heir = await replicaWith(unsafe, 'heir');
    await heir.tick();
    await until(heir, id, 'StartUnknown');

    answer();
    await until(heir, id, 'Watching');

    expect((await heir.service.find(id)).context.job).toEqual({ id: 'late-job' });
    expect(remote.starts('late')).toHaveLength(1);
    expect(
      await heir.commands.settleStart(
        id,
        id,
        { type: 'JobStarted', at: 0, captured: { id: 'other' }, phase: null, retryAfterMs: null },
        0,
      ),
    ).toBe('ignored');
  });

  it('never sends a start that was canceled before', async () => {
    const replica = await replicaWith();
    const { id } = await replica.start('canceled');
    await replica.service.cancel(await replica.service.find(id), 'changed my mind');

    await replica.tick();
    await until(replica, id, 'Canceled');

    expect(remote.starts('canceled')).toHaveLength(0);
  });

  it.each([
    ['cancel', 'Canceled'],
    ['suspend', 'Suspended'],
  ] as const)('lets a %s that comes while it is under way take effect when it has resolved', async (command, state) => {
    let answer: () => void = () => undefined;
    remote.behaviour.onStart = () => (_, response) => {
      answer = () => response.writeHead(202).end('{"jobId":"j"}');
    };
    const replica = await replicaWith();
    await replica.tick();
    const { id } = await replica.start('under-way');
    await eventually('the start is sent', () => remote.starts('under-way').length === 1);

    await replica.service[command](await replica.service.find(id), null);
    expect((await replica.service.find(id)).state).toBe('Starting');
    answer();
    await until(replica, id, state);

    expect((await replica.service.find(id)).context.job).toEqual({ id: 'j' });
    expect(remote.polls('j')).toHaveLength(0);
  });

  it('answers before the job was started, and takes one of fifty monitors of one name', async () => {
    const replica = await replicaWith();

    const results = await Promise.allSettled(Array.from({ length: 50 }, () => replica.start('one')));

    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const refused = results
      .filter((result) => result.status === 'rejected')
      .map((result) => (result.reason as { code: string }).code);
    expect(refused).toEqual(Array(49).fill('monitor-name-taken'));
    expect(remote.starts('one')).toHaveLength(0);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
