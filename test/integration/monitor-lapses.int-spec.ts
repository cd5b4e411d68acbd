import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type MonitorReplica, monitorStage } from '../support/monitor-replica.js';

const LEASE_MS = 3000;

describe('A lease that lapses', () => {
  const stage = monitorStage();

  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Stands still, as a stopped process does, for longer than its lease, when the next answer of that kind is there. */
  const stopAfterNext = (replica: MonitorReplica, statement: 'takeFlagged' | 'loadDue') => {
    const run = replica.watching[statement].bind(replica.watching) as (...args: unknown[]) => Promise<unknown[]>;
    const spy = jest.spyOn(replica.watching, statement) as unknown as jest.Mock<typeof run>;
    let hasStopped = false;
    spy.mockImplementation(async (...args) => {
      const answer = await run(...args);
      if (answer.length > 0 && !hasStopped) {
        hasStopped = true;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LEASE_MS + 100);
      }
      return answer;
    });
    return () => hasStopped;
  };
  const untilStarted = (replica: MonitorReplica, name: string) =>
    eventually('its job is started', async () => {
      await replica.tick();
      return stage.remote.starts(name).length === 1;
    });

  it('leaves no monitor unwatched whose flag was just cleared', async () => {
    const replica = await stage.replica('a', { leaseMs: LEASE_MS });
    await replica.tick();
    const hasStopped = stopAfterNext(replica, 'takeFlagged');
    await replica.start('flagged');

    await eventually('the process has stood still', hasStopped);

    await untilStarted(replica, 'flagged');
  });

  it('leaves no monitor unwatched that was just loaded', async () => {
    const [replica, other] = [await stage.replica('a', { leaseMs: LEASE_MS }), await stage.replica('other')];
    await other.start('loaded');
    await stage.database.query('UPDATE monitor.monitors SET is_flagged = false');
    const hasStopped = stopAfterNext(replica, 'loadDue');

    await replica.tick().catch(() => undefined);

    expect(hasStopped()).toBe(true);
    await untilStarted(replica, 'loaded');
  });

  it('lets nothing be sent under the old epochs after it was taken over, while the groups are looked at or cannot be', async () => {
    const late = await stage.replica('late', { leaseMs: 1500 });
    const heir = await stage.replica('heir');
    await late.tick();
    const { id } = await late.start('taken-over');
    await eventually('it is polled', () => stage.remote.polls('job-taken-over').length > 0);
    await eventually('the lease has run out', () => late.holdings.held().length === 0);
    await stage.expireLease('late');
    await heir.tick();
    const sent = late.sent.length;
    let look: (() => void) | undefined;
    jest
      .spyOn(late.leases, 'findGroups')
      .mockImplementation(() => new Promise((_, fail) => (look = () => fail(new Error('too slow')))));

    const tick = late.tick();
    const failed = expect(tick).rejects.toThrow('too slow');
    await eventually('it looks at the groups', () => look);
    const { groupId } = await heir.service.find(id);
    await eventually('the heir has polled on', () => heir.sent.length > 5);
    expect(late.holdings.epochOf(groupId)).toBeUndefined();
    look!();
    await failed;
    const polls = heir.sent.length;
    await eventually('and on', () => heir.sent.length > polls + 5);

    expect(late.sent).toHaveLength(sent);
  });

  it('is what a jump of the wall clock means: every group is lost and taken anew', async () => {
    const replica = await stage.replica('a');
    await replica.tick();
    await replica.start('jumped');
    await eventually('it is polled', () => stage.remote.polls('job-jumped').length > 0);
    const before = Number(replica.holdings.epochOf(0));
    const wallClock = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => wallClock() + 3_600_000);

    expect(replica.holdings.held()).toEqual([]);
    expect(replica.watcher.size).toBe(0);
    await replica.tick();
    const tookAnewAt = performance.now();

    expect(replica.holdings.held()).toHaveLength(64);
    expect(Number(replica.holdings.epochOf(0))).toBe(before + 1);
    await eventually('it is polled on', () => stage.remote.polls('job-jumped').some((poll) => poll.at > tookAnewAt));
  });

  it('is entered anew by a replica whose row is gone', async () => {
    const replica = await stage.replica('a');
    await replica.tick();
    await replica.start('restored');
    await eventually('it is polled', () => stage.remote.polls('job-restored').length > 0);
    await stage.database.query('DELETE FROM monitor.replicas');

    await eventually('it holds every group again', async () => {
      await replica.tick().catch(() => undefined);
      const [row] = await stage.database.query<{ holders: number }>(
        `SELECT count(*)::integer AS holders FROM monitor.groups g JOIN monitor.replicas r ON r.id = g.holder`,
      );
      return row!.holders === 64 && replica.holdings.held().length === 64;
    });
    const againAt = performance.now();

    await eventually('it is polled on', () => stage.remote.polls('job-restored').some((poll) => poll.at > againAt));
    expect(stage.remote.starts('restored')).toHaveLength(1);
  });
});
