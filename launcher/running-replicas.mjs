/**
 * Which processes of this checkout run its build: `.longwatch/running/` holds one small file for each. While any of
 * them lives, nobody may install or build underneath it.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningFolder } from './places.mjs';
import { identifyProcess, isAlive, pidOf, signalProcess } from './process-identity.mjs';
import { waitUntil } from './wait-until.mjs';

/**
 * @typedef {object} Replica
 * @property {string} name
 * @property {string} identity
 * @property {string} supervisor identity of the process that looks after it; its own when nobody does
 */

/** A replica stops within ten seconds of being asked; what takes longer is stuck. */
const stopLimitMs = 12_000;

/**
 * @param {string} name
 * @param {number} pid
 * @param {number} [supervisorPid]
 * @returns {() => void} takes the entry away again
 */
export function registerReplica(name, pid, supervisorPid = pid) {
  const identity = identifyProcess(pid);
  if (!identity) return () => {};
  mkdirSync(runningFolder, { recursive: true });
  const file = join(runningFolder, `${name}-${identity.split(' ', 2).join('-')}.json`);
  writeFileSync(file, JSON.stringify({ name, identity, supervisor: identifyProcess(supervisorPid) ?? '' }));
  return () => rmSync(file, { force: true });
}

/**
 * The replicas that live; entries of dead ones are taken away.
 * @returns {Replica[]}
 */
export function liveReplicas() {
  mkdirSync(runningFolder, { recursive: true });
  return readdirSync(runningFolder).flatMap((name) => {
    const file = join(runningFolder, name);
    const replica = readReplica(file);
    if (replica && isAlive(replica.identity)) return [replica];
    // An entry that cannot be read is being written, or was cut short by a crash: it is left alone.
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
 * Ends replicas whose supervisor was killed. They stop by themselves as a rule; their ports are free afterwards.
 * @param {AbortSignal} signal
 */
export async function endOrphans(signal) {
  const orphans = liveReplicas().filter(({ supervisor }) => !isAlive(supervisor));
  for (const { identity } of orphans) signalProcess(pidOf(identity), 'SIGTERM');
  const gone = await waitUntil(() => !orphans.some(({ identity }) => isAlive(identity)), {
    limitMs: stopLimitMs,
    signal,
  });
  if (gone) return;
  for (const { identity } of orphans) if (isAlive(identity)) signalProcess(pidOf(identity), 'SIGKILL');
  await waitUntil(() => !orphans.some(({ identity }) => isAlive(identity)), { limitMs: 2_000, signal });
}
