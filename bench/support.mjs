/** What the measurements share: a database with default durability, an app as a process, a bare target. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { holdDatabase } from '../launcher/database.mjs';

/** A throw-away Postgres whose durability settings are the defaults. */
export async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'longwatch-bench-'));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const database = await holdDatabase({
    folder,
    logFile: join(folder, 'postgres.log'),
    settings: { shared_buffers: '256MB', max_connections: 100 },
    removeAtEnd: true,
    signal: new AbortController().signal,
  });
  return { url: database.url, stop: () => database.release() };
}

/**
 * Starts a built app and waits until it is ready.
 * @param {'monitor' | 'emulator'} app
 * @param {Record<string, string>} env
 */
export async function startApp(app, env) {
  const entry = fileURLToPath(new URL(`../dist/apps/${app}/apps/${app}/src/main.js`, import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', entry], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const port = env[`${app.toUpperCase()}_PORT`];
  const base = `http://127.0.0.1:${port}`;
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const ready = await fetch(`${base}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) break;
    if (child.exitCode !== null || Date.now() > giveUpAt) throw new Error(`The ${app} did not become ready`);
    await pause(50);
  }
  return {
    base,
    pid: child.pid,
    kill: (/** @type {NodeJS.Signals} */ signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

/** A job API that does nothing: every start is taken, every job is in progress; it keeps when each poll came. */
export async function startBareTarget() {
  /** @type {Map<string, number[]>} */
  const polls = new Map();
  /** @type {Map<string, Set<string>>} */
  const starts = new Map();
  let polled = 0;
  const server = createServer((request, response) => {
    const [, kind, name = ''] = (request.url ?? '').split('/');
    if (kind === 'status') {
      polled++;
      polls.get(name)?.push(performance.now());
      response.end('{"jobStatus":"InProgress"}');
      return;
    }
    const keys = starts.get(name) ?? new Set();
    keys.add(String(request.headers['idempotency-key']));
    starts.set(name, keys);
    if (!polls.has(name)) polls.set(name, []);
    response.writeHead(202);
    response.end(JSON.stringify({ jobId: name }));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${port}`,
    polls,
    starts,
    count: () => polled,
    forget: () => polls.forEach((list) => (list.length = 0)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Starts monitors through the REST API, so many at a time.
 * @param {string} base
 * @param {string} prefix
 * @param {number} count
 * @param {object} input
 */
export async function startMonitors(base, prefix, count, input) {
  let next = 0;
  const work = async () => {
    while (next < count) {
      const jobName = `${prefix}-${next++}`;
      const response = await fetch(`${base}/api/processes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ input: { ...input, jobName } }),
      });
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

/**
 * CPU time that a process has used, user and system (Linux alone: NaN elsewhere).
 * @param {number | undefined} pid
 */
export function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return NaN;
  }
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} limitMs
 */
export async function until(condition, limitMs) {
  const giveUpAt = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`Not within ${limitMs} ms`);
    await pause(10);
  }
}

/**
 * @param {number[]} values
 * @param {number} share from 0 to 1
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
