import type { CredentialNote } from './journal-entry.js';
import { fingerprint } from './fingerprint.js';
import type { PlayedRequest } from './played-request.js';

/** Headers that say who the caller is, in the APIs of the library and in most others. */
const secretHeaders =
  /^(authorization|proxy-authorization|cookie)$|api-?key|(^|-)(token|secret|password)$|(subscription|functions|access|account)-key$/;

/** The same of query parameters. Signatures are not among them: a URL that was handed out has its own. */
const secretParameters =
  /^(code|key|api[-_]?key|access[-_]?token|auth[-_]?token|token|secret|password|subscription-key)$/;

/** At most so many values of a request are looked at. */
const MOST_VALUES = 64;
/** A shorter text is the same as another by chance. */
const LEAST_CHARACTERS = 6;

type Sent = Pick<PlayedRequest, 'request' | 'credentialNames'>;

/** What a request says who the caller is with. */
export function credentialsOf({ request, credentialNames = [] }: Sent): CredentialNote[] {
  const own = new Set(credentialNames.map((name) => name.toLowerCase()));
  const isSecret = (name: string, usual: RegExp): boolean => own.has(name) || usual.test(name);
  const inHeaders = Object.entries(request.headers).flatMap(([name, value]) =>
    value !== undefined && value !== '' && isSecret(name, secretHeaders) ? [note(name, 'header', value)] : [],
  );
  const inQuery = request.query.flatMap(([name, value]) =>
    value !== '' && isSecret(name.toLowerCase(), secretParameters) ? [note(name, 'query', value)] : [],
  );
  return [...inHeaders, ...inQuery].slice(0, MOST_VALUES);
}

/** Whether a query parameter of that name says who the caller is; `own`: how the API itself calls it. */
export function isSecretParameter(name: string, own: readonly string[]): boolean {
  const known = name.toLowerCase();
  return secretParameters.test(known) || own.some((one) => one.toLowerCase() === known);
}

/** Fingerprints of all that a request carries in its headers and its query. */
export function valuesOf({ request }: Sent): string[] {
  const headers = Object.entries(request.headers).flatMap(([, value]) => (value === undefined ? [] : [value]));
  const values = [...headers, ...request.query.map(([, value]) => value)].filter(
    (value) => bare(value).length >= LEAST_CHARACTERS,
  );
  return [...new Set(values.slice(0, MOST_VALUES).map((value) => fingerprint(bare(value))))];
}

function note(name: string, place: CredentialNote['place'], value: string): CredentialNote {
  return { name, place, print: fingerprint(bare(value)) };
}

/** A token is the same with and without the scheme in front of it. */
function bare(value: string): string {
  return value.trim().replace(/^(Bearer|Basic|Token|Api-Key|Key)\s+/i, '');
}
