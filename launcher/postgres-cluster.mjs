/** The files of the database: made once, whole or not at all. */
import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { clusterIn, makePassword, readPassword, writePassword } from './postgres-folder.mjs';
import { Refusal } from './refusal.mjs';

/**
 * @typedef {object} Installation
 * @property {string} bin where `postgres` and `initdb` are
 * @property {string} folder the database's folder
 * @property {import('./postgres-account.mjs').Account | undefined} account
 */

export const superuser = 'longwatch';
export const databaseName = 'longwatch';

/**
 * Must not be called while a Postgres runs on these files.
 * @param {Installation} installation
 * @returns {string} the superuser's password
 */
export function provideCluster(installation) {
  const { folder } = installation;
  const cluster = clusterIn(folder);
  const known = readPassword(folder);
  const password = known ?? makePassword();
  if (existsSync(cluster)) {
    checkVersion(installation, cluster);
    if (!known) runStatement(installation, cluster, `ALTER ROLE ${superuser} PASSWORD '${password}'`);
    writePassword(folder, password);
  } else {
    writePassword(folder, password);
    createCluster(installation, password);
  }
  return password;
}

/**
 * Fills a draft and renames it, so that a start that was killed half-way leaves nothing that looks finished.
 * @param {Installation} installation
 * @param {string} password
 */
function createCluster(installation, password) {
  const { bin, folder, account } = installation;
  removeDrafts(folder);
  // A name of its own: the initdb of a start that was killed may still be writing into another draft.
  const draft = `${clusterIn(folder)}.draft-${process.pid}`;
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  const options = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'];
  runAs(installation, join(bin, 'initdb'), ['-D', draft, '-U', superuser, `--pwfile=${passwordFile}`, ...options]);
  rmSync(passwordFile);
  runStatement(installation, draft, `CREATE DATABASE ${databaseName}`);
  renameSync(draft, clusterIn(folder));
}

/** @param {string} folder */
function removeDrafts(folder) {
  const drafts = readdirSync(folder).filter((name) => name.startsWith('cluster.draft-'));
  for (const name of drafts) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Runs one statement without a server, in Postgres's single-user mode: there is no client at hand.
 * @param {Installation} installation
 * @param {string} cluster
 * @param {string} statement
 */
function runStatement(installation, cluster, statement) {
  const words = ['--single', '-D', cluster, '-c', 'exit_on_error=on', 'postgres'];
  runAs(installation, join(installation.bin, 'postgres'), words, `${statement}\n`);
}

/**
 * @param {Installation} installation
 * @param {string} command
 * @param {string[]} words
 * @param {string} [input]
 */
function runAs({ account }, command, words, input = '') {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    ...{ uid: account?.uid, gid: account?.gid, cwd: '/', input, encoding: 'utf8' },
    env: postgresEnvironment(),
  });
  if (status === 0) return;
  const output = error ? error.message : `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new Refusal(`The database could not be prepared (${command}, exit code ${status}):\n${output}`);
}

/** Our environment without what would lead Postgres elsewhere or change the language of its messages. */
export function postgresEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

/**
 * @param {Installation} installation
 * @param {string} cluster
 */
function checkVersion({ bin }, cluster) {
  const written = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const [, installed = written] = /(\d+)/.exec(stdout ?? '') ?? [];
  if (written === installed) return;
  throw new Refusal(
    `The data in ${cluster} was written by Postgres ${written}, and Postgres ${installed} can't read it: ` +
      `set DATA_DIR to a new folder, or DATABASE_URL to a Postgres ${written}.`,
  );
}
