import { describe, expect, it, jest } from '@jest/globals';
import { begin } from '../../apps/monitor/src/monitors/monitor.machine.js';
import { eventually } from '../support/eventually.js';
import { monitorStage } from '../support/monitor-replica.js';

describe('The memory of a holder', () => {
  const stage = monitorStage();

  it('misses no deadline that lies between two milliseconds at the edge of the horizon', async () => {
    const replica = await stage.replica('a', { horizonMs: 1000 });
    await replica.tick();
    await stage.database.query(
      `INSERT INTO monitor.monitors (id, group_id, instance_id, name, profile, profile_version, input, state, context,
                                     last_sequence, poll_interval_ms, next_poll_at, deadline_at, is_flagged)
       SELECT gen_random_uuid(), n % 64, 'i' || n, 'n' || n, 'MonitorOrchestrator', 1, 'null', 'Suspended', $1,
              1, 1000, NULL, now() + interval '1500 ms' + n * interval '499 microseconds', false
       FROM generate_series(1, 2000) n`,
      [JSON.stringify(suspended)],
    );

    const ended = () =>
      stage.database.query(`SELECT state, count(*)::integer AS rows FROM monitor.monitors GROUP BY state`);
    const live = async () => {
      await replica.tick();
      const [row] = await stage.database.query<{ live: number }>(
        `SELECT count(*)::integer AS live FROM monitor.monitors WHERE finished_at IS NULL`,
      );
      return row!.live;
    };
    await eventually('all have ended', async () => (await live()) === 0, 15_000);

    expect(await ended()).toEqual([{ state: 'TimedOut', rows: 2000 }]);
  });

  it('forgets no monitor whose interval is about as long as the horizon', async () => {
    const replica = await stage.replica('a', { horizonMs: 1000, pollConcurrency: 1000, startConcurrency: 1000 });
    await replica.tick();
    const names = Array.from({ length: 200 }, (_, index) => `edge-${index}`);
    await Promise.all(
      names.map((name, index) => replica.start(name, { pollingIntervalSec: 0.95 + index / 2000, durationMin: 10 })),
    );

    await eventually(
      'each is polled five times',
      async () => {
        await replica.tick();
        return names.every((name) => stage.remote.polls(`job-${name}`).length >= 5);
      },
      20_000,
    );

    expect(names.filter((name) => stage.remote.starts(name).length !== 1)).toEqual([]);
  });

  it('lets go of a monitor that was deleted while its poll was under way and whose next one is far off', async () => {
    let answer: () => void = () => undefined;
    stage.remote.behaviour.onPoll = (_jobId, count) =>
      count === 1
        ? { body: { jobStatus: 'InProgress' } }
        : (_, response) => {
            answer = () => response.end('{"jobStatus":"InProgress"}');
          };
    const replica = await stage.replica('a', { horizonMs: 5000 });
    await replica.tick();
    const { id } = await replica.start('deleted', { pollingIntervalSec: 60, durationMin: 100 });
    await eventually('it is watched', async () => (await replica.service.find(id)).context.statusWord !== null);
    await replica.service.pollNow(await replica.service.find(id));
    await eventually('a poll without news is under way', () => stage.remote.polls('job-deleted').length === 2);
    await stage.database.query('DELETE FROM monitor.monitors');
    const writes = jest.spyOn(replica.watching, 'writeChanges');

    answer();
    await eventually('it is let go', () => replica.watcher.size === 0);

    expect(writes.mock.calls.length).toBeLessThan(5);
  });

  it('lets go of a monitor that ended and was purged elsewhere before its flag was read', async () => {
    const [holder, other] = [await stage.replica('holder'), await stage.replica('other')];
    await holder.tick();
    const { id } = await holder.start('purged', { durationMin: 100 });
    await eventually('it is polled', () => stage.remote.polls('job-purged').length > 0);
    await other.service.cancel(await other.service.find(id), null);
    await other.service.purge((await other.service.find(id)).instanceId);

    await holder.loader.sweep();

    expect(holder.watcher.find(id)).toBeUndefined();
  });

  it('keeps what it watches when it looks for what was purged', async () => {
    const replica = await stage.replica('a', { startConcurrency: 1 });
    stage.remote.behaviour.onStart = (name) =>
      name === 'starting' ? () => undefined : { code: 202, body: { jobId: `job-${name}` } };
    await replica.tick();
    const [watched, starting] = [await replica.start('watched'), await replica.start('starting')];
    await stage.until(replica, watched.id, 'Watching');
    await stage.until(replica, starting.id, 'Starting');
    const pending = await replica.start('pending');
    await eventually('all are in memory', () => replica.watcher.size === 3);

    await replica.loader.sweep();

    expect([watched, starting, pending].filter(({ id }) => replica.watcher.find(id) === undefined)).toEqual([]);
  });
});

const suspended = { ...begin({ startKey: 'k', job: { id: 'j' } }).context, resumeTo: 'Watching' };
