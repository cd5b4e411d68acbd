import { createHash } from 'node:crypto';

/** Where APIs of all kinds take credentials, beside Authorization. */
const KEY_HEADERS =
  /^(authorization|cookie|x-api-key|api-key|x-functions-key|ocp-apim-subscription-key|private-token|x-[a-z-]*(token|key|secret))$/;

/** Headers of these names are no credentials, though they look like some. */
const NO_CREDENTIALS = new Set(['x-idempotency-key', 'x-csrf-token', 'x-client-token', 'x-request-key']);

/**
 * A fingerprint of the credentials of a request, by which they are known again without being kept; null where there are
 * none. Headers have names in lower case. Of a signature (AWS) it is that of the key, for each request has another one.
 */
export function credentialOf(headers: Record<string, string | undefined>): string | null {
  const credentials = Object.keys(headers)
    .filter((name) => KEY_HEADERS.test(name) && !NO_CREDENTIALS.has(name) && headers[name] !== undefined)
    .sort()
    .map((name) => [name, keyOf(headers[name]!)]);
  if (credentials.length === 0) return null;
  return createHash('sha256').update(JSON.stringify(credentials)).digest('base64url').slice(0, 22);
}

function keyOf(value: string): string {
  return /^AWS4-[A-Z0-9-]+ Credential=([^/,\s]+)/.exec(value)?.[1] ?? value;
}
