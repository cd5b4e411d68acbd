/** The build of the apps in dist/: is it a build of the sources as they are now, and how to make it so. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { appNames, checkout, entryOf } from './places.mjs';
import { Refusal } from './refusal.mjs';
import { sayHowLong } from './say.mjs';

/** Holds the fingerprint of the sources that dist/ was built from; absent while a build is under way. */
const stampFile = join(checkout, 'dist', '.built-from');
const sources = ['apps', 'libs', 'tsconfig.json', 'nest-cli.json', 'package.json', 'package-lock.json'];

export function buildIsFresh() {
  return buildIsUsable() && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprintOfSources();
}

export function buildIsUsable() {
  return existsSync(stampFile) && appNames.every((app) => existsSync(entryOf(app)));
}

/** Says that dist/ is a build of the sources as they are now. */
export function stampBuild(fingerprint = fingerprintOfSources()) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, fingerprint);
}

/** One hash over the names and contents of all that goes into a build. */
function fingerprintOfSources() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesUnder(source)).sort()) {
    const content = readFileSync(join(checkout, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path within the checkout
 * @returns {string[]}
 */
function filesUnder(path) {
  const full = join(checkout, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'));
  return files.map((entry) => join(entry.parentPath, entry.name).slice(checkout.length + 1));
}

/**
 * @param {{ signal: AbortSignal, onStarted: (pid: number | undefined) => void }} options
 */
export async function buildApps(options) {
  const fingerprint = fingerprintOfSources();
  rmSync(stampFile, { force: true });
  const nest = join(checkout, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  const results = await sayHowLong('Building the apps', () =>
    Promise.all(appNames.map((app) => runCommand([process.execPath, nest, 'build', app], options))),
  );
  const output = results.filter(({ code }) => code !== 0).map((result) => result.output.trim());
  if (output.length > 0) throw new Refusal(`The apps could not be built:\n${output.join('\n')}`);
  stampBuild(fingerprint);
}
