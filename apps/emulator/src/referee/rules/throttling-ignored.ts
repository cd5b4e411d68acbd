import { groupsOf } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { replyBefore } from '../replies.js';
import { type Offence, type Rule, TOLERANCE_MS, elapsedMs, spanText, verdictOf } from '../rule.js';

/** Who repeats sooner than this after a reply has not waited at all. */
const AT_ONCE_MS = 10;

/** A request repeated before a 429 or 503 allowed it: with a hint before that time, without one at once. */
export const throttlingIgnored: Rule = {
  name: 'throttling-ignored',
  severity: 'error',
  expected:
    'After 429 or 503 wait as long as Retry-After says; without it a while of your own, longer from time to time',
  source: {
    title: 'RFC 6585, section 4 (429 Too Many Requests); RFC 9110, section 15.6.4 (503 Service Unavailable)',
    url: 'https://www.rfc-editor.org/rfc/rfc6585#section-4',
  },
  judge: ({ clients }) =>
    verdictOf(
      clients.flatMap((entries) => groupsOf(entries, purposeOf)).flatMap((entries) => [...judgeGroup(entries)]),
    ),
};

/** Requests for the same thing: throttled is the poll of a job, or its start, not all that a client does. */
function purposeOf({ kind, jobId, reference, start, place }: NumberedEntry): string {
  if (start !== null) return `start ${start.key ?? ''} ${start.sameAs}`;
  return `${kind} ${jobId ?? reference ?? place}`;
}

function* judgeGroup(entries: NumberedEntry[]): Generator<Offence | null> {
  for (const [index, request] of entries.entries()) {
    const reply = replyBefore(entries, index);
    if (reply?.isThrottled === true) yield judgeRepeat(request, reply);
  }
}

function judgeRepeat(request: NumberedEntry, reply: NumberedEntry): Offence | null {
  const elapsed = elapsedMs(reply, request);
  const told = `${spanText(elapsed)} after request ${reply.number} was answered ${reply.code}`;
  if (reply.waitMs === null) {
    return elapsed >= AT_ONCE_MS ? null : { entry: request, what: `Repeated at once, ${told}, which said no wait` };
  }
  if (elapsed >= reply.waitMs - TOLERANCE_MS - reply.waitSlackMs) return null;
  return { entry: request, what: `Repeated ${told} and asked to wait ${spanText(reply.waitMs)}` };
}
