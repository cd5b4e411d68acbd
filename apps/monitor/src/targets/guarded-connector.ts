import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type TargetGuard, notPublic } from './target-guard.js';

/** Nothing is connected to: an address of the target may not be asked. */
export class TargetNotAllowed extends Error {
  readonly code = 'target-not-allowed';
}

/** As `dns.lookup` with `all`. */
export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * The name resolution of connections: one address that may not be asked refuses the whole name. The connection goes to
 * the very addresses that were checked, so a name that answers otherwise the next time gains nothing.
 */
export function guardedLookup(guard: TargetGuard, lookup: Lookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => guard.allows(address))) {
        return callback(new TargetNotAllowed(notPublic(hostname).refusal), []);
      }
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
}
