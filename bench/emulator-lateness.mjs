/**
 * How late is the emulator? Two questions, against the built app and a database of its own:
 *
 * 1. 500 jobs started at random moments: how long after a transition was due was it written, and how long after was it
 *    first seen by a client that asks every 20 ms?
 * 2. 5,000 jobs that came due while the emulator was away (kill -9): how long until all have caught up?
 *
 * `node bench/emulator-lateness.mjs`, after a build. `DATABASE_URL` names an empty database to use; without it a
 * throw-away server is started, which does not sync to disk.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { startThrowAwayPostgres } from '../test/support/throw-away-postgres.mjs';

const MAIN = fileURLToPath(new URL('../dist/apps/emulator/apps/emulator/src/main.js', import.meta.url));
const JOBS = Number(process.env.BENCH_JOBS ?? 500);
const CAUGHT_UP_JOBS = Number(process.env.BENCH_CAUGHT_UP_JOBS ?? 5000);
const START_WINDOW_MS = 5000;
const ASK_EVERY_MS = 20;
const LIMIT_MS = 60_000;

/** @typedef {{ msg: string, jobId?: string, to?: string, at?: string, lateMs?: number, time: string }} LogLine */

/**
 * Starts the emulator and collects its log; resolves when it listens.
 * @param {string} port
 * @param {Record<string, string>} settings
 */
async function startEmulator(port, settings) {
  const spawnedAt = Date.now();
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, EMULATOR_PORT: port, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  /** @type {LogLine[]} */
  const log = [];
  const lines = createInterface({ input: child.stdout });
  await /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error('The emulator ended before it listened')));
      lines.on('line', (line) => {
        const entry = JSON.parse(line);
        log.push(entry);
        if (entry.msg === 'app.listening') resolve();
      });
    })
  );
  const stop = async (/** @type {NodeJS.Signals} */ signal) => {
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await ended;
  };
  return { log, spawnedAt, pool: new Pool(`http://127.0.0.1:${port}`, { connections: 50 }), stop };
}

/** @returns {Promise<string>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

/**
 * @param {Pool} pool
 * @param {string} path
 * @returns {Promise<{ jobId: string, jobStatus: string }>}
 */
async function ask(pool, path) {
  const { body } = await pool.request({ method: 'GET', path });
  return /** @type {{ jobId: string, jobStatus: string }} */ (await body.json());
}

/** Starts a job and notes when each of its states was first seen. @param {Pool} pool @param {string} name @param {number[]} stepsMs */
async function watchJob(pool, name, stepsMs) {
  const sentAt = Date.now();
  const { jobId } = await ask(pool, `/api/job-start/${name}`);
  /** @type {Map<string, number>} */
  const seen = new Map();
  let dueAt = sentAt;
  for (const step of stepsMs) {
    dueAt += step;
    await pause(Math.max(dueAt - Date.now(), 0));
    // On a machine that stalls, a state may have come and gone unseen.
    for (const known = seen.size; seen.size === known && !seen.has('Completed'); await pause(ASK_EVERY_MS)) {
      const { jobStatus } = await ask(pool, `/api/job-status/${jobId}`);
      if (jobStatus !== 'Queued' && !seen.has(jobStatus)) seen.set(jobStatus, Date.now());
      if (Date.now() > dueAt + LIMIT_MS) throw new Error(`${name} did not move`);
    }
  }
  return { jobId, seen };
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((left, right) => left - right);
  return Math.round(sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? NaN);
}

/** @param {string} what @param {number[]} values */
function report(what, values) {
  const [p50, p99, most] = [0.5, 0.99, 1].map((share) => quantile(values, share));
  console.log(`${what}: n=${values.length} p50=${p50} ms p99=${p99} ms max=${most} ms`);
}

/** @param {string} DATABASE_URL */
async function measureLateness(DATABASE_URL) {
  const [queuedMs, inProgressMs] = [700, 900];
  const emulator = await startEmulator(await freePort(), {
    DATABASE_URL,
    ASYNC_JOB_QUEUED_DURATION_SEC: String(queuedMs / 1000),
    ASYNC_JOB_INPROGRESS_DURATION_SEC: String(inProgressMs / 1000),
  });
  const watched = await Promise.all(
    Array.from({ length: JOBS }, async (_, index) => {
      await pause(Math.random() * START_WINDOW_MS);
      return watchJob(emulator.pool, `late-${index}`, [queuedMs, inProgressMs]);
    }),
  );
  await emulator.stop('SIGTERM');
  const advanced = emulator.log.filter(({ msg }) => msg === 'job.advanced');
  const dueAt = new Map(advanced.map(({ jobId, to, at }) => [`${jobId} ${to}`, Date.parse(at ?? '')]));
  report('written after it was due', advanced.map(({ lateMs }) => lateMs ?? NaN)); // prettier-ignore
  report(
    'first seen after it was due',
    watched.flatMap(({ jobId, seen }) => [...seen].map(([to, at]) => at - (dueAt.get(`${jobId} ${to}`) ?? NaN))),
  );
}

/** @param {LogLine[]} log */
function ended(log) {
  return log.filter(({ msg, to }) => msg === 'job.advanced' && to === 'Completed');
}

/** @param {string} DATABASE_URL */
async function measureCatchUp(DATABASE_URL) {
  const settings = { DATABASE_URL, ASYNC_JOB_QUEUED_DURATION_SEC: '10', ASYNC_JOB_INPROGRESS_DURATION_SEC: '1' };
  const port = await freePort();
  const killed = await startEmulator(port, settings);
  const startedAt = Date.now();
  await Promise.all(
    Array.from({ length: CAUGHT_UP_JOBS }, (_, index) => ask(killed.pool, `/api/job-start/away-${index}`)),
  );
  const startsMs = Date.now() - startedAt;
  await killed.stop('SIGKILL');
  const left = CAUGHT_UP_JOBS - ended(killed.log).length;
  console.log(`started ${CAUGHT_UP_JOBS} jobs in ${startsMs} ms; ${left} of them had not ended at the kill`);
  await pause(12_000);

  const back = await startEmulator(port, settings);
  const listeningAt = Date.parse(back.log.find(({ msg }) => msg === 'app.listening')?.time ?? '');
  for (const giveUpAt = Date.now() + LIMIT_MS; ended(back.log).length < left && Date.now() < giveUpAt;) await pause(50);
  const last = Math.max(...ended(back.log).map(({ time }) => Date.parse(time)));
  console.log(
    `caught up with ${ended(back.log).length} jobs: ` +
      `${last - listeningAt} ms after it listened, ${last - back.spawnedAt} ms after it was started again`,
  );
  await back.stop('SIGTERM');
}

const throwAway = process.env.DATABASE_URL ? undefined : await startThrowAwayPostgres();
const databaseUrl = process.env.DATABASE_URL ?? throwAway?.url ?? '';
console.log(throwAway ? 'database: throw-away, without fsync' : 'database: DATABASE_URL');
await measureLateness(databaseUrl);
await measureCatchUp(databaseUrl);
await throwAway?.stop();
process.exit(0);
