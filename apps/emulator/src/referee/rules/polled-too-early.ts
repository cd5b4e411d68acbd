import type { Thread } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { isThrottled, replyBefore } from '../replies.js';
import { type Offence, type Rule, TOLERANCE_MS, elapsedMs, http, spanText, verdictOf } from '../rule.js';

/** Replies to these may ask to wait; one of the others ends what was asked before, for the job is another then. */
const asking = new Set(['start', 'poll']);
const changing = new Set(['cancel', 'pause', 'resume']);

/** A poll before the last reply allowed one. Throttled requests are another rule's. */
export const polledTooEarly: Rule = {
  name: 'polled-too-early',
  severity: 'error',
  expected:
    'Wait from the reply on at least as long as it asks, the reply to the start as well, before asking for the job again',
  source: http('10.2.3', 'Retry-After'),
  judge: ({ threads }) => verdictOf(threads.flatMap((thread) => [...judgeThread(thread)])),
};

function* judgeThread({ entries }: Thread): Generator<Offence | null | undefined> {
  for (const [index, poll] of entries.entries()) {
    if (poll.kind !== 'poll') continue;
    const reply = replyBefore(entries, index, ({ kind }) => asking.has(kind) || changing.has(kind));
    if (reply === undefined || reply.waitMs === null || isThrottled(reply)) continue;
    yield judgePoll(poll, reply, reply.waitMs);
  }
}

function judgePoll(poll: NumberedEntry, reply: NumberedEntry, waitMs: number): Offence | null {
  const elapsed = elapsedMs(reply, poll);
  if (elapsed >= waitMs - TOLERANCE_MS - reply.waitSlackMs) return null;
  const what = `Polled ${spanText(elapsed)} after the reply to request ${reply.number} (${reply.kind}), which asked to wait ${spanText(waitMs)}`;
  return { entry: poll, what };
}
