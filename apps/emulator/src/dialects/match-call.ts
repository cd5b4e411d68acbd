import { matchRequest } from '@app/contracts';
import type { DialectCall, MatchedCall } from './dialect-call.js';

/** An account or a factory has a path of a few segments, which everybody hosts as he likes. */
const MAX_SEGMENTS = 12;

/**
 * Finds out what a request asks for. Where the profile leaves its base URL open any path may stand in front of the API's
 * own: it is then a part of the base, in what is told as well. Undefined where the API has no such request. Pure.
 */
export function matchCall(call: DialectCall): MatchedCall | undefined {
  const match = matchRequest(call.dialect, call.incoming);
  if (match !== undefined) return { ...call, match };
  if (call.dialect.compiled.profile.baseUrl !== undefined) return undefined;
  const { path } = call.incoming;
  let at = 0;
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    at = path.indexOf('/', at + 1);
    if (at < 0) return undefined;
    const incoming = { ...call.incoming, path: path.slice(at) };
    const behind = matchRequest(call.dialect, incoming);
    if (behind === undefined) continue;
    const prefix = path.slice(0, at);
    const { base, foreignBase } = call;
    return { ...call, base: base + prefix, foreignBase: foreignBase + prefix, incoming, match: behind };
  }
  return undefined;
}
