import type { NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, http, verdictOf } from '../rule.js';

/** Sooner than this after a reply is no pause. */
const NO_PAUSE_MS = 10;
/** Once may have a reason. */
const IN_A_ROW = 3;

/** Polls as fast as replies come, where no reply asks to wait. */
export const polledWithoutPause: Rule = {
  name: 'polled-without-pause',
  severity: 'hint',
  expected: 'Pause between polls, also where the API does not say how long',
  source: http('10.2.3', 'Retry-After'),
  judge: ({ threads }) => verdictOf(threads.flatMap(({ entries }) => [...judgeThread(entries)])),
};

function* judgeThread(entries: NumberedEntry[]): Generator<Offence | null> {
  const polls = entries.filter(({ kind }) => kind === 'poll');
  let inARow = 0;
  for (const [index, poll] of polls.entries()) {
    const before = polls[index - 1];
    if (before === undefined || before.waitMs !== null || before.isThrottled || before.leadsTo === poll.place) continue;
    inARow = poll.at - before.answeredAt < NO_PAUSE_MS ? inARow + 1 : 0;
    const what = `Polled ${inARow} times in a row as fast as replies came`;
    yield inARow >= IN_A_ROW ? { entry: poll, what } : null;
  }
}
