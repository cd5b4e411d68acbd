/** Where things are, in a checkout and in an installed package. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: a checkout, or where npm has put the package. */
export const checkout = dirname(dirname(fileURLToPath(import.meta.url)));

/** Whether this is a checkout. A package, into which npm never puts the lock file, is built and installed already. */
export const isCheckout = existsSync(join(checkout, 'package-lock.json'));

/** Everything that running leaves behind; ignored by git. What npm has installed npm may take away, with all that is in it. */
export const workFolder = join(isCheckout ? checkout : homedir(), '.longwatch');
export const logsFolder = join(workFolder, 'logs');
export const runningFolder = join(workFolder, 'running');

/** @typedef {'emulator' | 'monitor'} AppName */

/** @type {readonly AppName[]} */
export const appNames = ['emulator', 'monitor'];

/**
 * The script that runs a built app.
 * @param {AppName} app
 */
export function entryOf(app) {
  return join(checkout, 'dist', 'apps', app, 'apps', app, 'src', 'main.js');
}
