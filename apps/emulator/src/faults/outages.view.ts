import type { Outage } from '@app/contracts';
import type { StoredOutage } from './outages.repository.js';

export function toOutage({ id, from, to, fault }: StoredOutage): Outage {
  return {
    id,
    from: new Date(from).toISOString(),
    to: to === null ? null : new Date(to).toISOString(),
    fault: fault as Outage['fault'],
  };
}
