import type { Thread } from '../journal.js';
import { endTold, isRedirect } from '../replies.js';
import { type Offence, type Rule, http, spanText, verdictOf } from '../rule.js';

/** A poll by a client that had been told that the job has ended. */
export const polledAfterEnd: Rule = {
  name: 'polled-after-end',
  severity: 'error',
  expected:
    'Stop asking once a reply has told that the job has ended, well or badly; the result is read once, where it is',
  source: http('15.3.3', '202 Accepted: the status monitor of a request that is being processed'),
  judge: ({ threads }) => verdictOf(threads.flatMap((thread) => [...judgeThread(thread)])),
};

function* judgeThread({ entries }: Thread): Generator<Offence | null> {
  const end = endTold(entries);
  if (end === undefined) return;
  // Where the result is read at the same place as the status, one more request is the reading of it.
  let mayReadResult = !entries.some(({ kind }) => kind === 'result');
  let isClean = true;
  for (const [index, poll] of entries.entries()) {
    if (poll.kind !== 'poll' || poll.at <= end.answeredAt || poll.code === 401) continue;
    const before = entries[index - 1];
    if (before !== undefined && isRedirect(before) && before.leadsTo === poll.place) continue;
    if (poll.isAlsoResult && mayReadResult) {
      mayReadResult = false;
      continue;
    }
    isClean = false;
    const what = `Polled ${spanText(poll.at - end.answeredAt)} after the reply to request ${end.number}, which told that the job has ended`;
    yield { entry: poll, what };
  }
  if (isClean) yield null;
}
