import type { Case, Value } from './axes.js';
import { isRedirected, needsTheBody, tellsBy } from './case-profile.js';
import { ERROR, RESULT } from './case-scenario.js';

/*
 * What a monitor must make of a case. These are rules of their own, by what the product and its documents promise; none
 * of it is taken from what the code does. Event types are told without `longwatch.monitor.` and `.v1`.
 */

export interface Expectation {
  outcome: 'Succeeded' | 'Failed' | 'Canceled' | 'TimedOut' | 'Lost';
  /** The history in its order; `pace-changed` may stand anywhere, where the API asks to wait. */
  events: string[];
  /** Of a monitor that succeeded: its result. */
  result?: unknown;
  /** The code of the error of one that did not. */
  error?: string;
}

export function expectationOf(one: Case): Expectation {
  if (one.fault === 'lost-start-in-doubt') {
    return { outcome: 'TimedOut', events: ['created', 'starting', 'start-unknown', 'timed-out'] };
  }
  const beginning = ['created', 'starting', ...startTrouble(one), 'started'];
  if (one.auth === 'revoked') return withoutCredentials(one, beginning);
  const before = [...beginning, ...pollTrouble(one), 'status-changed', ...crossing(one.cancel)];
  const { events, ...rest } = ending(one);
  return { ...rest, events: [...before, ...events] };
}

/** A start whose reply was lost is sent again under its key, where the API answers that with the first job. */
function startTrouble({ fault }: Case): string[] {
  return fault === 'lost-start' ? ['start-failing'] : [];
}

/** A poll that failed, and a record that is missing, are told where they begin and where they end; a job has not failed. */
function pollTrouble(one: Case): string[] {
  const trouble = firstTrouble(one);
  return trouble === undefined ? [] : [trouble, 'polls-recovered'];
}

function firstTrouble(one: Case): string | undefined {
  switch (one.fault) {
    case 'none':
    case 'lost-start':
    case 'lost-start-in-doubt':
      return undefined;
    case '404-first':
      return 'record-missing';
    case 'huge-body':
      // One that breaks off in the middle is a connection that fails; one that is too large may not be needed.
      return needsTheBody(one) ? 'polls-failing' : undefined;
    case 'truncated':
    case 'reset':
    case 'timeout':
    case '429':
    case '503-hint':
    case '503-bare':
    case 'html-502':
      return 'polls-failing';
  }
}

/** Polls that are refused fail until their budget is spent. */
function withoutCredentials(one: Case, beginning: string[]): Expectation {
  const events = [...beginning, ...pollTrouble(one), 'status-changed', 'polls-failing', 'timed-out'];
  return { outcome: 'TimedOut', error: 'polls-failing', events };
}

/** How a cancel crosses over: the API takes it, or says that the job had ended, or refuses. */
function crossing(cancel: Value<'cancel'>): string[] {
  switch (cancel) {
    case 'none':
      return [];
    case '501':
      return ['cancel-requested', 'operation-refused'];
    case 'confirmed':
    case 'at-once':
    case 'finished-409':
    case 'finished-410':
    case 'ignored':
      return ['cancel-requested', 'operation-accepted'];
  }
}

/** The end, as the polls tell it. */
function ending(one: Case): Expectation {
  const canceled: Expectation = { outcome: 'Canceled', events: ['status-changed', 'canceled'] };
  if (one.cancel === 'confirmed' || one.cancel === 'at-once') return canceled;
  // Whose cancel was taken may be forgotten at once: a record that is gone is then no job that was lost.
  if (isGone(one) && one.cancel === 'ignored') return canceled;
  if (isGone(one) && one.end === '410') return { outcome: 'Lost', error: 'http-410', events: ['lost'] };
  if (one.retention === 'gone') return { outcome: 'Lost', error: 'http-404', events: ['record-missing', 'lost'] };
  if (one.outcome === 'failed') {
    return { outcome: 'Failed', error: ERROR.code, events: ['status-changed', 'failed'] };
  }
  const fetched = isRedirected(one) || one.retention === 'once' ? ['result-awaited'] : [];
  return {
    outcome: 'Succeeded',
    result: one.end === '204' ? '' : RESULT,
    events: ['status-changed', ...fetched, 'succeeded'],
  };
}

/** Rules come before codes: where they find in the body how the job ended a 410 changes nothing. */
function isGone(one: Case): boolean {
  return one.retention === 'gone' || (one.end === '410' && tellsBy(one) !== 'rules');
}
