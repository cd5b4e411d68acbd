/** Fixed for the life of a database: the migration has made a row for each. */
export const GROUP_COUNT = 64;

/** The group of a monitor: the last random bits of its UUID v7, evenly spread. */
export function groupOf(monitorId: string): number {
  return Number.parseInt(monitorId.slice(-2), 16) % GROUP_COUNT;
}
