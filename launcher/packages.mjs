/** The npm packages: are they what package-lock.json asks for, and how to get them. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { checkout } from './places.mjs';
import { Refusal } from './refusal.mjs';
import { sayHowLong } from './say.mjs';

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} LockedPackages */

/** npm writes a lock file of what it installed as its last act, so an interrupted install is seen as none. */
export function packagesAreInstalled() {
  const wanted = readLock(join(checkout, 'package-lock.json'));
  const installed = readLock(join(checkout, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return optional === true;
    return (
      found.version === version && found.integrity === integrity && existsSync(join(checkout, path, 'package.json'))
    );
  });
}

/** Something is installed, though it may not be what the lock file asks for now. */
export function packagesAreUsable() {
  return existsSync(join(checkout, 'node_modules', '.package-lock.json'));
}

/**
 * @param {string} file
 * @returns {LockedPackages | undefined}
 */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {{ signal: AbortSignal, onStarted: (pid: number | undefined) => void }} options
 */
export async function installPackages(options) {
  // No package runs code while it is installed; the embedded database's libraries are linked when they are needed.
  const words = [...npmCommand(), 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error'];
  const { code, output } = await sayHowLong('Installing packages', () => runCommand(words, options));
  if (code !== 0)
    throw new Refusal(`The packages could not be installed (npm ci, exit code ${code}):\n${output.trim()}`);
}

/** The npm that runs us, else the one beside this Node, else the one on the path. */
function npmCommand() {
  const beside = join(dirname(dirname(process.execPath)), 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const candidates = [process.env.npm_execpath ?? '', beside];
  const script = candidates.find((path) => basename(path) === 'npm-cli.js' && existsSync(path));
  return script ? [process.execPath, script] : ['npm'];
}
