/** The key that encrypts the secrets which are put through the API: made once, beside the data of the embedded database. */
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal, reasonOf } from './refusal.mjs';

/**
 * The key in the database's folder; the first to ask makes it.
 * @param {string} folder
 * @returns {string} 32 bytes in hex
 */
export function provideSecretsKey(folder) {
  const file = join(folder, 'secrets-key');
  try {
    if (!existsSync(file)) writeOnce(file, randomBytes(32).toString('hex'));
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Refusal(`${file} can't be used (${reasonOf(error)}): set SECRETS_KEY instead.`);
  }
}

/**
 * Under its name the file is whole from the beginning, and whoever comes second leaves the first one's as it is.
 * @param {string} file
 * @param {string} content
 */
function writeOnce(file, content) {
  const draft = `${file}.draft-${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (reasonOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
