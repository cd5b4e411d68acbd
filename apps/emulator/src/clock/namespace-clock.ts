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

/** How fast it goes: 0 while it is frozen. */
export function rateOf({ isFrozen, scale }: NamespaceClock): number {
  return isFrozen ? 0 : scale;
}

/** What it shows when the database's clock shows `real`. */
export function emulatedAt(clock: NamespaceClock, real: number): number {
  return clock.emulatedAt + (real - clock.realAt) * rateOf(clock);
}

/** What the database's clock shows when it reaches `emulated`; Infinity where it never does. */
export function realAt(clock: NamespaceClock, emulated: number): number {
  const rate = rateOf(clock);
  if (rate > 0) return clock.realAt + (emulated - clock.emulatedAt) / rate;
  return emulated <= clock.emulatedAt ? clock.realAt : Infinity;
}
