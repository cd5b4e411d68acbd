/**
 * A lock between processes that needs no clean-up after kill -9.
 *
 * It is kept as numbered files `<path>.lock.<n>`, each naming its holders; the highest number counts. Whoever finds
 * all its holders dead, or none, may create the next number, which only one can. Numbers only grow and the highest
 * file is never removed, so nobody can take a fresh lock for the dead one that he has just looked at.
 */
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { identifyProcess, isAlive } from './process-identity.mjs';
import { waitUntil } from './wait-until.mjs';

export class Lock {
  /** @type {string} */
  #file;
  /** @type {string[]} */
  #holders;

  /**
   * @param {string} file
   * @param {string[]} holders
   */
  constructor(file, holders) {
    this.#file = file;
    this.#holders = holders;
  }

  /**
   * Waits for the lock.
   * @param {string} path
   * @param {{ limitMs: number, everyMs?: number, signal?: AbortSignal }} options
   * @returns {Promise<Lock | undefined>} undefined when the time limit passed first
   */
  static acquire(path, options) {
    return waitUntil(() => Lock.tryAcquire(path), options);
  }

  /**
   * @param {string} path
   * @returns {Lock | undefined}
   */
  static tryAcquire(path) {
    const newest = newestNumber(path);
    if (holdersOf(`${path}.lock.${newest}`).some(isAlive)) return undefined;
    const holders = [String(identifyProcess(process.pid))];
    const file = `${path}.lock.${newest + 1}`;
    if (!createWhole(file, JSON.stringify(holders))) return undefined;
    if (newestNumber(path) !== newest + 1) {
      rmSync(file, { force: true });
      return undefined;
    }
    for (const number of numbersOf(path)) if (number <= newest) rmSync(`${path}.lock.${number}`, { force: true });
    return new Lock(file, holders);
  }

  /**
   * Keeps the lock held while a child lives too, so that the death of its parent does not free it.
   * @param {number | undefined} pid
   */
  shareWith(pid) {
    const identity = pid && identifyProcess(pid);
    if (identity) replaceWhole(this.#file, JSON.stringify((this.#holders = [...this.#holders, identity])));
  }

  release() {
    replaceWhole(this.#file, '[]');
  }
}

/** @param {string} path */
function numbersOf(path) {
  const prefix = `${basename(path)}.lock.`;
  const names = readdirSync(dirname(path)).filter((name) => name.startsWith(prefix));
  return names.map((name) => Number(name.slice(prefix.length))).filter(Number.isInteger);
}

/** @param {string} path */
function newestNumber(path) {
  return Math.max(0, ...numbersOf(path));
}

/**
 * @param {string} file
 * @returns {string[]}
 */
function holdersOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/**
 * Creates a file that is never seen half written; false when it is there already.
 * @param {string} file
 * @param {string} content
 */
function createWhole(file, content) {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
function replaceWhole(file, content) {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}
