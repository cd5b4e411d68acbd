import type { Case, Value } from './axes.js';

/*
 * How long things take in a case, in milliseconds: as short as they can be for whoever waits for it, and as long as they
 * must be for all of it to come to pass also on a busy machine.
 */

/** From one poll to the next, where the API does not ask for more. */
export const POLL_EVERY_MS = 150;
/** Of a hint that is beyond all reason the profile believes this much. */
export const LONGEST_HINT_MS = 3000;
export const REQUEST_TIMEOUT_MS = 1500;
export const HINT_MS = 250;
/** As long is the record kept where the profile says how long: a wait of half of it is the longest. */
export const KEPT_MS = 7000;
/** After a reset, a throttling or the like: what a fault's own hint asks for. */
export const FAULT_HINT_MS = 1000;
/** A start whose reply was lost is repeated after that, and a bit. */
const START_BACKOFF_MS = 600;
const MARGIN_MS = 1200;

/** Whole seconds are the least that Retry-After can say; a date in whole seconds may lie one more ahead. */
const hintedMs: Record<Value<'retryAfter'>, number> = {
  none: 0,
  zero: 0,
  'past-date': 0,
  garbage: 0,
  ms: HINT_MS,
  body: HINT_MS,
  seconds: 1000,
  date: 2000,
  huge: LONGEST_HINT_MS,
};

/** The longest wait from one poll to the next. */
function gapMs({ retryAfter, retention }: Case): number {
  const cap = retention === 'forgotten' ? KEPT_MS / 2 : Infinity;
  return Math.max(POLL_EVERY_MS, Math.min(hintedMs[retryAfter], cap));
}

/** How much later a fault makes the first poll that tells of the job. */
function delayMs(one: Case): number {
  const gap = gapMs(one);
  switch (one.fault) {
    case 'none':
    case 'lost-start-in-doubt':
      return 0;
    case 'lost-start':
      return START_BACKOFF_MS;
    case 'timeout':
      return REQUEST_TIMEOUT_MS + gap;
    case '429':
    case '503-hint':
      return Math.max(FAULT_HINT_MS, gap);
    case '404-first':
      return 3.2 * gap;
    case 'reset':
    case '503-bare':
    case 'html-502':
    case 'truncated':
    case 'huge-body':
      return gap;
  }
}

/** How long the job runs: so long that it is seen to, and that a cancel finds it alive. */
export function lifeMs(one: Case): number {
  if (one.cancel === 'confirmed' || one.cancel === 'at-once') return 3_600_000;
  const seenMs = (one.retryAfter === 'none' ? 0 : gapMs(one)) + delayMs(one);
  return Math.round(seenMs + gapMs(one) + MARGIN_MS);
}

/** When the monitor gives up at the latest. */
export function deadlineMs({ fault }: Case): number {
  return fault === 'lost-start-in-doubt' ? 3000 : 30_000;
}
