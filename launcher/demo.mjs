/** `npm run demo`: the seeds' scenario, live in the terminal, against the running apps or ones started for it. */
import './check-node.mjs';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { watchJob } from './demo-view.mjs';
import { Refusal } from './refusal.mjs';
import { runAsCommand } from './run-as-command.mjs';
import { healthUrlOf, readSettings } from './settings.mjs';
import { waitUntil } from './wait-until.mjs';

/** The first start of a fresh clone installs and builds. */
const startLimitMs = 600_000;
const stopLimitMs = 30_000;

/** @param {string} url */
const isReady = (url) =>
  fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );

/**
 * Starts both apps unless they run already.
 * @param {string[]} urls
 * @param {AbortSignal} signal
 * @returns {Promise<() => Promise<void>>} stops what was started here
 */
async function provideApps(urls, signal) {
  const areReady = async () => (await Promise.all(urls.map(isReady))).every(Boolean);
  if (await areReady()) return async () => {};
  const start = fileURLToPath(new URL('./start.mjs', import.meta.url));
  const child = spawn(process.execPath, [start], { stdio: ['ignore', 'ignore', 'inherit'], detached: true });
  let exitCode = /** @type {number | null} */ (null);
  child.once('exit', (code) => (exitCode = code ?? 1));
  const stop = async () => {
    if (exitCode === null) child.kill('SIGTERM');
    await waitUntil(() => exitCode !== null, { limitMs: stopLimitMs });
  };
  try {
    const ready = await waitUntil(() => exitCode !== null || areReady(), {
      limitMs: startLimitMs,
      everyMs: 200,
      signal,
    });
    if (!ready || exitCode !== null) throw new Refusal('The apps did not start, so there is nothing to show.');
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

await runAsCommand(async (signal) => {
  const settings = readSettings();
  const [monitor, emulator] = [healthUrlOf(settings, 'monitor'), healthUrlOf(settings, 'emulator')];
  const stop = await provideApps([monitor, emulator], signal);
  try {
    const succeeded = await watchJob(monitor, { pause: (ms) => pause(ms, undefined, { signal }) });
    return succeeded ? 0 : 1;
  } finally {
    await stop();
  }
});
