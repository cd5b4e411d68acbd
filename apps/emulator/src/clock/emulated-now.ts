import { END_OF_TIME } from './namespace-clock.js';

/**
 * SQL: what the clock of a row of emulator.namespaces, under the alias `clock`, shows at the real instant `real` (SQL, too).
 * In seconds, for an interval with days in it would be added by the calendar of the session's time zone.
 */
export function emulatedNow(clock: string, real = 'now()'): string {
  return `to_timestamp(least(
    extract(epoch FROM ${clock}.emulated_at)::float8 + extract(epoch FROM ${real} - ${clock}.real_at)::float8 * ${clock}.rate,
    ${END_OF_TIME / 1000}))`;
}
