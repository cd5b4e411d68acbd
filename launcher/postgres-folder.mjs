/** Where the embedded database keeps all that is its own. */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkout, workFolder } from './places.mjs';
import { canReach, chooseAccount } from './postgres-account.mjs';
import { Refusal, reasonOf } from './refusal.mjs';

/** The folder that Postgres itself fills, within the database's folder. */
export const clusterIn = (/** @type {string} */ folder) => join(folder, 'cluster');

/**
 * Picks the folder and makes sure that it can be written, by us and by the account that Postgres runs as.
 * @param {string | undefined} dataFolder the setting DATA_DIR
 * @returns {{ folder: string, note?: string }} the note says why it is not where one would look for it
 */
export function chooseFolder(dataFolder) {
  const wanted = dataFolder ?? join(workFolder, 'postgres');
  prepareFolder(wanted);
  const account = chooseAccount(clusterIn(wanted));
  if (!account || canReach(account, wanted)) return { folder: wanted };
  const why = `Postgres runs as ${account.name}, who can't enter ${wanted}`;
  if (dataFolder) throw new Refusal(`${why}: set DATA_DIR to a folder below ones that everybody may enter.`);
  const elsewhere = join('/var/lib/longwatch', createHash('sha256').update(checkout).digest('hex').slice(0, 12));
  prepareFolder(elsewhere);
  if (!canReach(account, elsewhere))
    throw new Refusal(`${why}, nor ${elsewhere}: set DATA_DIR to a folder that everybody may enter.`);
  return { folder: elsewhere, note: `${why}; its data is in ${elsewhere}.` };
}

/**
 * Creates the folder where it is missing, and tries that it can be written. Only folders made here get their
 * permissions from here: as root they must let the account of Postgres pass, whatever the umask says.
 * @param {string} folder
 */
export function prepareFolder(folder) {
  const isRoot = process.getuid?.() === 0;
  try {
    makeFolder(folder, isRoot ? 0o711 : 0o700);
    const probe = join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new Refusal(`The data folder ${folder} can't be written (${reasonOf(error)}): set DATA_DIR to one that can.`);
  }
}

/**
 * Node's own recursive way never returns where a folder can't be made, such as below /proc.
 * @param {string} folder
 * @param {number} mode of the folder itself; those above it are open to all
 */
function makeFolder(folder, mode) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), 0o755);
  try {
    mkdirSync(folder);
    chmodSync(folder, mode);
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw error;
  }
}

/**
 * The password of the database, kept beside the data for our own eyes.
 * @param {string} folder
 */
export function readPassword(folder) {
  const file = join(folder, 'password');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

export function makePassword() {
  return randomBytes(24).toString('hex');
}

/**
 * @param {string} folder
 * @param {string} password
 */
export function writePassword(folder, password) {
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
}
