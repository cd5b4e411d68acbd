/**
 * The process that owns the embedded Postgres of one folder, and keeps it up as long as anybody holds it.
 *
 * Launchers start it detached, so that neither Ctrl-C nor the death of one of them reaches the database. They, and the
 * apps, hold open connections to its socket. When the last of these ends, by a stop, a crash or kill -9, the keeper
 * stops Postgres in good order and ends. Only one keeper works on a folder at a time; the others find its socket and
 * leave, or wait where it is just ending. If the keeper itself is killed, the next one stops what it left behind.
 */
import './check-node.mjs';
import { rmSync } from 'node:fs';
import { connectToKeeper, Holders, keeperLockIn } from './keeper-socket.mjs';
import { Lock } from './lock.mjs';
import { chooseAccount } from './postgres-account.mjs';
import { provideBinaries } from './postgres-binaries.mjs';
import { databaseName, provideCluster, superuser } from './postgres-cluster.mjs';
import { clusterIn } from './postgres-folder.mjs';
import { startServer, stopOrphanedServer, stopServer } from './postgres-server.mjs';
import { waitUntil } from './wait-until.mjs';

/**
 * @typedef {object} KeeperOptions
 * @property {string} folder the database's folder
 * @property {Record<string, string | number>} settings of Postgres
 * @property {boolean} removeAtEnd whether the folder goes with the database
 */

/** @type {KeeperOptions} */
const { folder, settings, removeAtEnd } = JSON.parse(process.argv[2] ?? '{}');
/** Longer than an ending keeper takes. */
const turnLimitMs = 60_000;
/** Whoever starts a keeper connects to it at once, unless he was killed. */
const firstHolderLimitMs = 10_000;

/** @returns {Promise<Lock | 'somebody else keeps it' | undefined>} */
function waitForTurn() {
  return waitUntil(
    async () => {
      const lock = Lock.tryAcquire(keeperLockIn(folder));
      if (lock) return lock;
      const socket = await connectToKeeper(folder);
      socket?.destroy();
      return socket && 'somebody else keeps it';
    },
    { limitMs: turnLimitMs },
  );
}

async function startDatabase() {
  await stopOrphanedServer(folder);
  const account = chooseAccount(clusterIn(folder));
  const installation = { folder, account, bin: provideBinaries(folder, account) };
  const password = provideCluster(installation);
  const server = await startServer(installation, settings);
  return { server, url: `postgres://${superuser}:${password}@127.0.0.1:${server.port}/${databaseName}` };
}

/** @param {Holders} holders */
async function keep(holders) {
  const { server, url } = await startDatabase();
  const pid = server.child.pid ?? 0;
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    holders.close();
    await stopServer(pid);
    if (removeAtEnd) rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  holders.onLastGone = stop;
  holders.tell({ url });
  await waitUntil(() => holders.hadAny, { limitMs: firstHolderLimitMs, everyMs: 10 });
  // Whoever came while all was being prepared may have left again already.
  if (holders.count === 0) await stop();
  const ending = await server.ended;
  if (!isStopping) throw new Error(`Postgres stopped unasked: ${ending}.`);
}

process.umask(0o077);
process.on('SIGHUP', () => {});
const turn = await waitForTurn();
if (!(turn instanceof Lock)) process.exit(turn ? 0 : 1);
const holders = new Holders();
await holders.listen(folder);
try {
  await keep(holders);
} catch (error) {
  holders.tell({ failed: error instanceof Error ? error.message : String(error) });
  await waitUntil(() => holders.hadAny, { limitMs: firstHolderLimitMs, everyMs: 10 });
  holders.close();
  process.exit(1);
}
