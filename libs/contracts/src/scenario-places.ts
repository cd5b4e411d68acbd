import type { z } from 'zod';
import { MAX_JSON_DEPTH } from './json.contract.js';
import { jsonText } from './profile/bounded-json.js';
import { placeText } from './profile/fill.js';
import { type Locator, LocatorError } from './profile/locator.js';
import { readLocator } from './profile/read-locator.js';
import { isFound, storableText } from './profile/scalars.js';
import { type Template, parseTemplate, placesOf } from './profile/template.js';

/*
 * What a job tells may repeat what its start was given: `result: { file: '{{input.file}}' }`. The places are those of
 * profiles, with `input`, `key` and `name` at hand.
 */

/** What a start was given. */
export interface GivenAtStart {
  input?: unknown;
  key?: string | undefined;
  name?: string | undefined;
}

/** What is filled in is too much to be kept. */
export class ScenarioTooLarge extends Error {}

const MAX_FILLED_CHARACTERS = 1_048_576;

const HAS_PLACE = '{{';

/** Adds an issue for each place that is none, or that asks for what no start is given. */
export function checkPlaces(value: unknown, context: z.RefinementCtx): void {
  const open = [{ value, path: [] as (string | number)[] }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value: current, path } = at;
    if (path.length > MAX_JSON_DEPTH) continue;
    if (typeof current === 'string') {
      const message = placeFault(current);
      if (message !== undefined) context.addIssue({ code: 'custom', message, path });
    } else if (typeof current === 'object' && current !== null) {
      for (const [key, child] of Object.entries(current)) {
        open.push({ value: child, path: [...path, Array.isArray(current) ? Number(key) : key] });
      }
    }
  }
}

/**
 * A JSON value with its places filled in. What a place does not find is left out: the field, the entry, or all of it.
 * Throws ScenarioTooLarge.
 */
export function fillPlaces(value: unknown, given: GivenAtStart): unknown {
  let left = MAX_FILLED_CHARACTERS;
  const spend = (filled: unknown): unknown => {
    left -= jsonText(filled)?.length ?? 0;
    if (left < 0) throw new ScenarioTooLarge(`has more than ${MAX_FILLED_CHARACTERS} characters, once it is filled in`);
    return filled;
  };
  const fill = (current: unknown): unknown => {
    if (typeof current === 'string') {
      return current.includes(HAS_PLACE) ? spend(storable(fillText(parseTemplate(current), given))) : current;
    }
    if (Array.isArray(current)) return current.map(fill).filter((item) => item !== undefined);
    if (typeof current !== 'object' || current === null) return current;
    const fields = Object.entries(current).map(([key, child]) => [key, fill(child)] as const);
    return Object.fromEntries(fields.filter(([, child]) => child !== undefined));
  };
  return fill(value);
}

function placeFault(text: string): string | undefined {
  if (!text.includes(HAS_PLACE)) return undefined;
  try {
    const others = placesOf(parseTemplate(text)).filter((place) => !place.every(isGiven));
    return others.length === 0 ? undefined : 'must have places of input, key and name alone';
  } catch (error) {
    if (error instanceof LocatorError) return error.message;
    throw error;
  }
}

function isGiven({ source }: Locator[number]): boolean {
  if (source.kind === 'path') return source.root === 'input';
  return source.kind === 'literal' || (source.kind === 'word' && (source.word === 'key' || source.word === 'name'));
}

/** A place that is all of the text is the value that it finds. */
function fillText(template: Template, given: GivenAtStart): unknown {
  const [only] = template;
  if (template.length === 1 && typeof only === 'object') {
    const value = readLocator(only, given);
    return isFound(value) ? value : undefined;
  }
  const parts = template.map((part) => (typeof part === 'string' ? part : placeText(readLocator(part, given))));
  return parts.includes(undefined) ? undefined : parts.join('');
}

/** What a client sends may hold what can't be kept. */
function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_JSON_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [storableText(key), storable(child, depth + 1)]),
  );
}
