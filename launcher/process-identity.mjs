/**
 * Process ids are used again by the system. An identity is a pid together with what tells its holder from
 * every other: when it started, and since which boot that is counted.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * @param {number} pid
 * @returns {string | undefined} undefined when no such process runs (a zombie does not)
 */
export function identifyProcess(pid) {
  try {
    return process.platform === 'linux' ? identifyOnLinux(pid) : identifyByPs(pid);
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function identifyOnLinux(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the command's name in parentheses, and may hold spaces itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${pid} ${fields[19]} ${boot}`;
}

/** @param {number} pid */
function identifyByPs(pid) {
  const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const [state = '', ...startedAt] = line.split(/\s+/);
  return line === '' || state.startsWith('Z') ? undefined : `${pid} ${startedAt.join(' ')}`;
}

/** @param {string} identity */
export function pidOf(identity) {
  return Number(identity.split(' ')[0]);
}

/** @param {string} identity */
export function isAlive(identity) {
  return identifyProcess(pidOf(identity)) === identity;
}

/**
 * The words that a process was started with; empty when it is gone or not ours to see.
 * @param {number} pid
 * @returns {string}
 */
export function commandLineOf(pid) {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/**
 * Signals a process that may be gone already.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}
