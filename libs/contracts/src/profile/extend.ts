type Json = Record<string, unknown>;

/** No profile is deeper: what is, is refused when it is read, and need not be merged. */
const MAX_DEPTH = 64;

/**
 * A document that extends another one: objects are merged, lists and scalars take the place of what was there, null
 * removes what was there. Changes neither of both.
 */
export function mergeProfiles(base: unknown, patch: unknown): unknown {
  return merge(base, patch, 0);
}

function merge(base: unknown, patch: unknown, depth: number): unknown {
  if (!isObject(base) || !isObject(patch) || depth > MAX_DEPTH) return patch;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null && merged.has(key)) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value, depth + 1));
  }
  // As own properties all: Object.fromEntries sets no prototype.
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
