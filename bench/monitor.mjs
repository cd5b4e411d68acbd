/**
 * The monitor's figures, on this machine and on a Postgres with default durability:
 *   lateness   500 monitors, a poll every 2 s: how late each poll comes, as the target sees it
 *   saturation 2,000 monitors, a poll every 0.1 s: polls per second
 *   resume     kill -9 with 1,000 monitors polling and 1,000 starting, restart at once: what was lost, started twice
 * `node bench/monitor.mjs [lateness|saturation|resume]` runs one of them; without a name it runs all.
 */
import {
  cpuSeconds,
  pause,
  percentile,
  startApp,
  startBareTarget,
  startMonitors,
  startPostgres,
  until,
} from './support.mjs';

const MONITOR_PORT = process.env.MONITOR_PORT ?? '3950';
const only = process.argv[2];
/** @param {string} line */
const say = (line) => process.stdout.write(`${line}\n`);

const postgres = await startPostgres();
const target = await startBareTarget();
const env = {
  DATABASE_URL: postgres.url,
  MONITOR_PORT,
  START_ASYNC_JOB_URL: `${target.origin}/start`,
  ASYNC_JOB_STATUS_URL: `${target.origin}/status`,
  START_ASYNC_JOB_SAFE_TO_REPEAT: 'true',
};
let monitor = await startApp('monitor', env);

/** Ends every live monitor, so that the next measurement starts afresh. */
async function clear() {
  await monitor.kill('SIGTERM');
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('TRUNCATE monitor.monitors, monitor.monitor_events');
  await client.end();
  target.polls.clear();
  target.starts.clear();
  monitor = await startApp('monitor', env);
}

async function lateness() {
  say('lateness: 500 monitors, a poll every 2 s, measured for 20 s');
  await startMonitors(monitor.base, 'late', 500, { pollingIntervalSec: 2, durationMin: 10 });
  await until(() => target.polls.size === 500 && [...target.polls.values()].every((list) => list.length > 1), 30_000);
  target.forget();
  await pause(20_000);
  const late = [...target.polls.values()].flatMap((list) =>
    list.slice(1).map((at, index) => at - (list[index] ?? at) - 2000),
  );
  say(
    `  intervals ${late.length}, late p50 ${percentile(late, 0.5).toFixed(1)} ms, p99 ${percentile(late, 0.99).toFixed(1)} ms, ` +
      `max ${Math.max(...late).toFixed(1)} ms, more than 5 ms short ${late.filter((ms) => ms < -5).length}`,
  );
}

async function saturation() {
  say('saturation: 2,000 monitors, a poll every 0.1 s, measured for 10 s');
  await startMonitors(monitor.base, 'full', 2000, { pollingIntervalSec: 0.1, durationMin: 10 });
  await until(() => target.polls.size === 2000, 60_000);
  await pause(3000);
  const [before, began, cpuBefore] = [target.count(), performance.now(), cpuSeconds(monitor.pid)];
  await pause(10_000);
  const polls = target.count() - before;
  const cpu = cpuSeconds(monitor.pid) - cpuBefore;
  say(
    `  ${Math.round((polls / (performance.now() - began)) * 1000)} polls/s, ` +
      `${((cpu / polls) * 1000).toFixed(3)} s of the monitor's CPU per 1,000 polls`,
  );
}

async function resume() {
  say('resume: kill -9 with 1,000 monitors polling and 1,000 starting, restart at once');
  await startMonitors(monitor.base, 'polling', 1000, { pollingIntervalSec: 1, durationMin: 10 });
  await until(() => target.polls.size === 1000 && [...target.polls.values()].every((list) => list.length > 0), 60_000);
  const starting = startMonitors(monitor.base, 'starting', 1000, { pollingIntervalSec: 1, durationMin: 10 }).catch(
    () => {},
  );
  await until(() => target.starts.size > 1400, 30_000);
  await monitor.kill('SIGKILL');
  await starting;
  const killedAt = performance.now();
  target.forget();
  monitor = await startApp('monitor', env);
  const readyAt = performance.now();
  const { total } = await countMonitors();
  await until(() => [...target.polls.values()].filter((list) => list.length > 0).length >= total, 60_000);
  const twice = [...target.starts.values()].filter((keys) => keys.size > 1).length;
  say(
    `  accepted ${total}, all polled again ${((performance.now() - killedAt) / 1000).toFixed(1)} s after the kill, ` +
      `ready after ${((readyAt - killedAt) / 1000).toFixed(1)} s, started under two keys ${twice}`,
  );
}

async function countMonitors() {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query(
    'SELECT count(*)::integer AS total FROM monitor.monitors WHERE finished_at IS NULL',
  );
  await client.end();
  return rows[0];
}

const measurements = { lateness, saturation, resume };
try {
  for (const [name, measure] of Object.entries(measurements)) {
    if (only !== undefined && only !== name) continue;
    await measure();
    await clear();
  }
} finally {
  await monitor.kill('SIGTERM');
  target.close();
  await postgres.stop();
}
