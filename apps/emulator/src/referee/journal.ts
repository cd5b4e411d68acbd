import type { CallbackNote, NumberedEntry } from './journal-entry.js';

/** What one client had to do with one job, in order. */
export interface Thread {
  client: string;
  dialect: string;
  jobId: string;
  entries: NumberedEntry[];
}

/** A span in which nothing was answered well, on the real clock. */
export interface Outage {
  from: number;
  to: number;
}

/** The requests of a namespace as the rules look at them. */
export interface Journal {
  /** In the order in which they came. */
  entries: NumberedEntry[];
  threads: Thread[];
  /** The requests of each client to each dialect. */
  clients: NumberedEntry[][];
  /** Outages that were ordered; others can be seen. */
  outages: readonly Outage[];
  /** The callbacks by the id of their job. */
  callbacks: ReadonlyMap<string, readonly Call[]>;
  now: number;
  /** The same on the clock of the namespace. */
  emulatedNow: number;
}

/** A callback, from its being sent to its being answered. */
export interface Call {
  calledAt: number;
  answeredAt: number;
}

/** What else is known when requests are judged. */
export interface Around {
  now: number;
  emulatedNow: number;
  outages?: readonly Outage[];
  callbacks?: readonly CallbackNote[];
}

/** @param entries in order */
export function journalOf(
  entries: readonly NumberedEntry[],
  { now, emulatedNow, outages = [], callbacks = [] }: Around,
): Journal {
  return {
    entries: [...entries],
    threads: groupsOf(
      entries.filter(({ jobId }) => jobId !== null),
      ({ dialect, client, jobId }) => `${dialect}\n${client}\n${jobId}`,
    ).map(toThread),
    clients: groupsOf(entries, ({ dialect, client }) => `${dialect}\n${client}`),
    outages,
    callbacks: callsOf(callbacks),
    now,
    emulatedNow,
  };
}

/** In the order in which they came, which is not quite that in which they were written down. */
export function inOrder(entries: readonly NumberedEntry[]): NumberedEntry[] {
  return [...entries].sort((a, b) => a.at - b.at || a.number - b.number);
}

/** Groups entries by what they have in common; each group, and all of them, in order. */
export function groupsOf(
  entries: readonly NumberedEntry[],
  keyOf: (entry: NumberedEntry) => string,
): NumberedEntry[][] {
  const groups = new Map<string, NumberedEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

function toThread(entries: NumberedEntry[]): Thread {
  const { client, dialect, jobId } = entries[0]!;
  return { client, dialect, jobId: jobId!, entries };
}

/** One that was not answered yet is under way. */
function callsOf(callbacks: readonly CallbackNote[]): Map<string, Call[]> {
  const calls = new Map<string, Call[]>();
  for (const { jobId, calledAt, answeredAt = Infinity } of callbacks) {
    const ofJob = calls.get(jobId) ?? [];
    const known = ofJob.find((call) => call.calledAt === calledAt);
    if (known === undefined) calls.set(jobId, [...ofJob, { calledAt, answeredAt }]);
    else known.answeredAt = Math.min(known.answeredAt, answeredAt);
  }
  return calls;
}
