import type { NumberedEntry } from '../journal-entry.js';
import { isRedirect } from '../replies.js';
import { type Offence, type Rule, http, verdictOf } from '../rule.js';

/** A later request to the same place is no following of the redirect. */
const FOLLOWED_WITHIN_MS = 10_000;

const reading = new Set(['GET', 'HEAD']);

/** A redirect followed with another method or body than its code asks for. */
export const redirectFollowedWrongly: Rule = {
  name: 'redirect-followed-wrongly',
  severity: 'error',
  expected:
    'Follow 307 and 308 with the same method and body, 303 with GET, 301 and 302 with the same method or, after POST, with GET',
  source: http('15.4', 'Redirection 3xx'),
  judge: ({ clients }) => verdictOf(clients.flatMap((entries) => [...judgeClient(entries)])),
};

function* judgeClient(entries: NumberedEntry[]): Generator<Offence | null> {
  for (const [index, redirect] of entries.entries()) {
    if (!isRedirect(redirect)) continue;
    const followed = followUp(entries, index, redirect);
    if (followed === undefined) continue;
    const wrong = wrongIn(redirect, followed);
    const what = `Followed the ${redirect.code} to request ${redirect.number} (${redirect.method}) ${wrong}`;
    yield wrong === undefined ? null : { entry: followed, what };
  }
}

/** The next request to where the redirect leads, if it is the next that the client did about the job. */
function followUp(entries: NumberedEntry[], index: number, redirect: NumberedEntry): NumberedEntry | undefined {
  for (const entry of entries.slice(index + 1, index + 1000)) {
    if (entry.at > redirect.answeredAt + FOLLOWED_WITHIN_MS) return undefined;
    if (entry.place === redirect.leadsTo) return isAnother(entry, redirect, entries) ? undefined : entry;
  }
  return undefined;
}

/** A cancel at the place to which a poll was redirected is a cancel, and a start is one where others were sent before. */
function isAnother({ kind, place }: NumberedEntry, redirect: NumberedEntry, entries: NumberedEntry[]): boolean {
  if (kind === redirect.kind) return false;
  if (kind !== 'start') return ['cancel', 'pause', 'resume', 'purge'].includes(kind);
  return entries.some((entry) => entry.kind === 'start' && entry.place === place && entry.at <= redirect.at);
}

function wrongIn(redirect: NumberedEntry, followed: NumberedEntry): string | undefined {
  const { code, method } = redirect;
  if (code === 303) return reading.has(followed.method) ? undefined : `with ${followed.method} instead of GET`;
  const isSame = followed.method === method;
  if (code === 301 || code === 302) {
    return isSame || (method === 'POST' && followed.method === 'GET') ? undefined : `with ${followed.method}`;
  }
  if (!isSame) return `with ${followed.method} instead of ${method}`;
  return followed.body === redirect.body ? undefined : 'with another body';
}
