import type { Case } from './axes.js';

/*
 * How long things take in a case, in milliseconds: as short as they can be for whoever waits for it. The job itself takes an
 * hour, which is over once all has come to pass that must come before its end: the clock of its namespace is advanced.
 */

/** From one poll to the next, where the API does not ask for more. */
export const POLL_EVERY_MS = 150;
/** Of a hint that is beyond all reason the profile believes this much. */
export const LONGEST_HINT_MS = 3000;
export const REQUEST_TIMEOUT_MS = 15_000;
/** How long polls of a case may take in which one gets no answer. */
export const SHORT_TIMEOUT_MS = 7000;
export const HINT_MS = 250;
/** So long is the record kept where the profile says how long: a wait of half of it is the longest. */
export const KEPT_MS = 7000;
/** What a throttling asks for. */
export const FAULT_HINT_MS = 1000;
/** How long a job runs, and how long a cancel takes that is confirmed, on the clock of the namespace. */
export const LIFE = '1h';
export const CANCEL_TAKES = '10m';

/** When the monitor gives up at the latest. */
export function deadlineMs({ fault }: Case): number {
  return fault === 'lost-start-in-doubt' ? 3000 : 60_000;
}
