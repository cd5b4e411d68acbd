import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Supplement, faultsOf, supplementSchema } from '@app/contracts';
import {
  ProfileFaulty,
  ShippedFilesFaulty,
  readShippedFile,
  readText,
  shippedFileNames,
  shippedFolder,
  textOf,
  troublesOf,
} from '@app/documents';
import type { DialectDocument } from './dialects.repository.js';

/** The names of the dialects that come along: one for each profile of the library. */
export function shippedDialectNames(): string[] {
  return shippedFileNames();
}

/**
 * Reads a profile of the library with its supplement; undefined where there is none. A file at a time, when it is asked
 * for: the emulator is up before it could have read all. Throws ShippedFilesFaulty.
 */
export function readShippedDialect(name: string): DialectDocument | undefined {
  const resolved = readShippedFile(name);
  return resolved && { profile: resolved.profile, supplement: readShippedSupplement(name) };
}

/** What stands in `dialects/<name>.yaml`; without such a file the profile says it all. Throws ShippedFilesFaulty. */
export function readShippedSupplement(name: string, folder = shippedFolder('dialects')): Supplement {
  const path = join(folder, `${name}.yaml`);
  if (!existsSync(path)) return {};
  const text = readText(readFileSync(path, 'utf8'));
  const parsed = supplementSchema.safeParse(text.value);
  if (parsed.success) return parsed.data;
  const faulty = new ProfileFaulty(faultsOf(parsed.error, supplementSchema));
  throw new ShippedFilesFaulty(troublesOf(faulty, path, text).map(textOf).join('\n'));
}
