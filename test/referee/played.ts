import type { RefereeRule } from '@app/contracts';
import { judge } from '../../apps/emulator/src/referee/judge.js';
import type { JournalEntry, NumberedEntry, StartNote } from '../../apps/emulator/src/referee/journal-entry.js';

/** What a request of a table says of itself; the rest is as usual. */
export type Said = Partial<Omit<JournalEntry, 'start'>> & { start?: Partial<StartNote> | null };

const START = 1_800_000_000_000;

/** A request of job `j` by client `c`, so many milliseconds after the first, answered a millisecond later. */
export function request(kind: JournalEntry['kind'], at: number, { start, ...said }: Said = {}): JournalEntry {
  const answeredAt = START + (said.answeredAt ?? at + 1);
  const isStart = kind === 'start';
  return {
    dialect: 'd',
    client: 'c',
    kind,
    isForeign: false,
    method: isStart || kind === 'cancel' ? 'POST' : 'GET',
    path: `/${kind}`,
    place: kind,
    jobId: 'j',
    reference: 'r',
    code: isStart ? 202 : 200,
    waitMs: null,
    waitSlackMs: 0,
    isThrottled: said.code === 429 || said.code === 503,
    tellsEnd: false,
    isAlsoResult: false,
    leadsTo: null,
    body: '',
    credentials: [],
    carried: [],
    ...said,
    at: START + at,
    emulatedAt: said.emulatedAt ?? START + at,
    answeredAt,
    emulatedAnsweredAt: said.emulatedAnsweredAt ?? answeredAt,
    start: isStart
      ? { key: null, sameAs: 's', takesKey: false, isSafeToRepeat: false, isDoubtful: false, ...start }
      : null,
  };
}

export const start = (at: number, said?: Said) => request('start', at, said);
export const poll = (at: number, said?: Said) => request('poll', at, said);
/** A poll that tells the end. */
export const end = (at: number, said?: Said) => request('poll', at, { tellsEnd: true, ...said });

/** Numbered from 1 on, in the order in which they are told. */
export function numbered(entries: readonly JournalEntry[]): NumberedEntry[] {
  return entries.map((entry, index) => ({ ...entry, number: index + 1 }));
}

/** What else is known: instants are counted from the first request; callbacks are about the job `j`. */
export interface Around {
  now?: number;
  /** By default the clock was never moved. */
  emulatedNow?: number;
  outages?: [number, number][];
  callbacks?: number[];
}

/** What one rule says of requests: the numbers of those that break it, and how often it had something to judge. */
export function judged(
  rule: RefereeRule,
  entries: readonly JournalEntry[],
  { now = 1000, emulatedNow = now, outages = [], callbacks = [] }: Around = {},
) {
  const { findings, checked } = judge(numbered(entries), {
    now: START + now,
    emulatedNow: START + emulatedNow,
    outages: outages.map(([from, to]) => ({ from: START + from, to: START + to })),
    callbacks: callbacks.map((at) => ({ jobId: 'j', calledAt: START + at, answeredAt: START + at })),
  });
  const own = findings.filter((finding) => finding.rule === rule);
  return {
    wrong: own.flatMap(({ requests }) => requests).sort((a, b) => a - b),
    checked: checked[rule],
    severities: [...new Set(own.map(({ severity }) => severity))],
    what: own[0]?.what,
  };
}
