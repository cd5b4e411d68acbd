import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ResolvedProfile, extendedName, resolveProfile } from './profile-document.js';
import { type ReadText, readText } from './profile-text.js';
import { textOf, troublesOf } from './file-troubles.js';

const EXTENSION = '.yaml';

/** Files of the library that are no profiles; the message tells every fault of every file, a line each. */
export class ShippedFilesFaulty extends Error {}

/** A folder of the shipped library, beside the package.json above this file, built or not, image or not. */
export function shippedFolder(name = 'profiles'): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, name);
}

/**
 * Reads every profile of a folder, by name. A file has the name of its profile, and may extend another file of the folder.
 * Throws ShippedFilesFaulty.
 */
export function readShippedFiles(folder = shippedFolder()): Map<string, ResolvedProfile> {
  const files = openFiles(folder);
  for (const name of files.names) files.resolve(name);
  return files.resolved();
}

/** Reads one profile of a folder, and what it extends; undefined where there is none. Throws ShippedFilesFaulty. */
export function readShippedFile(name: string, folder = shippedFolder()): ResolvedProfile | undefined {
  const files = openFiles(folder);
  files.resolve(name);
  return files.resolved().get(name);
}

/** The names of the profiles of a folder, sorted. Throws ShippedFilesFaulty. */
export function shippedFileNames(folder = shippedFolder()): string[] {
  return filesOf(folder).map((file) => basename(file, EXTENSION));
}

function openFiles(folder: string) {
  const texts = new Map(filesOf(folder).map((file) => [basename(file, EXTENSION), join(folder, file)]));
  const resolved = new Map<string, ResolvedProfile>();
  const troubles: string[] = [];
  const resolve = (name: string, below: string[] = []): ResolvedProfile | undefined => {
    const path = texts.get(name);
    const known = resolved.get(name);
    if (path === undefined || known !== undefined || below.includes(name)) return known;
    let text: ReadText | undefined;
    try {
      text = readText(readFileSync(path, 'utf8'));
      const extended = extendedName(text.value);
      const base = extended === undefined ? undefined : resolve(extended, [...below, name])?.profile;
      const profile = resolveProfile(text.value, { name, base });
      resolved.set(name, profile);
      return profile;
    } catch (error) {
      troubles.push(...troublesOf(error, path, text).map(textOf));
      return undefined;
    }
  };
  return {
    names: [...texts.keys()],
    resolve,
    resolved: () => {
      if (troubles.length > 0) throw new ShippedFilesFaulty([...new Set(troubles)].join('\n'));
      return resolved;
    },
  };
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith(EXTENSION))
      .sort();
  } catch (error) {
    throw new ShippedFilesFaulty(`The shipped profiles can't be read: ${(error as Error).message}`);
  }
}
