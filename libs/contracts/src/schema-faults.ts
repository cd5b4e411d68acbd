import { z } from 'zod';
import type { ProblemError } from './problem.contract.js';

type Issue = z.core.$ZodIssue;
type Path = PropertyKey[];

/** One fault of a value: where it is, as keys from the root, and what is allowed there. */
export interface Fault {
  path: Path;
  detail: string;
}

/**
 * The faults that a schema found, each at the innermost place that is to be mended, in plain sentences: what the schema
 * itself says, or else what is allowed there. Pure.
 */
export function faultsOf({ issues }: { issues: readonly Issue[] }, schema: z.ZodType): Fault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, [], schema));
}

/** A JSON pointer (RFC 6901). */
export function pointerTo(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function toProblemErrors(faults: Fault[]): ProblemError[] {
  return faults.map(({ path, detail }) => ({ pointer: pointerTo(path), detail }));
}

function faultsOfIssue(issue: Issue, above: Path, schema: z.ZodType): Fault[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'invalid_union':
      return faultsOfUnion(issue, path, schema);
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], detail: unknownField(path, schema) }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        path,
        detail: `the name ${isZodsOwn(inner.message) ? allowedBy(inner) : inner.message}`,
      }));
    case 'invalid_type':
      if (!isZodsOwn(issue.message)) return [{ path, detail: issue.message }];
      if (issue.input === undefined && issue.message.endsWith('received undefined'))
        return [{ path, detail: `is missing; it must be ${inWords(issue.expected)}` }];
      return [{ path, detail: `must be ${inWords(issue.expected)}` }];
    case 'invalid_value':
      if (!isZodsOwn(issue.message)) return [{ path, detail: issue.message }];
      return [{ path, detail: `must be ${anyOf(issue.values.map(String))}` }];
    default:
      return [{ path, detail: isZodsOwn(issue.message) ? allowedBy(issue) : issue.message }];
  }
}

function isZodsOwn(message: string): boolean {
  return /^(Invalid|Too small|Too big|Unrecognized)\b/.test(message);
}

const formats: Record<string, string> = {
  uuid: 'a UUID',
  guid: 'a UUID',
  url: 'a URL',
  datetime: 'an instant such as 2026-11-21T10:00:00Z',
};

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return bounded(issue.origin, 'least', Number(issue.minimum), issue.inclusive ?? true);
    case 'too_big':
      return bounded(issue.origin, 'most', Number(issue.maximum), issue.inclusive ?? true);
    case 'invalid_format':
      if (issue.format === 'regex') return `must match ${issue.pattern}`;
      return `must be ${formats[issue.format] ?? `of the format ${issue.format}`}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    default:
      return 'is not valid here';
  }
}

function bounded(origin: string, side: 'least' | 'most', limit: number, isInclusive: boolean): string {
  const unit = { string: 'characters', array: 'entries', set: 'entries', record: 'fields', object: 'fields' }[origin];
  if (unit === undefined)
    return isInclusive ? `must be at ${side} ${limit}` : `must be ${side === 'least' ? 'more' : 'less'} than ${limit}`;
  return side === 'least' && limit === 1 ? 'must not be empty' : `must have at ${side} ${limit} ${unit}`;
}

/** Of several kinds of value the one that was meant tells its faults; where none can be told, what all of them are. */
function faultsOfUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, schema: z.ZodType): Fault[] {
  if (issue.errors.length === 0) {
    const { options = [] } = issue as { options?: unknown[] };
    return [{ path, detail: `must be ${anyOf(options.map(String))}` }];
  }
  const meant = issue.errors
    .filter((issues) => !issues.some(isOfAnotherKind))
    .sort((one, other) => one.length - other.length)[0];
  if (meant !== undefined) return meant.flatMap((inner) => faultsOfIssue(inner, path, schema));
  return [{ path, detail: `must be ${anyOf([...new Set(issue.errors.flat().flatMap(kindsOf))])}` }];
}

function isOfAnotherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((issues) => issues.some(isOfAnotherKind));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}

function kindsOf(issue: Issue): string[] {
  if (issue.path.length > 0) return [];
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap(kindsOf);
  if (issue.code === 'invalid_type') return [inWords(issue.expected)];
  return issue.code === 'invalid_value' ? issue.values.map(String) : [];
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function inWords(expected: string): string {
  return kinds[expected] ?? expected;
}

function anyOf(words: string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function unknownField(path: Path, schema: z.ZodType): string {
  const fields = fieldsAt(path, schema);
  return fields.length === 0 ? 'is not known here' : `is not known here; allowed are ${fields.join(', ')}`;
}

interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

const documented = new WeakMap<z.ZodType, JsonSchema>();

/** The names of the fields that a schema knows at a place. */
function fieldsAt(path: Path, schema: z.ZodType): string[] {
  const root =
    documented.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
  documented.set(schema, root);
  let places = alternatives(root, root);
  for (const key of path) places = places.flatMap((place) => alternatives(childOf(place, key), root));
  return [...new Set(places.flatMap((place) => Object.keys(place.properties ?? {})))];
}

function childOf(place: JsonSchema, key: PropertyKey): JsonSchema | boolean | undefined {
  if (typeof key === 'number') return place.items;
  return place.properties?.[String(key)] ?? place.additionalProperties;
}

function alternatives(place: JsonSchema | boolean | undefined, root: JsonSchema): JsonSchema[] {
  if (typeof place !== 'object') return [];
  const referenced = place.$ref === undefined ? undefined : root.$defs?.[place.$ref.replace('#/$defs/', '')];
  const parts = [...(place.anyOf ?? []), ...(place.oneOf ?? []), ...(place.allOf ?? [])];
  return [place, ...alternatives(referenced, root), ...parts.flatMap((part) => alternatives(part, root))];
}
