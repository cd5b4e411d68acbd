/**
 * The keeper of the database and those who hold it meet at a socket in the database's folder. A holder says nothing: the
 * open connection is the hold, which the system ends however its process ends. The keeper tells its news as one line.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ url?: string, failed?: string }} News */

const socketName = 'keeper.sock';

/** Held by the one keeper of a folder. */
export const keeperLockIn = (/** @type {string} */ folder) => join(folder, 'keeper');

/** A socket's path may be about a hundred bytes long; a name in the current folder always fits. */
const pathLimit = 100;

/**
 * @template T
 * @param {string} folder
 * @param {(path: string) => T} use must use the path at once
 * @returns {T}
 */
function withSocketPath(folder, use) {
  const path = join(folder, socketName);
  if (Buffer.byteLength(path) < pathLimit) return use(path);
  const before = process.cwd();
  process.chdir(folder);
  try {
    return use(socketName);
  } finally {
    process.chdir(before);
  }
}

/**
 * @param {string} folder
 * @returns {Promise<import('node:net').Socket | undefined>} undefined when no keeper listens
 */
export function connectToKeeper(folder) {
  return new Promise((resolve) => {
    const socket = withSocketPath(folder, (path) => connect({ path }));
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });
}

/** The keeper's end: who holds the database, and the news for them. */
export class Holders {
  /** @type {Set<import('node:net').Socket>} */
  #holding = new Set();
  /** @type {Set<import('node:net').Socket>} */
  #leaving = new Set();
  /** @type {News[]} */
  #news = [];
  #server = createServer({ allowHalfOpen: true }, (socket) => this.#welcome(socket));
  /** Called when the last holder has gone. */
  onLastGone = () => {};

  /** Whether anybody ever came. */
  hadAny = false;

  get count() {
    return this.#holding.size;
  }

  /** @param {string} folder the caller must be the only keeper there */
  async listen(folder) {
    rmSync(join(folder, socketName), { force: true });
    withSocketPath(folder, (path) => this.#server.listen({ path }));
    await once(this.#server, 'listening');
  }

  /**
   * Tells all who hold the database, and all who come later.
   * @param {News} news
   */
  tell(news) {
    this.#news.push(news);
    for (const socket of this.#holding) socket.write(`${JSON.stringify(news)}\n`);
  }

  /** From now on nobody finds us. Those who are leaving see our end as the end of the database. */
  close() {
    this.#server.close();
  }

  /** @param {import('node:net').Socket} socket */
  #welcome(socket) {
    this.hadAny = true;
    this.#holding.add(socket);
    this.#freeLeaving();
    for (const news of this.#news) socket.write(`${JSON.stringify(news)}\n`);
    const leave = () => {
      if (!this.#holding.delete(socket)) return;
      this.#leaving.add(socket);
      if (this.#holding.size > 0) this.#freeLeaving();
      else this.onLastGone();
    };
    socket.resume().on('end', leave).on('error', leave).on('close', leave);
  }

  /** The database stays up for others, so those who leave need not wait for its end. */
  #freeLeaving() {
    for (const socket of this.#leaving) socket.end();
    this.#leaving.clear();
  }
}
