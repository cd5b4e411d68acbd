type Json = Record<string, unknown>;

/**
 * A document that extends another one: objects are merged, lists and scalars take the place of what was there, null
 * removes what was there. Changes neither of both.
 */
export function mergeProfiles(base: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  if (!isObject(base)) return patch;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null && merged.has(key)) merged.delete(key);
    else merged.set(key, mergeProfiles(merged.get(key), value));
  }
  // As own properties all: Object.fromEntries sets no prototype.
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
