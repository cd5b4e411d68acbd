import { type CompiledProfile, compileProfile, mergeProfiles } from '@app/contracts';
import { extendedName, readText, type ResolvedProfile, resolveProfile } from '@app/documents';
import { type Exchanges, readExchanges, readProfileText } from './exchanges.js';

/** A profile of the library with the exchanges that belong to it. */
export interface ShippedApi {
  name: string;
  /** As it is shipped. */
  profile: ResolvedProfile['profile'];
  /** With the settings of the exchanges over it, such as the base URL of an API that everybody hosts themselves. */
  compiled: CompiledProfile;
  exchanges: Exchanges;
}

/** Opens a shipped profile as a replica does when it boots. Throws, naming the field, where a file is not in order. */
export function openApi(name: string): ShippedApi {
  const { profile } = resolveShipped(name);
  const exchanges = readExchanges(name);
  const whole = mergeProfiles(profile, exchanges.settings ?? {});
  return {
    name,
    profile,
    exchanges,
    compiled: compileProfile(resolveProfile(whole, { name, base: undefined }).profile),
  };
}

function resolveShipped(name: string): ResolvedProfile {
  const document = readText(readProfileText(name)).value;
  const extended = extendedName(document);
  return resolveProfile(document, {
    name,
    base: extended === undefined ? undefined : resolveShipped(extended).profile,
  });
}
