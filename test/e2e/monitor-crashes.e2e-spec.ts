import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type CrashingPostgres, startCrashingPostgres } from '../support/crashing-postgres.mjs';
import { eventually } from '../support/eventually.js';
import { type FakeRemote, startFakeRemote } from '../support/fake-remote.js';
import { MonitorProcess, freePort } from '../support/monitor-process.js';

const LIMIT_MS = 60_000;

interface Summary {
  total: number;
  states: Record<string, number>;
}

describe('Nothing is lost and nothing is started twice', () => {
  let postgres: CrashingPostgres;
  let remote: FakeRemote;
  let settings: Record<string, string>;
  const monitors: MonitorProcess[] = [];

  beforeEach(async () => {
    postgres = await startCrashingPostgres();
    remote = await startFakeRemote();
    settings = {
      DATABASE_URL: postgres.url,
      MONITOR_PORT: String(await freePort()),
      START_ASYNC_JOB_URL: remote.startUrl,
      ASYNC_JOB_STATUS_URL: remote.statusUrl,
      START_ASYNC_JOB_SAFE_TO_REPEAT: 'true',
      MONITOR_START_CONCURRENCY: '16',
    };
  }, LIMIT_MS);
  afterEach(async () => {
    await Promise.all(monitors.splice(0).map((monitor) => monitor.stop('SIGKILL')));
    await remote.close();
    await postgres.stop();
  }, LIMIT_MS);

  const startMonitor = async (extra: Record<string, string> = {}) => {
    const monitor = await MonitorProcess.start({ ...settings, ...extra });
    monitors.push(monitor);
    return monitor;
  };
  const kill = async (monitor: MonitorProcess) => {
    monitors.splice(monitors.indexOf(monitor), 1);
    await monitor.stop('SIGKILL');
  };

  /** Asks for monitors one after another; answers the names that were taken with a 202. */
  const startJobs = async (monitor: MonitorProcess, prefix: string, count: number) => {
    const taken: string[] = [];
    const input = { pollingIntervalSec: 0.2, durationMin: 10 };
    for (let index = 0; index < count; index++) {
      const jobName = `${prefix}-${index}`;
      const answer = await fetch(`${monitor.url}/api/processes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ input: { ...input, jobName } }),
      }).catch(() => undefined);
      if (answer?.status === 202) taken.push(jobName);
      else expect(answer?.status ?? 503).toBe(503);
    }
    return taken;
  };

  const summary = async (): Promise<Summary> => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query<{ state: string; count: number }>(
      'SELECT state, count(*)::integer AS count FROM monitor.monitors GROUP BY state',
    );
    await client.end();
    const states = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    return { states, total: rows.reduce((sum, { count }) => sum + count, 0) };
  };

  /** Every history is numbered from 1 without a gap, and ends with the state that its monitor is in. */
  const brokenHistories = async () => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const { rows } = await client.query<{ id: string }>(`
      SELECT m.id, m.last_sequence, count(e.sequence) AS entries, max(e.sequence) AS last
      FROM monitor.monitors m
      LEFT JOIN monitor.monitor_events e ON e.monitor_id = m.id
      GROUP BY m.id
      HAVING count(e.sequence) <> m.last_sequence OR max(e.sequence) <> m.last_sequence`);
    await client.end();
    return rows;
  };

  const finishAll = async (names: string[]) => {
    remote.behaviour.onPoll = () => ({ body: { jobStatus: 'Completed' } });
    await eventually(
      'every monitor has succeeded',
      async () => (await summary()).states.Succeeded === names.length,
      LIMIT_MS,
    );
    for (const name of names) {
      expect(new Set(remote.starts(name).map((start) => start.startKey)).size).toBe(1);
    }
    expect(await brokenHistories()).toEqual([]);
  };

  it('when the monitor is killed while starts and polls are under way', async () => {
    const first = await startMonitor();
    const polled = await startJobs(first, 'polled', 60);
    await eventually('all are polled', () => polled.every((name) => remote.polls(`job-${name}`).length > 0), LIMIT_MS);
    // The remote side takes each start, and the answer is lost with the monitor.
    const { onStart } = remote.behaviour;
    remote.behaviour.onStart = () => () => undefined;
    const starting = await startJobs(first, 'starting', 40);
    await eventually('starts are under way', () => starting.some((name) => remote.starts(name).length > 0));

    await kill(first);
    remote.behaviour.onStart = onStart;
    await startMonitor();

    const names = [...polled, ...starting];
    expect((await summary()).total).toBe(names.length);
    await finishAll(names);
  }, 120_000);

  it('when Postgres crashes and comes back under load', async () => {
    const monitor = await startMonitor({ SHUTDOWN_TIMEOUT_SEC: '2' });
    const before = await startJobs(monitor, 'before', 80);
    await eventually('all are polled', () => before.every((name) => remote.polls(`job-${name}`).length > 0), LIMIT_MS);

    await postgres.crash();
    const during = await startJobs(monitor, 'during', 5);
    expect(during).toEqual([]);
    expect((await fetch(`${monitor.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${monitor.url}/health/live`)).status).toBe(200);
    await postgres.comeBack();
    await eventually(
      'the monitor is ready again',
      async () => (await fetch(`${monitor.url}/health/ready`)).ok,
      LIMIT_MS,
    );

    const after = await startJobs(monitor, 'after', 20);
    await finishAll([...before, ...after]);
  }, 120_000);

  it('when one of two replicas is killed, the other takes its monitors over', async () => {
    const lease = { MONITOR_LEASE_SEC: '3' };
    const [doomed, heir] = [
      await startMonitor(lease),
      await startMonitor({ ...lease, MONITOR_PORT: String(await freePort()) }),
    ];
    const names = await startJobs(doomed, 'shared', 60);
    await eventually('all are polled', () => names.every((name) => remote.polls(`job-${name}`).length > 0), LIMIT_MS);

    await kill(doomed);
    const killedAt = performance.now();

    await eventually(
      'all are polled by the heir',
      () => names.every((name) => remote.polls(`job-${name}`).some((poll) => poll.at > killedAt + 100)),
      LIMIT_MS,
    );
    expect((await fetch(`${heir.url}/health/ready`)).status).toBe(200);
    await finishAll(names);
  }, 120_000);

  it('when the monitor is asked to stop, which it does at once and in order', async () => {
    const monitor = await startMonitor();
    const names = await startJobs(monitor, 'stopped', 30);
    await eventually('all are polled', () => names.every((name) => remote.polls(`job-${name}`).length > 0), LIMIT_MS);

    expect(await monitor.stop('SIGTERM')).toBe(0);
    monitors.splice(monitors.indexOf(monitor), 1);

    await startMonitor();
    await finishAll(names);
  }, 120_000);
});
