import { jsonText } from './bounded-json.js';
import { type Locator, parseLocator } from './locator.js';
import { readLocator } from './read-locator.js';
import { isFound, storableText } from './scalars.js';
import type { Captures, Scope } from './scope.js';

/** Which values are kept from a reply. */
export type CompiledCapture = [name: string, locator: Locator, source: string][];

/** Larger values are no handles of a job, and are not kept. */
const MAX_CAPTURED_CHARACTERS = 16_384;

const NOTHING: Captures = Object.freeze({});

export function compileCapture(capture: Record<string, string>): CompiledCapture {
  const own = Object.entries(capture).filter(([name]) => name !== '__proto__');
  return own.map(([name, source]) => [name, parseLocator(source), source]);
}

/** The values that are found. */
export function readCaptures(capture: CompiledCapture, scope: Scope): Captures {
  let captured = NOTHING;
  for (const [name, locator] of capture) {
    const value = keepable(readLocator(locator, scope));
    if (value === undefined) continue;
    if (captured === NOTHING) captured = {};
    captured[name] = value;
  }
  return captured;
}

function keepable(value: unknown): unknown {
  if (!isFound(value) || value === '') return undefined;
  if (typeof value === 'string') return value.length <= MAX_CAPTURED_CHARACTERS ? storableText(value) : undefined;
  if (typeof value !== 'object') return value;
  const text = jsonText(value);
  return text !== undefined && text.length <= MAX_CAPTURED_CHARACTERS ? value : undefined;
}
