/**
 * Which processes of this checkout run its build: `.longwatch/running/` holds one small file for each. While any of
 * them lives, nobody may install or build underneath it.
 */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningFolder } from './places.mjs';
import { identifyProcess, isAlive, pidOf, signalProcess } from './process-identity.mjs';
import { waitUntil } from './wait-until.mjs';
import { makeWorkFolder } from './work-folder.mjs';

/**
 * @typedef {object} Replica
 * @property {string} name
 * @property {string} identity
 * @property {string} supervisor identity of the process that looks after it; its own when nobody does
 * @property {boolean} isStopping
 */

/**
 * @typedef {object} Registration
 * @property {() => void} markAsStopping whoever starts next then waits for its end
 * @property {() => void} end
 */

/** A replica stops within ten seconds of being asked; what takes longer is stuck. */
const stopLimitMs = 12_000;

/**
 * @param {string} name
 * @param {number} pid
 * @param {number} [supervisorPid]
 * @returns {Registration}
 */
export function registerReplica(name, pid, supervisorPid = pid) {
  const identity = identifyProcess(pid);
  if (!identity) return { markAsStopping() {}, end() {} };
  const file = join(runningFolder, `${name.replaceAll(' ', '-')}-${identity.split(' ', 2).join('-')}.json`);
  const supervisor = identifyProcess(supervisorPid) ?? '';
  const write = (/** @type {boolean} */ isStopping) => {
    makeWorkFolder(runningFolder);
    writeFileSync(`${file}.draft`, JSON.stringify({ name, identity, supervisor, isStopping }));
    renameSync(`${file}.draft`, file);
  };
  write(false);
  return { markAsStopping: () => write(true), end: () => rmSync(file, { force: true }) };
}

/**
 * The replicas that live; entries of dead ones are taken away.
 * @returns {Replica[]}
 */
export function liveReplicas() {
  makeWorkFolder(runningFolder);
  const names = readdirSync(runningFolder).filter((name) => name.endsWith('.json'));
  return names.flatMap((name) => {
    const file = join(runningFolder, name);
    const replica = readReplica(file);
    if (replica && isAlive(replica.identity)) return [replica];
    // A draft may be about to get its name, so what can't be read is left alone.
    if (replica) rmSync(file, { force: true });
    return [];
  });
}

/**
 * @param {string} file
 * @returns {Replica | undefined}
 */
function readReplica(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Waits until all that is about to end in this checkout has ended, so that ports and database are free: replicas whose
 * supervisor was killed, which stop by themselves as a rule and are killed where they do not, and supervisors that stop.
 * @param {AbortSignal} signal
 */
export async function waitForLeavers(signal) {
  const replicas = liveReplicas();
  const orphans = replicas.filter(({ supervisor }) => !isAlive(supervisor));
  const leavers = replicas.filter(({ isStopping }) => isStopping);
  for (const { identity } of orphans) signalProcess(pidOf(identity), 'SIGTERM');
  if (await untilAllEnd([...orphans, ...leavers], signal)) return;
  for (const { identity } of orphans) if (isAlive(identity)) signalProcess(pidOf(identity), 'SIGKILL');
  await untilAllEnd([...orphans, ...leavers], signal);
}

/**
 * @param {Replica[]} replicas
 * @param {AbortSignal} signal
 */
function untilAllEnd(replicas, signal) {
  return waitUntil(() => !replicas.some(({ identity }) => isAlive(identity)), { limitMs: stopLimitMs, signal });
}
