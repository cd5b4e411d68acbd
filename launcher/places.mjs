/** Where things are in this checkout. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = dirname(dirname(fileURLToPath(import.meta.url)));

/** Everything that running leaves behind; ignored by git. */
export const workFolder = join(checkout, '.longwatch');
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
