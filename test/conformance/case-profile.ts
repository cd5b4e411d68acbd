import type { Case, Value } from './axes.js';
import { KEPT_MS, LONGEST_HINT_MS, POLL_EVERY_MS, SHORT_TIMEOUT_MS } from './case-timing.js';

/*
 * How the API of a case is spoken: the profile that the monitor goes by, and that the emulator plays as a dialect. It is
 * written as people write profiles, by what docs/profiles.md says.
 */

type Json = Record<string, unknown>;
interface Rule {
  when: Json;
  then: string;
}

/** The base of the API's own paths. */
export const BASE_PATH = '/v1';

/** Where the profile's requests go, by whether the reply to the start tells a URL or the client knows a name. */
const places = {
  url: { poll: '{{job.statusUrl}}', cancel: { method: 'DELETE', url: '{{job.statusUrl}}' } },
  name: { poll: '/jobs/{{job.id}}', cancel: { url: '/jobs/{{job.id}}/cancel' } },
};

const placeOf: Record<Value<'id'>, keyof typeof places> = {
  location: 'url',
  'content-location': 'url',
  'own-header': 'url',
  'body-absolute': 'url',
  'body-relative': 'url',
  none: 'name',
  client: 'name',
};

/** What the start is, and what its reply tells; a Location is found without a word. */
const starts: Record<Value<'id'>, { request: Json; capture?: Json }> = {
  location: { request: { url: '/jobs' } },
  'content-location': { request: { url: '/jobs' } },
  'own-header': { request: { url: '/jobs' }, capture: { statusUrl: 'header.x-operation | resolve' } },
  'body-absolute': { request: { url: '/jobs' }, capture: { statusUrl: 'body.links.self | resolve' } },
  'body-relative': { request: { url: '/jobs' }, capture: { statusUrl: 'body.links.self | resolve' } },
  none: { request: { url: '/jobs/{{input.job}}/run' }, capture: { id: 'input.job' } },
  client: { request: { method: 'PUT', url: '/jobs/{{key}}' }, capture: { id: 'key' } },
};

/** Where the state is, if it is a word. */
const words: Partial<Record<Value<'state'>, { status: unknown; statuses: Json }>> = {
  body: {
    status: 'body.status',
    statuses: { running: ['running'], succeeded: ['succeeded'], failed: ['failed'], canceled: ['canceled'] },
  },
  header: {
    status: 'header.x-job-state',
    statuses: { running: ['running'], succeeded: ['succeeded'], failed: ['failed'], canceled: ['canceled'] },
  },
  'two-fields': {
    status: ['body.status', 'body.conclusion'],
    statuses: {
      running: ['in_progress'],
      succeeded: ['completed/success'],
      failed: ['completed/failure'],
      canceled: ['completed/canceled'],
    },
  },
  integer: { status: 'body.state', statuses: { running: ['1'], succeeded: ['10'], failed: ['20'], canceled: ['30'] } },
};

/** Where it is none: the rules that find it. */
const findings: Partial<Record<Value<'state'>, Rule[]>> = {
  array: [
    { when: { 'body.conditions[type=Complete].status': 'True' }, then: 'succeeded' },
    { when: { 'body.conditions[type=Failed].status': 'True' }, then: 'failed' },
    { when: { 'body.conditions[type=Canceled].status': 'True' }, then: 'canceled' },
  ],
  boolean: [
    { when: { 'body.done': true, 'body.canceled': true }, then: 'canceled' },
    { when: { 'body.done': true, 'body.error': { exists: true } }, then: 'failed' },
    { when: { 'body.done': true }, then: 'succeeded' },
  ],
  timestamps: [
    { when: { 'body.canceledAt': { exists: true } }, then: 'canceled' },
    { when: { 'body.failedAt': { exists: true } }, then: 'failed' },
    { when: { 'body.succeededAt': { exists: true } }, then: 'succeeded' },
  ],
};

/** Whether the state is told by a word, by what else is in the body, or by the code alone. */
export function tellsBy({ state }: Case): 'word' | 'rules' | 'code' {
  if (words[state] !== undefined) return 'word';
  return findings[state] === undefined ? 'code' : 'rules';
}

/** Whether the end leads elsewhere: the result is there. */
export function isRedirected({ end }: Case): boolean {
  return end === '302' || end === '303';
}

