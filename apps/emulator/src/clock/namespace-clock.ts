/**
 * The clock of one namespace: a straight line over the database's clock. All instants are milliseconds since the epoch.
 * Whoever changes it gives it a higher version, which fences what was decided by the older one.
 */
export interface NamespaceClock {
  namespace: string;
  version: number;
  /** What it showed at `realAt`. */
  emulatedAt: number;
  realAt: number;
  /** Emulated milliseconds in a real one, while it is not frozen. */
  scale: number;
  isFrozen: boolean;
}

/** Every clock stops here: what instants are written in ends not long after. */
export const END_OF_TIME = Date.UTC(9999, 0, 1);

/** How fast it goes: 0 while it is frozen. */
export function rateOf({ isFrozen, scale }: NamespaceClock): number {
  return isFrozen ? 0 : scale;
}

/** What it shows when the database's clock shows `real`, in whole milliseconds. */
export function emulatedAt(clock: NamespaceClock, real: number): number {
  return Math.min(Math.floor(clock.emulatedAt + (real - clock.realAt) * rateOf(clock)), END_OF_TIME);
}

/**
 * When, on the database's clock, it shows `emulated` or more: at the earliest when it was last changed, for before that it
 * was another clock; Infinity where it never does.
 */
export function realAt(clock: NamespaceClock, emulated: number): number {
  if (emulated > END_OF_TIME) return Infinity;
  const aheadMs = emulated - clock.emulatedAt;
  return aheadMs <= 0 ? clock.realAt : clock.realAt + aheadMs / rateOf(clock);
}
