import type { CallbackList, MonitorRepresentation } from '@app/contracts';
import type { JournalEntry } from '../../apps/emulator/src/referee/journal-entry.js';
import type { Case, Value } from './axes.js';
import { FAULT_HINT_MS, HINT_MS, LONGEST_HINT_MS } from './case-timing.js';

/*
 * Whether what a case is about came to pass: a fault that was never played is not one that was survived. What is looked at
 * is the emulator's own journal of the requests, not what the monitor made of them.
 */

/** What the emulator kept of a case. */
export interface Kept {
  requests: JournalEntry[];
  /** When callbacks were sent. */
  calls: number[];
  callbacks: CallbackList['callbacks'];
}

interface Facts extends Kept {
  one: Case;
  monitor: MonitorRepresentation;
}

type Sign = (facts: Facts) => boolean;

const asked =
  (kind: JournalEntry['kind'], holds: (entry: JournalEntry) => boolean): Sign =>
  ({ requests }) =>
    requests.some((entry) => entry.kind === kind && holds(entry));

const polledWith = (code: number | null): Sign => asked('poll', (entry) => entry.code === code);
const canceledWith = (code: number): Sign => asked('cancel', (entry) => entry.code === code);
const toldToWait = (least: number | null, most = least): Sign =>
  asked('poll', ({ waitMs }) =>
    least === null || most === null ? waitMs === null : waitMs !== null && waitMs >= least && waitMs <= most,
  );
const carries = ({ credentials = [] }: Partial<JournalEntry>): boolean => credentials.length > 0;
const always: Sign = () => true;

const waits: Record<Value<'retryAfter'>, Sign> = {
  none: always,
  zero: toldToWait(0),
  'past-date': toldToWait(0),
  garbage: always,
  ms: toldToWait(HINT_MS),
  body: toldToWait(HINT_MS),
  seconds: toldToWait(1000),
  date: toldToWait(1, 2000),
  huge: toldToWait(LONGEST_HINT_MS),
};

/** Where the monitor was sent last. */
const place = ({ monitor }: Facts): URL => new URL(monitor.job?.statusUrl ?? 'none:');

const locations: Record<Value<'location'>, Sign> = {
  fixed: always,
  relative: always,
  rotating: (facts) => place(facts).searchParams.has('turn'),
  downgraded: (facts) => place(facts).protocol === 'http:',
  foreign: asked('poll', ({ isForeign }) => isForeign),
};

const credentials: Record<Value<'auth'>, Sign> = {
  same: asked('start', (entry) => carries(entry)),
  none: ({ requests }) => requests.every((entry) => !carries(entry)),
  expired: polledWith(401),
  revoked: polledWith(401),
};

const faults: Record<Value<'fault'>, Sign> = {
  none: always,
  reset: polledWith(null),
  timeout: polledWith(null),
  '429': asked('poll', ({ code, waitMs }) => code === 429 && waitMs === FAULT_HINT_MS),
  '503-hint': asked('poll', ({ code, waitMs }) => code === 503 && waitMs === FAULT_HINT_MS),
  '503-bare': asked('poll', ({ code, waitMs }) => code === 503 && waitMs === null),
  'html-502': polledWith(502),
  truncated: polledWith(null),
  'huge-body': polledWith(null),
  '404-first': polledWith(404),
  'lost-start': asked('start', ({ code }) => code === null),
  'lost-start-in-doubt': asked('start', ({ code }) => code === null),
};

const cancels: Record<Value<'cancel'>, Sign> = {
  none: ({ requests }) => requests.every(({ kind }) => kind !== 'cancel'),
  confirmed: canceledWith(202),
  'at-once': canceledWith(200),
  'finished-409': canceledWith(409),
  'finished-410': canceledWith(410),
  ignored: canceledWith(202),
  '501': canceledWith(501),
};

const retentions: Record<Value<'retention'>, Sign> = {
  kept: always,
  forgotten: always,
  gone: polledWith(404),
  once: ({ requests }) => requests.filter(({ kind, code }) => kind === 'result' && code === 200).length === 1,
};

const calls: Record<Value<'callbacks'>, Sign> = {
  none: ({ callbacks }) => callbacks.length === 0,
  once: ({ callbacks }) => callbacks.some(({ outcome }) => outcome === 'delivered'),
  repeated: ({ callbacks }) => callbacks.filter(({ event }) => event === 'running').length === 3,
  shuffled: ({ callbacks }) => callbacks.length > 0,
  lost: ({ callbacks }) => callbacks.length > 0 && callbacks.every(({ outcome }) => outcome === 'lost'),
};

/** The values of a case of which there is no sign. */
export function missingEvidence(one: Case, monitor: MonitorRepresentation, kept: Kept): string[] {
  const facts = { one, monitor, ...kept };
  if (one.fault === 'lost-start-in-doubt') return faults[one.fault](facts) ? [] : [`fault=${one.fault}`];
  // Of a reply that is too large the client hangs up, and it may be the only one of a job that runs.
  const isHungUp = one.fault === 'huge-body';
  const signs: [axis: string, value: string, sign: Sign][] = [
    ['start', one.start, asked('start', ({ code }) => code === Number(one.start))],
    ['pending', one.pending, isHungUp ? always : polledWith(Number(one.pending))],
    ['end', one.end, isForced(one) ? polledWith(Number(one.end)) : always],
    ['retryAfter', one.retryAfter, isHungUp ? always : waits[one.retryAfter]],
    ['location', one.location, locations[one.location]],
    ['auth', one.auth, credentials[one.auth]],
    ['fault', one.fault, faults[one.fault]],
    ['cancel', one.cancel, cancels[one.cancel]],
    ['retention', one.retention, retentions[one.retention]],
    ['callbacks', one.callbacks, calls[one.callbacks]],
  ];
  return signs.filter(([, , sign]) => !sign(facts)).map(([axis, value]) => `${axis}=${value}`);
}

function isForced({ end }: Case): boolean {
  return end !== '200' && end !== 'async-result';
}
