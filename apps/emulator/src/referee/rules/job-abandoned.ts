import type { Journal, Thread } from '../journal.js';
import { endTold } from '../replies.js';
import { type Offence, type Rule, spanText, verdictOf } from '../rule.js';

/** Sooner than this nobody is called silent; then a silence counts that is so many times as long as the longest pause. */
const LEAST_SILENCE_MS = 60_000;
const PAUSES = 10;

/** Polls that ended before the job did, without a cancel: it goes on, and costs, and nobody will know. */
export const jobAbandoned: Rule = {
  name: 'job-abandoned',
  severity: 'hint',
  expected: 'Ask until a reply tells that the job has ended, or cancel it when nobody waits for it any more',
  source: {
    title: 'Azure Architecture Center: Asynchronous Request-Reply pattern',
    url: 'https://learn.microsoft.com/azure/architecture/patterns/async-request-reply',
  },
  judge: ({ threads, now }) => verdictOf(threads.map((thread) => judgeThread(thread, now))),
};

function judgeThread({ entries }: Thread, now: Journal['now']): Offence | null | undefined {
  const polls = entries.filter(({ kind }) => kind === 'poll');
  const last = entries.at(-1)!;
  if (polls.length === 0) return undefined;
  const hasGivenUp = entries.some(({ kind }) => kind === 'cancel' || kind === 'purge' || kind === 'pause');
  if (hasGivenUp || endTold(entries) !== undefined || last.code === 404 || last.code === 410) return null;
  const silence = now - last.answeredAt;
  const longestPause = Math.max(0, ...polls.slice(1).map(({ at }, index) => at - polls[index]!.at), last.waitMs ?? 0);
  if (silence < Math.max(LEAST_SILENCE_MS, longestPause * PAUSES)) return null;
  const what = `Has not asked for ${spanText(silence)}: this was its last request, and no reply has told that the job has ended`;
  return { entry: last, what };
}
