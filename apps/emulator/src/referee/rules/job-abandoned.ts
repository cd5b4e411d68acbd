import type { Journal, Thread } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
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
  judge: ({ threads, ...times }) => verdictOf(threads.map((thread) => judgeThread(thread, times))),
};

type Now = Pick<Journal, 'now' | 'emulatedNow'>;

function judgeThread({ entries }: Thread, { now, emulatedNow }: Now): Offence | null | undefined {
  const polls = entries.filter(({ kind }) => kind === 'poll');
  const last = entries.at(-1)!;
  if (polls.length === 0) return undefined;
  const hasGivenUp = entries.some(({ kind }) => kind === 'cancel' || kind === 'purge' || kind === 'pause');
  if (hasGivenUp || endTold(entries) !== undefined || last.code === 404 || last.code === 410) return null;
  const silence = now - last.answeredAt;
  const emulatedSilence = emulatedNow - last.emulatedAnsweredAt;
  const longest = longestPause(entries, last, ({ at }) => at);
  const longestEmulated = longestPause(entries, last, ({ emulatedAt }) => emulatedAt);
  // Whoever waits in real time can't have asked yet where the clock alone was moved.
  const isSilent = isLong(silence, longest) || (isLong(emulatedSilence, longestEmulated) && silence >= longest);
  if (!isSilent) return null;
  const what = `Has not asked for ${spanText(Math.max(silence, emulatedSilence))}: this was its last request, and no reply has told that the job has ended`;
  return { entry: last, what };
}

function isLong(silence: number, longest: number): boolean {
  return silence >= Math.max(LEAST_SILENCE_MS, longest * PAUSES);
}

/** From the start to the first poll, from poll to poll, or what was asked for last. */
function longestPause(entries: NumberedEntry[], last: NumberedEntry, timeOf: (entry: NumberedEntry) => number): number {
  const asking = entries.filter(({ kind }) => kind === 'start' || kind === 'poll');
  const pauses = asking.slice(1).map((entry, index) => timeOf(entry) - timeOf(asking[index]!));
  return Math.max(0, ...pauses, last.waitMs ?? 0);
}
