import type { ClockRepresentation } from '@app/contracts';
import type { NamespaceClock } from './namespace-clock.js';

interface Reading {
  clock: NamespaceClock;
  now: number;
  realNow: number;
}

export function toClock({ clock, now, realNow }: Reading): ClockRepresentation {
  return {
    namespace: clock.namespace,
    now: new Date(now).toISOString(),
    realNow: new Date(realNow).toISOString(),
    rate: clock.scale,
    isFrozen: clock.isFrozen,
  };
}
