import type { Case, Value } from './axes.js';
import { needsTheBody } from './case-profile.js';
import { CANCEL_TAKES, FAULT_HINT_MS, HINT_MS, KEPT_MS, LIFE } from './case-timing.js';

/*
 * The life that the emulator gives to the job of a case: what a scenario can say of how the API behaves.
 */

type Json = Record<string, unknown>;

/** What a job that succeeds brings, and why one fails. */
export const RESULT = { rows: 42, of: ['a', 'b'] };
export const ERROR = { code: 'out-of-paper', message: 'The printer has no paper' };

const hints: Record<Value<'retryAfter'>, unknown> = {
  none: 'none',
  zero: { form: 'zero' },
  seconds: '1s',
  huge: { form: 'huge' },
  date: { after: '1s', form: 'date' },
  'past-date': { form: 'past-date' },
  garbage: { form: 'garbage' },
  ms: { after: `${HINT_MS}ms`, form: 'ms' },
  body: { after: `${HINT_MS}ms`, form: 'body' },
};

const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

const faults: Record<Value<'fault'>, Json | undefined> = {
  none: undefined,
  reset: { number: 1, connection: 'reset' },
  timeout: { number: 1, connection: 'hang' },
  '429': { number: 1, reply: { code: 429, retryAfter: `${FAULT_HINT_MS}ms` } },
  '503-hint': { number: 1, reply: { code: 503, retryAfter: `${FAULT_HINT_MS}ms` } },
  '503-bare': { number: 1, reply: { code: 503, retryAfter: 'none' } },
  'html-502': { number: 1, reply: { code: 502, headers: { 'content-type': 'text/html' }, text: page } },
  truncated: { number: 1, body: 'truncated' },
  'huge-body': { number: 1, body: 'huge' },
  '404-first': { number: [1, 2], reply: { code: 404, retryAfter: 'none' } },
  'lost-start': { on: 'start', number: 1, lost: true },
  'lost-start-in-doubt': { on: 'start', number: 1, lost: true },
};

/** The first poll that tells how the job stands. */
function firstGoodPoll(one: Case): number {
  switch (one.fault) {
    case 'none':
    case 'lost-start':
    case 'lost-start-in-doubt':
      return 1;
    case '404-first':
      return 3;
    case 'huge-body':
      return needsTheBody(one) ? 2 : 1;
    case 'reset':
    case 'timeout':
    case '429':
    case '503-hint':
    case '503-bare':
    case 'html-502':
    case 'truncated':
      return 2;
  }
}

/** What becomes of good credentials, once they were good. */
function refusalOf(one: Case): Json | undefined {
  if (one.auth !== 'expired' && one.auth !== 'revoked') return undefined;
  return { number: { from: firstGoodPoll(one) + 1 }, auth: one.auth };
}

const cancels: Partial<Record<Value<'cancel'>, Json>> = {
  confirmed: { as: 'confirmed', takes: CANCEL_TAKES, code: 202 },
  'at-once': { as: 'at-once', code: 200 },
  'finished-409': { as: 'refused', code: 409 },
  'finished-410': { as: 'refused', code: 410 },
  ignored: { as: 'ignored', code: 202 },
  '501': { as: 'refused', code: 501 },
};

const callbacks: Partial<Record<Value<'callbacks'>, Json>> = {
  once: {},
  repeated: { repeat: 2 },
  shuffled: { shuffled: true },
  lost: { lost: 1 },
};

const retentions: Partial<Record<Value<'retention'>, Json>> = {
  forgotten: { keptFor: `${KEPT_MS}ms` },
  gone: { keptFor: '0ms' },
  once: { resultReads: 1 },
};

/** Whether the place to ask lies at another origin, where no credentials may come along. */
function isElsewhere({ location }: Case): boolean {
  return location === 'foreign' || location === 'downgraded';
}

/** Which credentials the API takes after the start: a wrong one does not go unnoticed. */
function credentialsOf(one: Case): string {
  if (one.auth === 'none' || isElsewhere(one)) return 'none';
  return one.auth === 'same' ? 'same' : 'any';
}

function endOf({ end, outcome }: Case): Json {
  return outcome === 'failed' || end === '200' || end === 'async-result' ? {} : { end: { code: Number(end) } };
}

/** The scenario of a case, for every start in its namespace. */
export function scenarioOf(one: Case, name: string): Json {
  const cancel = cancels[one.cancel];
  const called = callbacks[one.callbacks];
  const wrong = [faults[one.fault], refusalOf(one)].filter((fault) => fault !== undefined);
  return {
    name,
    for: { dialect: '*' },
    seed: name,
    queued: '0ms',
    running: LIFE,
    outcome: one.outcome,
    progress: false,
    result: RESULT,
    error: ERROR,
    ...retentions[one.retention],
    replies: {
      start: { code: Number(one.start), repeated: 'first' },
      pending: { code: Number(one.pending) },
      ...endOf(one),
      retryAfter: hints[one.retryAfter],
      location: one.id === 'body-relative' ? 'relative' : one.location,
      credentials: credentialsOf(one),
      ...(cancel === undefined ? {} : { cancel }),
    },
    ...(wrong.length === 0 ? {} : { faults: wrong }),
    ...(called === undefined ? {} : { callbacks: called }),
  };
}
