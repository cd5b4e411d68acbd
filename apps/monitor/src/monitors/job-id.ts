import type { MonitorContext } from './monitor.types.js';

/** How the remote side knows the job: its id, else the URL of its status; null while it is not known. Pure. */
export function jobIdOf({ job }: Pick<MonitorContext, 'job'>): string | null {
  const id = job?.['id'] ?? job?.['statusUrl'] ?? null;
  return id === null ? null : String(id);
}
