import { type MonitorRepresentation, isOutcome } from '@app/contracts';
import { type MonitorSnapshot, isInDoubt } from './monitor.machine.js';

export function monitorUrl(publicBaseUrl: string, id: string): string {
  return `${publicBaseUrl}/api/v1/monitors/${id}`;
}

/** What can be read of a monitor, and asked of it as it stands. Pure. */
export function linksOf(publicBaseUrl: string, id: string, monitor: MonitorSnapshot): MonitorRepresentation['links'] {
  const self = monitorUrl(publicBaseUrl, id);
  const readable = { self, events: `${self}/events`, exchanges: `${self}/exchanges` };
  const { state } = monitor;
  if (isOutcome(state)) return { ...readable, restart: `${self}/restart` };
  const isDoubtful = isInDoubt(monitor);
  return {
    ...readable,
    cancel: `${self}/cancel`,
    ...(state === 'Suspended' ? { resume: `${self}/resume` } : { suspend: `${self}/suspend` }),
    ...(isDoubtful ? { resolve: `${self}/resolve` } : {}),
    ...(state === 'Suspended' || isDoubtful ? {} : { pollNow: `${self}/poll-now` }),
  };
}
