/**
 * Milliseconds since the epoch in the form in which instants go into statements: text, for a Date has no null. ISO 8601,
 * but for years after 9999, which Postgres wants as they are, without a sign and noughts.
 */
export function isoInstant(instant: number): string;
export function isoInstant(instant: number | null): string | null;
export function isoInstant(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString().replace(/^\+0*/, '');
}
