import type { Outage } from './journal.js';
import type { NumberedEntry } from './journal-entry.js';

/** So many requests in a row, over so long a time, that got no good answer are an outage. */
const LEAST_FAILURES = 5;
const LEAST_LENGTH_MS = 300;
/** A silence of all of a client's requests is one, too: it could not reach us, or did not run. */
const LEAST_SILENCE_MS = 2000;

/** Outages that were ordered on the clock of the namespace, as the requests show them on the real one. */
export function onRealClock(
  entries: readonly NumberedEntry[],
  ordered: readonly { from: number; to: number | null }[],
): Outage[] {
  const when = (emulated: number) => entries.find(({ emulatedAt }) => emulatedAt >= emulated)?.at;
  return ordered.flatMap(({ from, to }) => {
    const [first, next] = [when(from), to === null ? undefined : when(to)];
    return first === undefined || next === undefined ? [] : [{ from: first, to: next }];
  });
}

/** The outages that the requests of one client show, those that were ordered included; in order, none twice. */
export function outagesIn(entries: readonly NumberedEntry[], ordered: readonly Outage[]): Outage[] {
  const seen = [...failuresIn(entries), ...silencesIn(entries)].filter(
    ({ from, to }) => !ordered.some((outage) => from <= outage.to && to >= outage.from),
  );
  return [...ordered, ...seen].sort((a, b) => a.from - b.from);
}

function* failuresIn(entries: readonly NumberedEntry[]): Generator<Outage> {
  let run: NumberedEntry[] = [];
  for (const entry of [...entries, undefined]) {
    if (entry !== undefined && (entry.code === null || entry.code >= 500)) {
      run.push(entry);
      continue;
    }
    const [first, last] = [run[0], run.at(-1)];
    const isOutage = run.length >= LEAST_FAILURES && last!.at - first!.at >= LEAST_LENGTH_MS;
    // It ends where the first good answer was asked for; at the end of the journal nothing came after it.
    if (isOutage && entry !== undefined) yield { from: first!.at, to: Math.min(last!.answeredAt, entry.at) };
    run = [];
  }
}

function* silencesIn(entries: readonly NumberedEntry[]): Generator<Outage> {
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    if (before !== undefined && entry.at - before.at >= LEAST_SILENCE_MS) yield { from: before.at + 1, to: entry.at };
  }
}
