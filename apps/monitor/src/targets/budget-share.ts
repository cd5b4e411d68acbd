import type { ReplicaPlace } from '../holdings/share-out.js';

/** Of `profile.budget`: what one target may be asked by all monitors and all replicas together. */
export interface TargetBudget {
  perSecond?: number | undefined;
  concurrent?: number | undefined;
}

/** Turns change with the second of the database's clock, which all replicas share. */
const TURN_MS = 1000;
/** In the last part of a turn nothing is begun on it: it would still be under way when it is another's. */
const TURN_END_MS = 200;
/** A slot may be used this much later: timers are not exact, and short slots come several at a time. */
const SLOT_GRACE_MS = 50;
/** Slots are counted from here, so that their numbers stay exact: 2026-01-01. */
const EPOCH_MS = 1_767_225_600_000;

/** The strictest of several budgets. */
export function strictest(budgets: Iterable<TargetBudget>): TargetBudget {
  let perSecond = Infinity;
  let concurrent = Infinity;
  for (const budget of budgets) {
    perSecond = Math.min(perSecond, budget.perSecond ?? Infinity);
    concurrent = Math.min(concurrent, budget.concurrent ?? Infinity);
  }
  return {
    ...(perSecond === Infinity ? {} : { perSecond }),
    ...(concurrent === Infinity ? {} : { concurrent }),
  };
}

/**
 * How many requests this replica may have under way: an equal share, and of what is left over one by turns, so that the
 * replicas together keep the limit and even a limit of one is everybody's from time to time.
 * @param now of the database, in milliseconds since the epoch
 */
export function concurrentShare(limit: number, { rank, count }: ReplicaPlace, now: number): number {
  const equal = Math.floor(limit / count);
  const leftOver = limit % count;
  if (leftOver === 0) return equal;
  const turn = Math.floor(now / TURN_MS);
  const isOnTurn = (rank + turn) % count < leftOver;
  return isOnTurn && now % TURN_MS < TURN_MS - TURN_END_MS ? equal + 1 : equal;
}

/** When the next turn begins. */
export function nextTurnAt(now: number): number {
  return (Math.floor(now / TURN_MS) + 1) * TURN_MS;
}

/** One request's right to be sent: from `at` on (database's clock), under a number that is used once. */
export interface Slot {
  number: number;
  at: number;
}

/**
 * The next slot of this replica after the one that it has used last. Time is cut into slots of one request each, which
 * the replicas own by turns; one that goes by unused is lost. A replica that is alone needs no turns: its next slot
 * begins when the last one is over.
 */
export function nextSlot(perSecond: number, { rank, count }: ReplicaPlace, now: number, last: Slot | undefined): Slot {
  const slotMs = 1000 / perSecond;
  if (count === 1) {
    const at = Math.max(now - SLOT_GRACE_MS, last === undefined ? -Infinity : last.at + slotMs);
    return { number: Math.floor((at - EPOCH_MS) / slotMs), at };
  }
  const earliest = Math.ceil((now - SLOT_GRACE_MS - EPOCH_MS) / slotMs);
  const from = last === undefined ? earliest : Math.max(earliest, last.number + 1);
  const number = from + ((((rank - from) % count) + count) % count);
  return { number, at: EPOCH_MS + number * slotMs };
}
