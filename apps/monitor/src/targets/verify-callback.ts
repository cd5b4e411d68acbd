import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Profile, Secret } from '@app/contracts';
import { Webhook } from 'standardwebhooks';
import { singleValue } from './secret-values.js';

/** How a profile says that callbacks prove where they come from. */
export type CallbackProof = NonNullable<NonNullable<Profile['callback']>['verify']>;

/** A callback as it came: names of headers in lower case, the body byte for byte. */
export interface Callback {
  headers: Record<string, string | string[] | undefined>;
  rawBody: Buffer;
}

/**
 * Whether a callback comes from who it says, beside having found the unguessable URL. Without its secret nothing is
 * proved. Every comparison takes the same time wherever the difference lies.
 */
export function verifyCallback(
  verify: CallbackProof | undefined,
  secret: Secret | undefined,
  { headers, rawBody }: Callback,
): boolean {
  if (verify === undefined || verify.scheme === 'url') return true;
  const key = secret === undefined ? undefined : singleValue(secret);
  if (key === undefined || key === '') return false;
  if (verify.scheme === 'standard-webhooks') return isStandardWebhook(key, headers, rawBody);
  const given = first(headers[verify.header.toLowerCase()]);
  if (given === undefined) return false;
  if (verify.scheme === 'token') return isEqual(withoutBearer(given), key) || isEqual(given, key);
  const { algorithm, encoding, prefix = '' } = verify;
  const expected = prefix + createHmac(algorithm, key).update(rawBody).digest(encoding);
  return encoding === 'hex' ? isEqual(given.toLowerCase(), expected.toLowerCase()) : isEqual(given, expected);
}

/** https://www.standardwebhooks.com: id, timestamp (within five minutes) and body, signed; one of several signatures will do. */
function isStandardWebhook(key: string, headers: Callback['headers'], rawBody: Buffer): boolean {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, first(value) ?? '']));
  try {
    new Webhook(key).verify(rawBody, flat, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function withoutBearer(text: string): string {
  return text.replace(/^Bearer\s+/i, '');
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
