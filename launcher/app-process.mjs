/** One app as a child process: started, waited for, stopped. */
import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { lastWords, openLogFile } from './log-file.mjs';
import { checkout, entryOf, logsFolder } from './places.mjs';
import { signalProcess } from './process-identity.mjs';
import { Refusal } from './refusal.mjs';
import { registerReplica } from './running-replicas.mjs';
import { waitUntil } from './wait-until.mjs';

/** @typedef {import('./places.mjs').AppName} AppName */

const readyLimitMs = 60_000;
/** An app promises to stop within ten seconds. */
const stopLimitMs = 12_000;

export class AppProcess {
  #child;
  #log;
  #registration;
  #hasEnded = false;
  /** Resolves when the app has ended, with how. */
  ended;

  /**
   * The app runs in a session of its own, so that Ctrl-C reaches the supervisor alone, who stops all in order. If the
   * supervisor is killed, the end of the app's standard input tells it to stop; and since it inherited a hold on the
   * database, that outlives it.
   * @param {AppName} app
   * @param {NodeJS.ProcessEnv} environment
   * @param {{ hold: import('node:net').Socket | undefined, logToFile: boolean }} options
   */
  constructor(app, environment, { hold, logToFile }) {
    this.app = app;
    this.#log = logToFile ? openLogFile(join(logsFolder, `${app}.log`)) : undefined;
    const output = this.#log?.descriptor ?? 'inherit';
    this.#child = spawn(process.execPath, ['--enable-source-maps', entryOf(app)], {
      cwd: checkout,
      detached: true,
      env: { ...environment, STOP_WITH_STDIN: 'true' },
      stdio: ['pipe', output, output, hold ?? 'ignore'],
    });
    hold?.destroy();
    if (this.#log) closeSync(this.#log.descriptor);
    this.#child.stdin?.on('error', () => {});
    this.#registration = registerReplica(app, this.#child.pid ?? 0, process.pid);
    this.ended = this.#watch();
  }

  /** @returns {Promise<string>} */
  #watch() {
    return new Promise((resolve) => {
      const end = (/** @type {string} */ how) => {
        this.#hasEnded = true;
        this.#registration.end();
        resolve(how);
      };
      this.#child.once('error', (error) => end(error.message));
      this.#child.once('exit', (code, signal) => end(signal ? `killed by ${signal}` : `exit code ${code}`));
    });
  }

  /**
   * @param {string} url where its health is asked for
   * @param {AbortSignal} signal
   */
  async waitUntilReady(url, signal) {
    let answer = 'no answer';
    const isReady = async () => {
      if (this.#hasEnded) throw new Refusal(await this.tellEnd('did not start'));
      answer = await statusOf(`${url}/health/ready`);
      return answer === '200';
    };
    if (await waitUntil(isReady, { limitMs: readyLimitMs, everyMs: 50, signal })) return;
    throw new Refusal(
      `The ${this.app} is not ready after ${readyLimitMs / 1000} s (/health/ready: ${answer}).${this.#lastWords()}`,
    );
  }

  /**
   * @param {string} what
   * @returns {Promise<string>}
   */
  async tellEnd(what = 'stopped unasked') {
    return `The ${this.app} ${what} (${await this.ended}).${this.#lastWords()}`;
  }

  #lastWords() {
    if (!this.#log) return '';
    const words = lastWords(this.#log.path, this.#log.begin);
    return words ? ` Its last lines, from ${this.#log.path}:\n${words}` : ` Log: ${this.#log.path}`;
  }

  /** Asks it to stop, and kills it where it does not. */
  async stop() {
    if (!this.#hasEnded) signalProcess(this.#child.pid ?? 0, 'SIGTERM');
    if (await waitUntil(() => this.#hasEnded, { limitMs: stopLimitMs, everyMs: 20 })) return;
    signalProcess(this.#child.pid ?? 0, 'SIGKILL');
    await this.ended;
  }
}

/**
 * @param {string} url
 * @returns {Promise<string>} the status code, or why there is none
 */
function statusOf(url) {
  return new Promise((resolve) => {
    const request = get(url, { timeout: 2_000 }, (response) => resolve(String(response.resume().statusCode)));
    request.once('timeout', () => request.destroy(new Error('no answer within 2 s')));
    request.once('error', (error) => resolve(error.message));
  });
}
