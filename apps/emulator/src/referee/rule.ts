import type { RefereeRule } from '@app/contracts';
import type { Journal } from './journal.js';
import type { NumberedEntry } from './journal-entry.js';

/** A request that breaks a rule, and what happened. */
export interface Offence {
  entry: NumberedEntry;
  what: string;
  /** Where it is less than the rule has it. */
  severity?: 'hint';
}

export interface Verdict {
  /** How often there was something to judge. */
  checked: number;
  offences: Offence[];
}

/** One thing that a client can do wrong. `judge` is pure. */
export interface Rule {
  name: RefereeRule;
  severity: 'error' | 'hint';
  expected: string;
  source: { title: string; url: string };
  /** A finding for each client, not for each of its jobs. */
  isOfClient?: boolean;
  judge(journal: Journal): Verdict;
}

/** Clocks have grains, and so have timers: by so much a request may seem to come too early. */
export const TOLERANCE_MS = 20;

/** RFC 9110, HTTP semantics. */
export const http = (section: string, name: string): Rule['source'] => ({
  title: `RFC 9110, section ${section} (${name})`,
  url: `https://www.rfc-editor.org/rfc/rfc9110#section-${section}`,
});

/** Judges things one after the other, of which each may be nothing to judge (undefined), right (null) or an offence. */
export function verdictOf(judgements: Iterable<Offence | null | undefined>): Verdict {
  const verdict: Verdict = { checked: 0, offences: [] };
  for (const judgement of judgements) {
    if (judgement === undefined) continue;
    verdict.checked++;
    if (judgement !== null) verdict.offences.push(judgement);
  }
  return verdict;
}

/** Between a reply and a later request: real time, or emulated time where more of that went by. */
export function elapsedMs(reply: NumberedEntry, request: NumberedEntry): number {
  return Math.max(request.at - reply.answeredAt, request.emulatedAt - reply.emulatedAnsweredAt);
}

/** A span in words: `12 ms`, `2.5 s`, `3 min`, `1.5 h`. */
export function spanText(ms: number): string {
  const units: [string, number][] = [
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ];
  const [unit, size] = units.find(([, least]) => ms >= least) ?? ['ms', 1];
  return `${Math.round((Math.max(ms, 0) / size) * 10) / 10} ${unit}`;
}
