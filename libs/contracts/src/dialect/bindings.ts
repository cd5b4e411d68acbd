import { jsonText } from '../profile/bounded-json.js';
import type { Locator, PipeCall, Segment, Source, Term } from '../profile/locator.js';
import { parseJson } from '../profile/parse-json.js';
import { printLocator } from '../profile/print-locator.js';
import { isFound, textOf } from '../profile/scalars.js';
import type { Bound, CompiledDialect } from './dialect.js';
import { nameOf } from './job-names.js';
import { readReference } from './references.js';

/** What stood in a place of a request. */
export interface Filled {
  locator: Locator;
  value: unknown;
}

/** What is known of one source of values. */
interface Known {
  source: Source;
  value: unknown;
}

/** What the places of a request were filled with, and under which names the job was meant: the surest first. */
export interface Bindings {
  bound: Bound;
  names: [name: string, text: string][];
}

/**
 * Puts together what stood in the places of a request. Where it is said twice the first one counts. A place that may have
 * been filled from one source or another was filled from the first, unless another is known to have that value.
 */
export function bind(dialect: CompiledDialect, filled: Filled[]): Bindings {
  const known = new Map<string, Known>();
  for (const { locator, value } of filled) if (locator.length === 1) keep(known, locator[0]!, value);
  for (const { locator, value } of filled) {
    if (locator.length === 1 || locator.some((term) => textOf(knownValue(known, term)) === textOf(value))) continue;
    const term = likeliest(dialect, locator, textOf(value));
    if (term !== undefined) keep(known, term, value);
  }
  const names = [...known.values()].flatMap(({ source, value }): [string, string][] => {
    const name = nameOf(source);
    const text = textOf(value);
    return name === undefined || text === undefined ? [] : [[name, text]];
  });
  return { bound: boundOf([...known.values()]), names };
}

function keep(known: Map<string, Known>, { source, pipes }: Term, given: unknown): void {
  const value = pipes.reduceRight(withoutPipe, given);
  const at = printLocator([{ source, pipes: [] }]);
  const before = known.get(at);
  if (!isFound(value)) return;
  if (before === undefined) known.set(at, { source, value });
  else if (isRecord(before.value) && isRecord(value)) known.set(at, { source, value: { ...value, ...before.value } });
}

function knownValue(known: Map<string, Known>, { source }: Term): unknown {
  return source.kind === 'literal' ? source.value : known.get(printLocator([{ source, pipes: [] }]))?.value;
}

/** The source that a place was filled from: of the names of a job the first that looks like this text. */
function likeliest(dialect: CompiledDialect, locator: Locator, text = ''): Term | undefined {
  const looksLike = ({ source }: Term): boolean => {
    const name = nameOf(source);
    return name !== undefined && readReference(dialect, name, text) !== undefined;
  };
  return locator.find(looksLike) ?? locator.find(({ source }) => source.kind !== 'literal');
}

/** What went into a pipe, by what came out; undefined where that can't be told. */
function withoutPipe(value: unknown, { name }: PipeCall): unknown {
  switch (name) {
    case 'string': {
      const parsed = typeof value === 'string' ? parseJson(value) : undefined;
      return typeof parsed === 'object' && parsed !== null && jsonText(parsed) === value ? parsed : value;
    }
    case 'json':
      return jsonText(value);
    case 'lower':
    case 'trim':
    case 'path':
    case 'number':
    case 'resolve':
    case 'after':
    case 'before':
    case 'unless':
      return value;
    default:
      return undefined;
  }
}

function boundOf(known: Known[]): Bound {
  const text = (word: string): string | undefined =>
    textOf(known.find(({ source }) => source.kind === 'word' && source.word === word)?.value);
  const at = (root: string): { path: Segment[]; value: unknown }[] =>
    known.flatMap(({ source, value }) =>
      source.kind === 'path' && source.root === root ? [{ path: source.path, value }] : [],
    );
  const [key, name, callbackUrl] = [text('key'), text('name'), textOf(at('callback')[0]?.value)];
  const input = joined(at('input'));
  return {
    ...(input === undefined ? {} : { input }),
    job: (joined(at('job')) ?? {}) as Bound['job'],
    ...(key === undefined ? {} : { key }),
    ...(name === undefined ? {} : { name }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
  };
}

/** One value of those that are known of its parts. */
function joined(parts: { path: Segment[]; value: unknown }[]): unknown {
  let whole: unknown;
  for (const { path, value } of parts.toSorted((one, other) => one.path.length - other.path.length)) {
    whole = withValue(whole, path, value);
  }
  return whole;
}

/** A value with another at a place of it, where there is none yet. */
function withValue(whole: unknown, [segment, ...rest]: Segment[], value: unknown): unknown {
  if (segment === undefined) {
    if (isRecord(whole) && isRecord(value)) return { ...value, ...whole };
    return isFound(whole) ? whole : value;
  }
  if ('index' in segment && segment.index >= 0 && (whole === undefined || Array.isArray(whole))) {
    const list: unknown[] = [...((whole as unknown[] | undefined) ?? [])];
    if (segment.index > list.length) return list;
    list[segment.index] = withValue(list[segment.index], rest, value);
    return list;
  }
  if (!('key' in segment) || segment.key === '__proto__' || (isFound(whole) && !isRecord(whole))) return whole;
  const child = isRecord(whole) && Object.hasOwn(whole, segment.key) ? whole[segment.key] : undefined;
  return { ...whole, [segment.key]: withValue(child, rest, value) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
