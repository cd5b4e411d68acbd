import { type Profile, type Redactor, amountMs, redactor, retryAfterMs } from '@app/contracts';
import { credentialsOf, valuesOf } from './credentials.js';
import { fingerprint } from './fingerprint.js';
import type { JournalEntry, StartNote } from './journal-entry.js';
import type { PlayedRequest } from './played-request.js';

const MAX_CLIENT_CHARACTERS = 200;
const MAX_PATH_CHARACTERS = 300;
const MAX_REFERENCE_CHARACTERS = 512;
const CLIENT_HEADER = 'longwatch-client';

/** An HTTP-date has whole seconds: measured by another clock than the reply's own, up to one is missing. */
const DATE_SLACK_MS = 1000;

const redactorOf = (names: readonly string[]): Redactor =>
  redactor({ profile: { redact: [...names] } as unknown as Profile });
const shown = redactorOf([]);

/** What is kept of a request that was played. */
export function toEntry(played: PlayedRequest): JournalEntry {
  const { request, reply } = played;
  const reference = played.job?.reference ?? played.reference;
  const emulatedAnsweredAt = played.emulatedAnsweredAt ?? played.emulatedAt + (played.answeredAt - played.at);
  return {
    dialect: played.dialect,
    client: clientOf(request.headers),
    kind: played.kind,
    isForeign: played.origin === 'foreign',
    method: request.method,
    path: shownPath(played),
    place: placeOf(played.url),
    jobId: played.job?.id ?? null,
    reference: reference === undefined ? null : storable(reference.slice(0, MAX_REFERENCE_CHARACTERS)),
    at: played.at,
    emulatedAt: played.emulatedAt,
    answeredAt: played.answeredAt,
    emulatedAnsweredAt,
    code: reply?.code ?? null,
    waitMs: waitOf(played),
    waitSlackMs: /[a-z]/i.test(reply?.headers['retry-after'] ?? '') ? DATE_SLACK_MS : 0,
    isThrottled: (reply?.code === 429 || reply?.code === 503) && played.isThrottled !== false,
    tellsEnd: reply !== null && played.tellsEnd === true,
    isAlsoResult: played.isAlsoResult === true,
    leadsTo: leadsTo(played),
    body: fingerprint(bodyText(request)),
    credentials: credentialsOf(played),
    carried: played.origin === 'foreign' ? valuesOf(played) : [],
    start: startNote(played),
  };
}

function clientOf(headers: PlayedRequest['request']['headers']): string {
  const name = headers[CLIENT_HEADER] ?? headers['user-agent'] ?? '';
  return storable(name.trim().slice(0, MAX_CLIENT_CHARACTERS)) || 'unnamed';
}

/** Hiding looks at every character, so it is left out where there is nothing to hide. */
function shownPath({ url, credentialNames = [] }: PlayedRequest): string {
  const { length } = credentialNames;
  const hidden = /[?@=]/.test(url) ? (length === 0 ? shown : redactorOf(credentialNames)).url(url) : url;
  return storable(hidden.slice(0, MAX_PATH_CHARACTERS));
}

/** Without what JSON in Postgres can't hold. */
function storable(text: string): string {
  return text.replace(/[\0\p{Cs}]/gu, '');
}

/** The same place has the same fingerprint, whether its namespace stands in front of it or in a header. */
function placeOf(url: string): string {
  return fingerprint(url.replace(/^\/ns\/[^/]+(?=\/)/, '').replace(/#.*$/, ''));
}

function leadsTo({ reply, url }: PlayedRequest): string | null {
  const location = reply?.headers['location'];
  if (location === undefined || !URL.canParse(location, `http://emulator${url}`)) return null;
  const { pathname, search } = new URL(location, `http://emulator${url}`);
  return placeOf(pathname + search);
}

function waitOf({ reply, hintMs, longestWaitMs, answeredAt }: PlayedRequest): number | null {
  if (reply === null) return null;
  const { headers } = reply;
  const told =
    hintMs === undefined ? (amountMs(headers['retry-after-ms'], 1) ?? retryAfterMs(headers, answeredAt)) : hintMs;
  return told === undefined || told === null ? null : Math.min(told, longestWaitMs ?? Infinity);
}

function startNote({ start, url, request, reply }: PlayedRequest): StartNote | null {
  if (start === undefined) return null;
  return {
    key: start.key === undefined ? null : fingerprint(start.key),
    sameAs: fingerprint(`${request.method} ${url.replace(/[?#].*$/, '')} ${bodyText(start.keyless ?? request)}`),
    takesKey: start.takesKey,
    isSafeToRepeat: start.isSafeToRepeat,
    isDoubtful: start.isDoubtful ?? isDoubtful(reply?.code),
  };
}

function isDoubtful(code: number | undefined): boolean {
  return code === undefined || code === 408 || (code >= 500 && code !== 501);
}

function bodyText({ body, text }: Pick<PlayedRequest['request'], 'body' | 'text'>): string {
  return body === undefined ? (text ?? '') : JSON.stringify(body);
}
