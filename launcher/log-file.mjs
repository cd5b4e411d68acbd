/** Log files under `.longwatch/logs`: opened to append, put aside when they have grown large. */
import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal, reasonOf } from './refusal.mjs';

const sizeLimit = 20 * 1024 * 1024;
const tailSize = 16 * 1024;

/**
 * @param {string} path
 * @returns {{ path: string, descriptor: number, begin: number }} begin is where this run's lines begin
 */
export function openLogFile(path) {
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (sizeOf(path) > sizeLimit) renameSync(path, `${path}.1`);
    return { path, begin: sizeOf(path), descriptor: openSync(path, 'a', 0o644) };
  } catch (error) {
    throw new Refusal(`The log ${path} can't be written (${reasonOf(error)}).`);
  }
}

/** @param {string} path */
function sizeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * What a program said last about its trouble: plain lines, such as an error it died of, else its log lines of errors.
 * @param {string} path
 * @param {number} begin
 * @returns {string}
 */
export function lastWords(path, begin) {
  const size = sizeOf(path);
  const start = Math.max(begin, size - tailSize);
  const buffer = Buffer.alloc(Math.max(0, size - start));
  const descriptor = openSync(path, 'r');
  readSync(descriptor, buffer, 0, buffer.length, start);
  closeSync(descriptor);
  const lines = buffer
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '');
  const plain = lines.filter((line) => !line.startsWith('{'));
  const errors = lines.filter((line) => /^\{.*"level":"?(error|fatal|50|60)\b/.test(line));
  return (plain.length > 0 ? plain.slice(-12) : errors.slice(-3)).map((line) => `  ${line}`).join('\n');
}
