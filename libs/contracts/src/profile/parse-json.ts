import { storableText } from './scalars.js';

/** Deeper JSON than this is nothing that an API says: it would only exhaust whoever walks through it. */
const MAX_DEPTH = 64;

/** The JSON of a text in storable form, or undefined where it is none, or nested too deep. */
export function parseJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) return undefined;
  try {
    return storable(JSON.parse(text));
  } catch {
    return undefined;
  }
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
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [storableText(key), storable(child)]));
}
