import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type FakeRemote, startFakeRemote } from '../support/fake-remote.js';
import { type MonitorReplica, createMonitorDatabase, startMonitorReplica } from '../support/monitor-replica.js';
import type { TestDatabase } from '../support/test-database.js';

describe('Holding groups', () => {
  let database: TestDatabase;
  let remote: FakeRemote;
  const replicas: MonitorReplica[] = [];

  const replicaNamed = async (id: string, config = {}) => {
    const replica = await startMonitorReplica(database.url, { id, remote, config });
    replicas.push(replica);
    return replica;
  };
  const tickAll = async (all: MonitorReplica[], times = 1) => {
    for (let tick = 0; tick < times; tick++) for (const replica of all) await replica.tick();
  };
  const holders = async () => {
    const rows = await database.query<{ holder: string | null; groups: number }>(
      'SELECT holder, count(*)::integer AS groups FROM monitor.groups GROUP BY holder ORDER BY holder',
    );
    return Object.fromEntries(rows.map(({ holder, groups }) => [holder ?? 'nobody', groups]));
  };
  const expireLease = (id: string) =>
    database.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]);
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

  it('shares the groups out evenly as replicas come and go', async () => {
    const [a, b, c] = [await replicaNamed('a'), await replicaNamed('b'), await replicaNamed('c')];

    await tickAll([a], 1);
    expect(await holders()).toEqual({ a: 64 });
    await tickAll([a, b], 3);
    expect(await holders()).toEqual({ a: 32, b: 32 });
    await tickAll([a, b, c], 3);
    expect(await holders()).toEqual({ a: 22, b: 21, c: 21 });
    replicas.splice(replicas.indexOf(b), 1);
    await b.close();
    await tickAll([a, c], 2);
    expect(await holders()).toEqual({ a: 32, c: 32 });
  });

  it('takes over the groups of a replica whose lease has run out, under a higher epoch', async () => {
    const [a, b] = [await replicaNamed('a'), await replicaNamed('b')];
    await tickAll([a]);
    await expireLease('a');

    await tickAll([b]);

    expect(await holders()).toEqual({ b: 64 });
    expect(Number(b.holdings.epochOf(0))).toBe(Number(a.holdings.epochOf(0)) + 1);
  });

  it('lets a replica that comes back take its own groups again at once', async () => {
    const before = await replicaNamed('a');
    await tickAll([before]);

    const after = await replicaNamed('a');
    await tickAll([after]);

    expect(Number(after.holdings.epochOf(5))).toBe(Number(before.holdings.epochOf(5)) + 1);
    await expect(before.holdings.runOnce()).rejects.toThrow(/Another process has entered/);
    expect(before.holdings.held()).toEqual([]);
  });

  it('never lets a late replica overwrite what the new holder knows', async () => {
    const [late, heir] = [await replicaNamed('late'), await replicaNamed('heir')];
    await tickAll([late]);
    const { id } = await late.start('contested', { pollingIntervalSec: 50 });
    await eventually(
      'its first status is written',
      async () => (await late.service.find(id)).context.statusWord !== null,
    );
    await expireLease('late');
    await tickAll([heir]);
    const { version } = await heir.service.find(id);
    const row = await late.watching.reload(id);

    const change = {
      ...row!,
      epoch: late.holdings.epochOf(row!.groupId)!,
      state: 'Failed' as const,
      isFinal: true,
      history: [],
    };
    const { written, fenced } = await late.watching.writeChanges([change]);

    expect([...written]).toEqual([]);
    expect([...fenced]).toEqual([id]);
    expect(await heir.service.find(id)).toMatchObject({ state: 'Watching', version });
  });

  it('forgets what it held as soon as a write is refused, and takes groups anew at its next tick', async () => {
    const a = await replicaNamed('a');
    await tickAll([a]);
    await database.query('UPDATE monitor.groups SET epoch = epoch + 1');
    const { id } = await a.start('refused-write');
    await tickAll([a], 2);

    await until(a, id, 'Watching');

    expect(remote.starts('refused-write')).toHaveLength(1);
  });

  it('lets no two replicas start one job twice or poll one monitor at the same time', async () => {
    remote.behaviour.onPoll = () => (_, response) => {
      setTimeout(() => response.end('{"jobStatus":"InProgress"}'), 20);
    };
    const all = [await replicaNamed('a'), await replicaNamed('b'), await replicaNamed('c')];
    const names = Array.from({ length: 60 }, (_, index) => `shared-${index}`);
    await Promise.all(names.map((name, index) => all[index % 3]!.start(name)));

    await tickAll(all, 6);
    await eventually('every job is polled three times', () =>
      names.every((name) => remote.polls(`job-${name}`).length >= 3),
    );

    for (const name of names) {
      expect(remote.starts(name)).toHaveLength(1);
      const polls = remote.polls(`job-${name}`).filter((poll) => poll.endedAt !== undefined);
      polls.slice(1).forEach((poll, index) => expect(polls[index]!.endedAt!).toBeLessThanOrEqual(poll.at));
    }
    expect(await holders()).toEqual({ a: 22, b: 21, c: 21 });
  });

  it('goes on with every monitor of a replica that died, spread over the interval', async () => {
    const [dead, heir] = [await replicaNamed('dead'), await replicaNamed('heir')];
    await tickAll([dead]);
    const names = Array.from({ length: 40 }, (_, index) => `left-${index}`);
    for (const name of names) await dead.start(name, { pollingIntervalSec: 1 });
    // The second poll brings nothing new, so from then on the rows are behind.
    await eventually('all are polled', () => names.every((name) => remote.polls(`job-${name}`).length >= 2));
    dead.die();
    await expireLease('dead');

    const tookOverAt = performance.now();
    await tickAll([heir]);
    const firstPolls = await eventually('all are polled again', () => {
      const first = names.map((name) => remote.polls(`job-${name}`).find((poll) => poll.at > tookOverAt));
      return first.every((poll) => poll !== undefined) && first.map((poll) => poll!.at);
    });

    const spread = Math.max(...firstPolls) - Math.min(...firstPolls);
    expect(spread).toBeGreaterThan(400);
  });

  it('waits after a take-over as long as the remote side asked last', async () => {
    remote.behaviour.onPoll = () => ({ headers: { 'retry-after': '2' }, body: { jobStatus: 'InProgress' } });
    const [dead, heir] = [await replicaNamed('dead'), await replicaNamed('heir')];
    await tickAll([dead]);
    const { id } = await dead.start('polite');
    await eventually('the pace is written', async () => (await dead.service.find(id)).context.retryAfterMs === 2000);
    dead.die();
    await expireLease('dead');
    await database.query(`UPDATE monitor.monitors SET next_poll_at = now() - interval '1 hour' WHERE id = $1`, [id]);

    const tookOverAt = performance.now();
    await tickAll([heir]);
    await eventually('it is polled again', () => remote.polls('job-polite').some((poll) => poll.at > tookOverAt));

    const again = remote.polls('job-polite').find((poll) => poll.at > tookOverAt)!;
    expect(again.at - tookOverAt).toBeGreaterThanOrEqual(2000);
  });

  it('sends nothing once its own lease has run out, whoever holds the groups then', async () => {
    const paused = await replicaNamed('paused', { leaseMs: 1500 });
    const heir = await replicaNamed('heir');
    await tickAll([paused]);
    const { id } = await paused.start('passed-on', { pollingIntervalSec: 0.1 });
    await eventually('it is polled', () => remote.polls('job-passed-on').length > 0);

    await eventually('the lease has run out here', () => paused.holdings.held().length === 0);
    await eventually('the heir has taken over', async () => {
      await tickAll([heir]);
      return heir.holdings.held().length === 64;
    });
    const tookOverAt = performance.now();
    await eventually('the heir polls on', () => heir.sent.length > 10);

    expect(paused.sent.filter((at) => at > tookOverAt)).toEqual([]);
    expect((await heir.service.find(id)).state).toBe('Watching');
  });

  it('watches on after a lease that ran out, if nobody took its groups meanwhile', async () => {
    const a = await replicaNamed('a', { leaseMs: 1500 });
    await tickAll([a]);
    await a.start('interrupted', { pollingIntervalSec: 0.1 });
    await eventually('it is polled', () => remote.polls('job-interrupted').length > 0);
    await eventually('the lease has run out', () => a.holdings.held().length === 0);
    const epoch = await database.query('SELECT DISTINCT epoch FROM monitor.groups');

    await tickAll([a]);
    const renewedAt = performance.now();

    // Ticks go on: on a busy machine so short a lease may run out before the poll is sent.
    await eventually('it is polled again', async () => {
      await tickAll([a]);
      return remote.polls('job-interrupted').some((poll) => poll.at > renewedAt);
    });
    expect(remote.starts('interrupted')).toHaveLength(1);
    expect(await database.query('SELECT DISTINCT epoch FROM monitor.groups')).toEqual(epoch);
  });

  it('writes the next instants when it gives groups back, so that the pace goes on unbroken', async () => {
    const [leaver, heir] = [await replicaNamed('leaver'), await replicaNamed('heir')];
    await tickAll([leaver]);
    const { id } = await leaver.start('handed-over', { pollingIntervalSec: 1.5 });
    await eventually('two polls', () => remote.polls('job-handed-over').length === 2);

    replicas.splice(replicas.indexOf(leaver), 1);
    await leaver.close();
    await tickAll([heir]);
    await eventually('a third poll', () => remote.polls('job-handed-over').length === 3);

    const [, second, third] = remote.polls('job-handed-over');
    expect(third!.at - second!.at).toBeGreaterThan(1490);
    expect((await heir.service.find(id)).state).toBe('Watching');
    expect(await holders()).toEqual({ heir: 64 });
  });

  it('gives one last poll to a monitor whose deadline passed while all were down: its end wins', async () => {
    const a = await replicaNamed('a');
    await tickAll([a]);
    const [done, open] = [await a.start('done'), await a.start('open')];
    await until(a, done.id, 'Watching');
    await until(a, open.id, 'Watching');
    replicas.splice(replicas.indexOf(a), 1);
    await a.close();
    await database.query(`UPDATE monitor.monitors SET deadline_at = now() - interval '1 minute'`);
    remote.behaviour.onPoll = (jobId) => ({ body: { jobStatus: jobId === 'job-done' ? 'Completed' : 'InProgress' } });

    const b = await replicaNamed('b');
    await tickAll([b]);

    await until(b, done.id, 'Succeeded');
    await until(b, open.id, 'TimedOut');
  });
});
