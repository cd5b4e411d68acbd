import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openLogFile } from './log-file.mjs';
import { checkout } from './places.mjs';
import { Refusal } from './refusal.mjs';

/**
 * @typedef {object} KeeperOptions
 * @property {string} folder
 * @property {string} logFile
 * @property {Record<string, string | number>} settings of Postgres, where it is not running already
 * @property {boolean} [removeAtEnd]
 */

const keeperScript = fileURLToPath(new URL('./postgres-keeper.mjs', import.meta.url));
const failuresLimit = 3;

/** Starts keepers one at a time: one that finds itself superfluous ends at once, without harm. */
export class KeeperStarter {
  #options;
  #failures = 0;
  #isStarting = false;

  /** @param {KeeperOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /** @returns {undefined} */
  startUnlessStarting() {
    if (this.#failures > failuresLimit)
      throw new Refusal(`The keeper of the database does not start. Log: ${this.#options.logFile}`);
    if (this.#isStarting) return;
    this.#isStarting = true;
    const { folder, settings, logFile, removeAtEnd = false } = this.#options;
    const { descriptor } = openLogFile(logFile);
    const words = ['--no-warnings', keeperScript, JSON.stringify({ folder, settings, removeAtEnd })];
    const stdio = /** @type {const} */ (['ignore', descriptor, descriptor]);
    const keeper = spawn(process.execPath, words, { cwd: checkout, detached: true, stdio: [...stdio] });
    closeSync(descriptor);
    keeper.unref();
    keeper.once('exit', (code) => {
      this.#isStarting = false;
      if (code !== 0) this.#failures += 1;
    });
  }
}
