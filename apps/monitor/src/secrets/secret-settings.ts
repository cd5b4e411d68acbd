import { z } from 'zod';

const VARIABLE = /^LONGWATCH_SECRET_([A-Z0-9][A-Z0-9_]*)$/;
export const KEY_BYTES = 32;

/** The setting SECRETS_KEY: keys of 32 bytes, base64 or hex, separated by commas. */
export const secretKeys = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every(isKey), 'must be keys of 32 bytes, in base64 or hex, separated by commas');

/** The secrets among the environment's variables, by what follows LONGWATCH_SECRET_. */
export function secretVariables(env: Record<string, unknown>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [variable, value] of Object.entries(env)) {
    const name = VARIABLE.exec(variable)?.[1];
    if (name !== undefined && typeof value === 'string') found[name] = value;
  }
  return found;
}

/** The bytes of a key as the setting gives it. */
export function keyBytes(text: string): Buffer {
  return /^[\da-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
}

function isKey(text: string): boolean {
  return (/^[\da-f]{64}$/i.test(text) || /^[A-Za-z0-9+/_-]{43}=?$/.test(text)) && keyBytes(text).length === KEY_BYTES;
}
