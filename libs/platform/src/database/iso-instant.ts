/** Milliseconds since the epoch in the form in which instants go into statements: ISO 8601 text, for a Date has no null. */
export function isoInstant(instant: number): string;
export function isoInstant(instant: number | null): string | null;
export function isoInstant(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
