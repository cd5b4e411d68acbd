import type { MonitorContext } from './monitor.types.js';

/** How the remote side knows the job: its id, else the URL of its status; null while it is not known. Pure. */
export function jobIdOf(context: Pick<MonitorContext, 'job'>): string | null {
  return remoteIdOf(context) ?? textOf(context.job?.['statusUrl']);
}

/** The id that the remote side gave the job; null where it gave none, or is not known. Pure. */
export function remoteIdOf({ job }: Pick<MonitorContext, 'job'>): string | null {
  return textOf(job?.['id']);
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