/**
 * Whether a body that can't be read keeps a poll from telling how the job stands: where the state is in it, unless a rule
 * goes by the code of an error alone.
 */
export function needsTheBody(one: Case): boolean {
  const isGoodCode = one.pending === '200' || one.pending === '202';
  switch (tellsBy(one)) {
    case 'code':
      return false;
    case 'word':
      return one.state !== 'header';
    case 'rules':
      return isGoodCode;
  }
}

/** How an end that is not told where the state is can be known. */
function endRules(one: Case): Rule[] {
  if (one.end === 'async-result') {
    return [
      { when: { 'header.asyncresult | number': { gt: 399 } }, then: 'failed' },
      { when: { 'header.asyncresult | number': { lt: 400 } }, then: 'succeeded' },
    ];
  }
  return isRedirected(one) && one.state !== 'code' ? [{ when: { code: Number(one.end) }, then: 'succeeded' }] : [];
}

/** What the code of a job that runs means, where it is not what codes usually mean. */
function pendingRules(one: Case): Rule[] {
  const when = { code: Number(one.pending) };
  const isError = one.pending === '404' || one.pending === '503';
  switch (tellsBy(one)) {
    case 'code':
      return isError ? [{ when, then: 'running' }] : [];
    case 'word':
      return isError ? [{ when, then: 'status' }] : [];
    case 'rules':
      return [{ when, then: 'running' }];
  }
}

/** Nothing, where the place to ask is one that was told and may move; a request of one's own has to say so itself. */
function pollRequestOf({ id, fault }: Case): Json {
  const url = places[placeOf[id]].poll;
  if (fault !== 'timeout') return placeOf[id] === 'url' ? {} : { request: { url } };
  const request = { url, timeout: `${SHORT_TIMEOUT_MS}ms` };
  return placeOf[id] === 'url' ? { request, capture: { statusUrl: 'header.location | resolve' } } : { request };
}

function resultOf(one: Case): Json | undefined {
  const kept = one.retention === 'forgotten' ? { keptFor: `${KEPT_MS}ms` } : {};
  if (isRedirected(one)) return { request: { url: '{{header.location | resolve}}' }, ...kept };
  if (one.retention === 'once') return { request: { url: `${places[placeOf[one.id]].poll}/result` } };
  const isInBody = one.state !== 'code' && one.state !== 'header';
  return { ...(isInBody ? { value: 'body.result' } : {}), ...kept };
}

/** The secret that stays as it is; one that is renewed is called as its case. */
export const STEADY_SECRET = 'steady';

function secretOf({ auth }: Case, name: string): string | undefined {
  if (auth === 'none') return undefined;
  return auth === 'expired' ? name : STEADY_SECRET;
}

/** The profile of a case, by this name and with its API at this base. */
export function profileOf(one: Case, name: string, baseUrl: string): Json {
  const { request, capture } = starts[one.id];
  const place = places[placeOf[one.id]];
  const rules = [...endRules(one), ...(findings[one.state] ?? []), ...pendingRules(one)];
  const secret = secretOf(one, name);
  const isCalled = one.callbacks !== 'none';
  const body = { kind: 'report', ...(isCalled ? { callback: '{{callback.url}}' } : {}) };
  return {
    name,
    baseUrl,
    ...(secret === undefined ? {} : { auth: { scheme: 'bearer', secret } }),
    start: {
      request: { ...request, body },
      ...(capture === undefined ? {} : { capture }),
      ...(one.fault === 'lost-start-in-doubt' ? {} : { safeToRepeat: true }),
    },
    poll: {
      ...pollRequestOf(one),
      ...words[one.state],
      ...(rules.length === 0 ? {} : { rules }),
      ...(one.auth === 'revoked' ? { failing: { limit: 4 } } : {}),
    },
    pace: {
      every: `${POLL_EVERY_MS}ms`,
      ...(one.retryAfter === 'body' ? { hints: ['body.askAgainInMs | ms', 'header.retry-after | wait'] } : {}),
      longestHint: `${LONGEST_HINT_MS}ms`,
    },
    result: resultOf(one),
    cancel: { request: place.cancel },
    ...(isCalled ? { callback: {} } : {}),
  };
}

/** What the profile has no reason to say, and the dialect needs. */
export function supplementOf(one: Case): Json {
  return one.callbacks === 'none' ? {} : { callback: { on: ['running', 'end'] } };
}
