/** Holding the embedded database: whoever holds it keeps it up, and the first to come starts it. */
import { closeSync, existsSync } from 'node:fs';
import { connectToKeeper, keeperLockIn } from './keeper-socket.mjs';
import { KeeperStarter } from './keeper-starter.mjs';
import { lastWords, openLogFile } from './log-file.mjs';
import { Lock } from './lock.mjs';
import { clusterIn } from './postgres-folder.mjs';
import { stopOrphanedServer } from './postgres-server.mjs';
import { Refusal } from './refusal.mjs';
import { say } from './say.mjs';
import { waitUntil } from './wait-until.mjs';

/** @typedef {import('./keeper-socket.mjs').News} News */
/** @typedef {import('node:net').Socket} Socket */

const startLimitMs = 180_000;
/** A keeper gives Postgres 25 s to stop; after that it is no longer worth waiting for. */
const releaseLimitMs = 30_000;

export class Database {
  #hold;
  #options;
  /** @type {string} */
  url;
  /** Resolves when the database has gone without being asked to, with what is known about it. */
  lost;

  /**
   * @param {Socket} hold
   * @param {{ folder: string, logFile: string }} options
   * @param {string} url
   */
  constructor(hold, options, url) {
    this.#hold = hold;
    this.#options = options;
    this.url = url;
    this.lost = this.#watch();
  }

  /** @returns {Promise<string>} */
  async #watch() {
    const { failed = 'The keeper of the database ended unasked.' } = await nextNews(this.#hold);
    return `${failed} Log: ${this.#options.logFile}`;
  }

  /**
   * A further hold, to be passed on to a child: it lasts as long as the child.
   * @returns {Promise<Socket | undefined>}
   */
  openHold() {
    return connectToKeeper(this.#options.folder);
  }

  /** Lets go. Where nobody else holds the database this waits until it has stopped. */
  async release() {
    const { folder } = this.#options;
    this.#hold.end();
    await waitUntil(() => this.#hold.destroyed, { limitMs: releaseLimitMs, everyMs: 20 });
    const lock = existsSync(folder) && Lock.tryAcquire(keeperLockIn(folder));
    if (!lock) return;
    // No keeper is left: if it was killed, its Postgres may still run.
    await stopOrphanedServer(folder);
    lock.release();
  }

  /** Lets this process end by itself while it holds the database. */
  unref() {
    this.#hold.unref();
  }
}

/**
 * @param {import('./keeper-starter.mjs').KeeperOptions & { signal: AbortSignal }} options
 * @returns {Promise<Database>}
 */
export async function holdDatabase(options) {
  const log = openLogFile(options.logFile);
  closeSync(log.descriptor);
  if (!existsSync(clusterIn(options.folder)) && !options.removeAtEnd) say('Preparing the database …');
  const starter = new KeeperStarter(options);
  const held = await waitUntil(
    async () => {
      const socket = await connectToKeeper(options.folder);
      if (!socket) return starter.startUnlessStarting();
      const news = await nextNews(socket, options.signal);
      if (news.failed) throw new Refusal(`${news.failed}\nLog: ${options.logFile}`);
      return news.url ? new Database(socket, options, news.url) : undefined;
    },
    { limitMs: startLimitMs, signal: options.signal },
  );
  if (held) return held;
  throw new Refusal(`The database did not start. Log, ${options.logFile}:\n${lastWords(log.path, log.begin)}`);
}

/**
 * The next thing that the keeper tells; nothing in it when the connection ended first.
 * @param {Socket} socket
 * @param {AbortSignal} [signal] drops the connection
 * @returns {Promise<News>}
 */
function nextNews(socket, signal) {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve({});
    let text = '';
    const drop = () => socket.destroy();
    const read = (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      if (text.endsWith('\n')) settle(JSON.parse(text.trim().split('\n').at(-1) ?? '{}'));
    };
    const close = () => settle({});
    const settle = (/** @type {News} */ news) => {
      signal?.removeEventListener('abort', drop);
      socket.off('data', read).off('close', close);
      resolve(news);
    };
    signal?.addEventListener('abort', drop);
    socket.on('data', read).on('close', close);
  });
}
