/** Postgres refuses to run as root: then it runs as another account, which must be able to get at its files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { Refusal } from './refusal.mjs';

/**
 * @typedef {object} Account
 * @property {number} uid
 * @property {number} gid
 * @property {string} name
 */

/**
 * @param {string} clusterFolder data that exists already keeps its owner
 * @returns {Account | undefined} undefined means our own account
 */
export function chooseAccount(clusterFolder) {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(clusterFolder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `user ${owner.uid}` };
  try {
    const ask = (/** @type {string} */ option) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
    return { uid: ask('-u'), gid: ask('-g'), name: 'nobody' };
  } catch {
    throw new Refusal(
      'Postgres does not run as root, and there is no account "nobody" for it: start as another user, or set DATABASE_URL.',
    );
  }
}

/**
 * Asks the system itself, as that account, since permissions have more rules than a mode shows.
 * @param {Account | undefined} account
 * @param {string} path
 */
export function canReach(account, path) {
  const { uid, gid } = account ?? {};
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', path], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0;
}
