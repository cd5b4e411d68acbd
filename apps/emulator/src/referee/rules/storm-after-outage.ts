import type { Journal, Outage } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { outagesIn } from '../outages.js';
import { type Offence, type Rule, verdictOf } from '../rule.js';

/** With fewer jobs than this there is no storm, whatever they do. */
const LEAST_JOBS = 20;
const SPAN_MS = 100;
/** What went on before is known from so long a time, at the most and at the least. */
const LOOK_BACK_MS = 60_000;
const LEAST_LOOK_BACK_MS = 1000;
const LOOK_AHEAD_MS = 5000;
/** Far above the usual: a multiple of its mean, and some more, for chance has peaks; and above its own highest peak. */
const TIMES_MEAN = 5;
const MORE = 10;
const TIMES_PEAK = 1.5;

/** Everybody at once, as soon as the API is back. */
export const stormAfterOutage: Rule = {
  name: 'storm-after-outage',
  severity: 'error',
  expected:
    'Come back at the usual rate: spread what is due over the interval, and grow the waits with a share of chance',
  source: {
    title: 'AWS Builders Library: Timeouts, retries, and backoff with jitter',
    url: 'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  },
  isOfClient: true,
  judge: ({ clients, outages }) => verdictOf(clients.flatMap((entries) => judgeClient(entries, outages))),
};

function judgeClient(entries: NumberedEntry[], ordered: Journal['outages']): (Offence | null | undefined)[] {
  if (jobsIn(entries) < LEAST_JOBS) return [];
  return outagesIn(entries, ordered).map((outage) => judgeOutage(entries, outage));
}

function judgeOutage(entries: NumberedEntry[], { from, to }: Outage): Offence | null | undefined {
  const before = entries.filter(({ at }) => at >= from - LOOK_BACK_MS && at < from);
  const after = entries.filter(({ at }) => at >= to && at < to + LOOK_AHEAD_MS);
  const knownMs = before.length === 0 ? 0 : from - before[0]!.at;
  if (knownMs < LEAST_LOOK_BACK_MS || jobsIn(before) < LEAST_JOBS || jobsIn(after) < LEAST_JOBS) return undefined;
  const usual = (before.length * SPAN_MS) / knownMs;
  const peak = peakOf(after);
  if (peak.count <= usual * TIMES_MEAN + MORE || peak.count <= peakOf(before).count * TIMES_PEAK) return null;
  const what = `After an outage of ${Math.round((to - from) / 100) / 10} s ${peak.count} requests came within ${SPAN_MS} ms; before it, ${usual.toFixed(1)} did`;
  return { entry: peak.first, what };
}

function jobsIn(entries: NumberedEntry[]): number {
  return new Set(entries.flatMap(({ jobId }) => jobId ?? [])).size;
}

/** The most requests within the span, and the first of them. */
function peakOf(entries: NumberedEntry[]): { count: number; first: NumberedEntry } {
  let peak = { count: 0, first: entries[0]! };
  for (let first = 0, last = 0; last < entries.length; last++) {
    while (entries[last]!.at - entries[first]!.at >= SPAN_MS) first++;
    if (last - first + 1 > peak.count) peak = { count: last - first + 1, first: entries[first]! };
  }
  return peak;
}
