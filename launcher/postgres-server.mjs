/** One Postgres server as a child of this process: start, wait until it serves, stop, and stop one left behind. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort, whyNotListen } from './ports.mjs';
import { postgresEnvironment } from './postgres-cluster.mjs';
import { clusterIn } from './postgres-folder.mjs';
import { commandLineOf, identifyProcess, isAlive, signalProcess } from './process-identity.mjs';
import { Refusal } from './refusal.mjs';
import { waitUntil } from './wait-until.mjs';

/**
 * @typedef {object} Server
 * @property {import('node:child_process').ChildProcess} child
 * @property {number} port
 * @property {Promise<string>} ended how it ended
 */

/** After a crash Postgres first reads its log again, which may take its time. */
const startLimitMs = 120_000;
const attempts = 20;

/**
 * Starts the server, again where a crashed one's last processes still hold its memory, or where its port was taken.
 * @param {import('./postgres-cluster.mjs').Installation} installation
 * @param {Record<string, string | number>} settings
 * @returns {Promise<Server>}
 */
export async function startServer(installation, settings) {
  const cluster = clusterIn(installation.folder);
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(installation.folder);
    const server = spawnServer(installation, { ...settings, port });
    const hasEnded = server.ended.then(() => 'ended');
    const state = await waitUntil(() => Promise.race([hasEnded, serves(cluster, server.child.pid)]), {
      limitMs: startLimitMs,
      everyMs: 20,
    });
    if (state === 'serves') return server;
    if (attempt === attempts || !state) {
      signalProcess(server.child.pid ?? 0, 'SIGQUIT');
      throw new Refusal(`Postgres did not start: ${state ? await server.ended : 'it took too long'}.`);
    }
    await waitUntil(() => false, { limitMs: 250 });
  }
}

/**
 * The port is kept in a file, so that it stays the same as long as nobody else takes it.
 * @param {string} folder
 */
async function choosePort(folder) {
  const file = join(folder, 'port');
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (kept > 0 && !(await whyNotListen('127.0.0.1', kept))) return kept;
  const port = await findFreePort();
  writeFileSync(file, String(port));
  return port;
}

/**
 * @param {import('./postgres-cluster.mjs').Installation} installation
 * @param {Record<string, string | number> & { port: number }} settings
 * @returns {Server}
 */
function spawnServer({ bin, folder, account }, settings) {
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC', log_timezone: 'UTC' };
  const words = Object.entries({ ...fixed, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(bin, 'postgres'), ['-D', clusterIn(folder), ...words], {
    ...{ uid: account?.uid, gid: account?.gid, cwd: '/', env: postgresEnvironment() },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`),
    );
  });
  return { child, port: settings.port, ended };
}

/**
 * Postgres itself writes into its pid file, on the eighth line, whether it serves.
 * @param {string} cluster
 * @param {number | undefined} pid
 */
function serves(cluster, pid) {
  const lines = readPidFile(cluster);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready' ? 'serves' : undefined;
}

/** @param {string} cluster */
function readPidFile(cluster) {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/**
 * Stops it in three degrees: connections are ended and all is written; all ends at once; it is killed.
 * @param {number} pid
 */
export async function stopServer(pid) {
  const identity = identifyProcess(pid);
  if (!identity) return;
  for (const [signal, limitMs] of /** @type {const} */ ([
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ])) {
    signalProcess(pid, signal);
    if (await waitUntil(() => !isAlive(identity), { limitMs, everyMs: 20 })) return;
  }
}

/**
 * Stops a server whose keeper was killed. A pid file may also name a process that has nothing to do with it, when the
 * system has used the number again. Postgres would take that for a running server, so the file has to go. (In
 * single-user mode Postgres writes its pid as a negative number.)
 * @param {string} folder
 */
export async function stopOrphanedServer(folder) {
  const cluster = clusterIn(folder);
  const pid = Math.abs(Number(readPidFile(cluster)[0]));
  if (!pid || !identifyProcess(pid)) return;
  const commandLine = `${commandLineOf(pid)} `;
  const isOurs = ['', '--single '].some((mode) => commandLine.includes(`postgres ${mode}-D ${cluster} `));
  if (isOurs) await stopServer(pid);
  else rmSync(join(cluster, 'postmaster.pid'), { force: true });
}
