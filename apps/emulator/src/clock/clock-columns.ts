import type { NamespaceClock } from './namespace-clock.js';

/** A row's part about its namespace's clock. */
export interface ClockRow {
  clockNamespace: string;
  clockVersion: number;
  clockEmulatedAt: number;
  clockRealAt: number;
  clockScale: number;
  clockIsFrozen: boolean;
  /** What the database's own clock showed. */
  realNow: number;
}

/** SQL: what is read of emulator.namespaces under the alias `clock`. */
export const clockColumns = `
  clock.name AS "clockNamespace",
  clock.version::float8 AS "clockVersion",
  (extract(epoch FROM clock.emulated_at) * 1000)::float8 AS "clockEmulatedAt",
  (extract(epoch FROM clock.real_at) * 1000)::float8 AS "clockRealAt",
  clock.scale AS "clockScale",
  clock.is_frozen AS "clockIsFrozen",
  (extract(epoch FROM now()) * 1000)::float8 AS "realNow"`;

export function clockOf(row: ClockRow): NamespaceClock {
  return {
    namespace: row.clockNamespace,
    version: row.clockVersion,
    emulatedAt: row.clockEmulatedAt,
    realAt: row.clockRealAt,
    scale: row.clockScale,
    isFrozen: row.clockIsFrozen,
  };
}
