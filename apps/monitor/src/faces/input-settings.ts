import type { MonitorInput, ProfilePace } from '@app/contracts';

/** The pace and the deadline that the input of a seed's own API may hold, beside what it says of the job. */
export function inputSettings(input: unknown): { pace?: ProfilePace; deadlineMs?: number } {
  const { pollingIntervalSec, durationMin } = (typeof input === 'object' ? (input ?? {}) : {}) as MonitorInput;
  return {
    ...(pollingIntervalSec === undefined ? {} : { pace: { every: `${Math.round(pollingIntervalSec * 1000)}ms` } }),
    ...(durationMin === undefined ? {} : { deadlineMs: durationMin * 60_000 }),
  };
}
