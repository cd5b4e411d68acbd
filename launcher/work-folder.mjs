import { mkdirSync } from 'node:fs';
import { Refusal, reasonOf } from './refusal.mjs';

/**
 * Makes a folder of ours in the checkout, where it is missing.
 * @param {string} folder
 */
export function makeWorkFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Refusal(`${folder} can't be made (${reasonOf(error)}): Longwatch needs it to run from this checkout.`);
  }
}
