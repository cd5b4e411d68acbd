import { mayHoldLargeIntegers, quoteLargeIntegers } from './json-integers.js';

/** Deeper JSON than this is no status: it would only exhaust whoever walks through it. */
const MAX_DEPTH = 64;

/**
 * The JSON of a reply, or undefined where it is none, or nested too deep. Text that Postgres can't hold (U+0000, lone
 * surrogates) is replaced by U+FFFD, so that whatever is returned can be stored. Integers that a double would round stay
 * what they are, as text.
 */
export function parseReplyBody(text: string, contentType = 'application/json'): unknown {
  if (contentType.startsWith('text/event-stream')) return lastEvent(text);
  if (depthOf(text) > MAX_DEPTH) return undefined;
  try {
    const body = parse(text);
    return /\\u0000|\\ud[89a-f]|\u0000|[\ud800-\udfff]/i.test(text) ? storable(body) : body;
  } catch {
    return undefined;
  }
}

/** The JSON of the last whole event of a stream: how some servers answer a request that takes both. WHATWG HTML, section 9.2.6. */
function lastEvent(text: string): unknown {
  const events = text.replaceAll('\r\n', '\n').split('\n\n').slice(0, -1);
  for (const event of events.reverse()) {
    const data = event.split('\n').filter((line) => line.startsWith('data:'));
    const body = parseReplyBody(data.map((line) => line.slice('data:'.length)).join('\n'));
    if (body !== undefined) return body;
  }
  return undefined;
}

function parse(text: string): unknown {
  const body: unknown = JSON.parse(text);
  return mayHoldLargeIntegers(text) ? JSON.parse(quoteLargeIntegers(text)) : body;
}

/** An upper bound of the nesting, from the brackets alone: those inside strings may count too. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\u0000', '\ufffd').toWellFormed();
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [storable(key), storable(child)]));
}
