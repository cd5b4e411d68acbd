import { readCaptures } from './captures.js';
import type { CompiledProfile } from './compiled.js';
import { allHold } from './condition.js';
import { readHint } from './hints.js';
import { readLocator } from './read-locator.js';
import type { Reply } from './reply.js';
import { RequestFault } from './request-fault.js';
import type { Captures, Scope } from './scope.js';
import { type UrlTemplate, fillUrl } from './url-template.js';
import { httpUrl } from './urls.js';

/** What a reply brings of the result. */
export interface ResultReading {
  /** Undefined where there is nothing. It is not bounded. */
  value: unknown;
  /** Where the next page is. */
  nextUrl?: string;
  /** Where the result is instead: the Location of the reply. */
  followUrl?: string;
  hintMs?: number;
}

/** Reads the result from a reply: from that of its own request, or else from the last poll's. Never throws. */
export function readResult({ result, phases }: CompiledProfile, reply: Reply, scope: Scope): ResultReading {
  const inReply = { ...scope, reply };
  const reading: ResultReading = { value: readLocator(result.value, inReply) };
  const nextUrl = result.next === undefined ? undefined : nextPage(result.next, inReply);
  // A page that names itself as the next one would never end.
  if (nextUrl !== undefined && nextUrl !== reply.url) reading.nextUrl = nextUrl;
  const followUrl = httpUrl(reply.headers['location']?.trim() ?? '', reply.url)?.href;
  if (followUrl !== undefined) reading.followUrl = followUrl;
  const hintMs = readHint(phases[0]!.pace, inReply);
  if (hintMs !== undefined) reading.hintMs = hintMs;
  return reading;
}

function nextPage(next: UrlTemplate, scope: Scope): string | undefined {
  try {
    return fillUrl(next, scope);
  } catch (error) {
    if (error instanceof RequestFault) return undefined;
    throw error;
  }
}

/** What was found of a job whose start reply was lost: the captures of the first entry that matches. Never throws. */
export function readFound({ find }: CompiledProfile, reply: Reply, scope: Scope): Captures | undefined {
  if (find === undefined || reply.code < 200 || reply.code > 299) return undefined;
  const inReply = { ...scope, reply };
  const items = readLocator(find.items, inReply);
  for (const item of Array.isArray(items) ? (items as unknown[]) : [items]) {
    const inItem = { ...inReply, item };
    if (!allHold(find.match, inItem)) continue;
    const captured = readCaptures(find.capture, inItem);
    if (Object.keys(captured).length > 0) return captured;
  }
  return undefined;
}
