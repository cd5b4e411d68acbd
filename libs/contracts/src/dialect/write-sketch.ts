import type { Segment } from '../profile/locator.js';
import type { Reply } from '../profile/reply.js';
import { isFound, textOf } from '../profile/scalars.js';
import type { Scope } from '../profile/scope.js';
import type { DraftReply } from './dialect.js';

/*
 * A reply as it is being written. Each step makes another one and leaves the one before as it is, so that a step that
 * spoils what was told is simply not taken.
 */
export interface Sketch extends DraftReply {
  /** The entry of a list that is searched, while that is written. */
  item?: unknown;
}

/** Larger indexes are no places that an API fills. */
const MAX_INDEX = 1000;

export function withHeader(sketch: Sketch, name: string, value: string | undefined): Sketch {
  const headers = { ...sketch.headers };
  if (value === undefined) delete headers[name];
  else headers[name] = value;
  return { ...sketch, headers };
}

/** With another body, and so without text. */
export function withBody(sketch: Sketch, body: unknown): Sketch {
  const other: Sketch = { ...sketch, body };
  delete other.text;
  return other;
}

/** With text instead of a body. */
export function withText(sketch: Sketch, text: string | undefined): Sketch {
  const { body: _body, ...other } = sketch;
  return text === undefined ? other : { ...other, text };
}

/**
 * JSON with that value at that path; undefined takes it away. What is missing on the way is made: a list where an index
 * or an entry is asked for, else an object. What stands in the way is replaced. Undefined where the path leads nowhere.
 */
export function setAt(json: unknown, [segment, ...rest]: Segment[], value: unknown): unknown {
  if (segment === undefined) return value;
  if ('key' in segment) return setField(json, segment.key, rest, value);
  const list = Array.isArray(json) ? [...(json as unknown[])] : [];
  const at = 'index' in segment ? placeOf(list, segment.index) : entryOf(list, segment);
  if (at === undefined) return undefined;
  if (value === undefined && at >= list.length) return json;
  if ('where' in segment && at >= list.length) list.push(nested(segment.where, segment.equals));
  while (list.length < Math.max(at, 'index' in segment ? -segment.index : 0)) list.push({});
  list[at] = setAt(list[at], rest, value) ?? null;
  return list;
}

function setField(json: unknown, key: string, rest: Segment[], value: unknown): unknown {
  const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
  if (value === undefined && !isObject) return json;
  const object: Record<string, unknown> = isObject ? { ...(json as Record<string, unknown>) } : {};
  const before = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value === undefined && !isFound(before)) return json;
  const set = setAt(before, rest, value);
  if (set === undefined) delete object[key];
  // An assignment to __proto__ would be none.
  else Object.defineProperty(object, key, { value: set, enumerable: true, writable: true, configurable: true });
  return object;
}

function placeOf(list: unknown[], index: number): number | undefined {
  if (Math.abs(index) > MAX_INDEX) return undefined;
  return index >= 0 ? index : Math.max(list.length + index, 0);
}

function entryOf(list: unknown[], { where, equals }: { where: string[]; equals: string }): number {
  const found = list.findIndex(
    (entry) => textOf(where.reduce<unknown>(fieldOf, entry))?.toLowerCase() === equals.toLowerCase(),
  );
  return found < 0 ? list.length : found;
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function nested(keys: string[], value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

/** `over` laid on `under`: objects field by field; lists and values of `over` take the place of those below. */
export function layOver(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isPlain(under) || !isPlain(over)) return over;
  const laid: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    laid[key] = layOver(Object.hasOwn(under, key) ? under[key] : undefined, value);
  }
  return laid;
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether `found` says all that `wanted` does: objects may hold more, numbers differ by what rounding makes of them. */
export function covers(found: unknown, wanted: unknown): boolean {
  if (!isFound(wanted)) return !isFound(found);
  if (typeof found === 'number' && typeof wanted === 'number') {
    return found === wanted || Math.abs(found - wanted) <= 1e-9 * Math.abs(wanted);
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return false;
    return wanted.every((one, index) => covers(found[index], one));
  }
  if (!isPlain(wanted)) return found === wanted;
  return isPlain(found) && Object.entries(wanted).every(([key, value]) => covers(fieldOf(found, key), value));
}

const replies = new WeakMap<Sketch, Map<string | undefined, Reply>>();

/** The sketch as the client gets it. */
export function replyOf(sketch: Sketch, scope: Scope): Reply {
  const url = scope.reply?.url;
  const known = replies.get(sketch) ?? new Map<string | undefined, Reply>();
  const reply = known.get(url) ?? received(sketch, url, scope.now ?? 0);
  replies.set(sketch, known.set(url, reply));
  return reply;
}

function received(sketch: Sketch, url: string | undefined, receivedAt: number): Reply {
  const { code, headers, body } = sketch;
  let text = sketch.text;
  return {
    code,
    headers,
    body,
    url,
    receivedAt,
    // Few profiles read it, and a large body is not written out for those that do not.
    get text() {
      return (text ??= body === undefined ? '' : JSON.stringify(body));
    },
  };
}
