/**
 * Makes a checkout ready to run: installs and builds what is missing or stale, but never underneath a replica that
 * runs from it. As a command: `node launcher/bootstrap.mjs install` or `… build`.
 */
import './check-node.mjs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApps, buildIsFresh, buildIsUsable } from './build.mjs';
import { Lock } from './lock.mjs';
import { installPackages, packagesAreInstalled, packagesAreUsable } from './packages.mjs';
import { isCheckout, workFolder } from './places.mjs';
import { Refusal } from './refusal.mjs';
import { runAsCommand } from './run-as-command.mjs';
import { liveReplicas, registerReplica } from './running-replicas.mjs';
import { say } from './say.mjs';
import { makeWorkFolder } from './work-folder.mjs';

/** Longer than any install and build takes. */
const lockLimitMs = 15 * 60_000;

/**
 * @typedef {object} Needs
 * @property {string} name who runs from this checkout afterwards, for the register of replicas
 * @property {boolean} build whether the built apps are needed
 * @property {boolean} [acceptStale] whether an older build will do while a replica runs
 * @property {AbortSignal} signal
 */

/**
 * @param {Needs} needs
 * @returns {Promise<import('./running-replicas.mjs').Registration>} of the caller as a replica
 */
export async function bootstrap({ name, build, acceptStale = true, signal }) {
  if (!isCheckout) return registerReplica(name, process.pid);
  const lock = await lockTheCheckout(signal);
  const options = { signal, onStarted: (/** @type {number | undefined} */ pid) => lock.shareWith(pid) };
  try {
    const inUse = liveReplicas().length > 0;
    if (!packagesAreInstalled()) {
      if (!inUse) await installPackages(options);
      else
        keepAsItIs(
          'package-lock.json has changed since the packages were installed',
          packagesAreUsable() && acceptStale,
        );
    }
    if (build && !buildIsFresh()) {
      if (!inUse) await buildApps(options);
      else keepAsItIs('the sources have changed since the apps were built', buildIsUsable() && acceptStale);
    }
    return registerReplica(name, process.pid);
  } finally {
    lock.release();
  }
}

/** @param {AbortSignal} signal */
async function lockTheCheckout(signal) {
  makeWorkFolder(workFolder);
  const path = join(workFolder, 'bootstrap');
  const free = Lock.tryAcquire(path);
  if (free) return free;
  say('Waiting for another start, which installs or builds in this checkout …');
  const lock = await Lock.acquire(path, { limitMs: lockLimitMs, signal });
  if (lock) return lock;
  throw new Refusal('Another start has been installing or building for too long; stop it, then try again.');
}

/**
 * @param {string} change
 * @param {boolean} isAcceptable
 */
function keepAsItIs(change, isAcceptable) {
  const running = liveReplicas().map(({ name, identity }) => `${name} (process ${identity.split(' ')[0]})`);
  if (!isAcceptable)
    throw new Refusal(`Stop what runs from this checkout, then try again: ${change}. Running: ${running.join(', ')}.`);
  say(`Note: ${change}, but a replica runs from them; they are used as they are.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const build = process.argv[2] === 'build';
  await runAsCommand(async (signal) =>
    (await bootstrap({ name: 'bootstrap', build, acceptStale: !build, signal })).end(),
  );
}
