import type { Call, Thread } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { isGood, replyBefore } from '../replies.js';
import { type Offence, type Rule, TOLERANCE_MS, elapsedMs, http, spanText, verdictOf } from '../rule.js';

/** Replies to these may ask to wait. */
const asking = new Set(['start', 'poll']);

/** One of these that was taken, or came too late, ends what was asked before: the job is another then. */
const changing = new Set(['cancel', 'pause', 'resume']);
const tooLate = new Set([404, 409, 410]);

/** So long after its answer to a callback a client may come to ask; polls that were due anyway may come in between. */
const REACTION_MS = 5000;

/** Whether a callback is what a poll came of. */
function excuses({ calledAt, answeredAt }: Call, reply: NumberedEntry, poll: NumberedEntry): boolean {
  return answeredAt >= reply.at - REACTION_MS && calledAt <= poll.at + TOLERANCE_MS;
}

/** A poll before the last reply allowed one. Throttled requests are another rule's. */
export const polledTooEarly: Rule = {
  name: 'polled-too-early',
  severity: 'error',
  expected:
    'Wait from the reply on at least as long as it asks, the reply to the start as well, before asking for the job again',
  source: http('10.2.3', 'Retry-After'),
  judge: ({ threads, callbacks }) =>
    verdictOf(threads.flatMap((thread) => [...judgeThread(thread, callbacks.get(thread.jobId) ?? [])])),
};

function* judgeThread({ entries }: Thread, calls: readonly Call[]): Generator<Offence | null | undefined> {
  const unused = [...calls];
  for (const [index, poll] of entries.entries()) {
    if (poll.kind !== 'poll') continue;
    const reply = replyBefore(entries, index, (entry) => asking.has(entry.kind) || hasChanged(entry));
    // After 401 the very same request may go out again at once, with other credentials.
    if (reply === undefined || reply.waitMs === null || reply.isThrottled || reply.code === 401) continue;
    const offence = judgePoll(poll, reply, reply.waitMs);
    const excuse = offence === null ? undefined : unused.find((call) => excuses(call, reply, poll));
    // Who was asked to ask, and got no answer, may ask again.
    if (excuse !== undefined && poll.code !== null) unused.splice(unused.indexOf(excuse), 1);
    yield excuse === undefined ? offence : null;
  }
}

function hasChanged(entry: NumberedEntry): boolean {
  return changing.has(entry.kind) && (isGood(entry) || tooLate.has(entry.code ?? 0));
}

function judgePoll(poll: NumberedEntry, reply: NumberedEntry, waitMs: number): Offence | null {
  const elapsed = elapsedMs(reply, poll);
  if (elapsed >= waitMs - TOLERANCE_MS - reply.waitSlackMs) return null;
  const what = `Polled ${spanText(elapsed)} after the reply to request ${reply.number} (${reply.kind}), which asked to wait ${spanText(waitMs)}`;
  return { entry: poll, what };
}
