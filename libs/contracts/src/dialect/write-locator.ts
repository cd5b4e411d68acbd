import type { Locator, Source, Term } from '../profile/locator.js';
import { readLocator } from '../profile/read-locator.js';
import { isFound, numberOf, textOf } from '../profile/scalars.js';
import type { Scope } from '../profile/scope.js';
import { sourcesThrough } from './write-pipes.js';
import { type Sketch, covers, replyOf, setAt, withBody, withHeader, withText } from './write-sketch.js';

/** Pipes in a row may each have several ways: so many are followed. */
const MAX_SOURCES = 32;

/** What is known while a reply is written: what its reader knows, and where the dialect is. */
export interface Pen {
  /** `reply` has the URL that was asked, and nothing else. */
  scope: Scope;
  /** The dialect's absolute base. */
  base: string;
}

/** What the reader of a sketch finds at a locator. */
export function readIn(locator: Locator, sketch: Sketch, { scope }: Pen): unknown {
  return readLocator(locator, inSketch(sketch, scope));
}

/** What the reader of a sketch has at hand. */
export function inSketch(sketch: Sketch, scope: Scope): Scope & { reply: ReturnType<typeof replyOf> } {
  return { ...scope, reply: replyOf(sketch, scope), item: sketch.item };
}

/**
 * The sketch with that value where the locator reads it: the inverse of `readLocator`. Undefined takes the value away.
 * Undefined where it can't be written, such as what a client knows by itself.
 */
export function writeLocator(locator: Locator, value: unknown, sketch: Sketch, pen: Pen): Sketch | undefined {
  if (value !== undefined && covers(readIn(locator, sketch, pen), value)) return sketch;
  for (const written of waysToWrite(locator, value, sketch, pen)) {
    if (covers(readIn(locator, written, pen), value)) return written;
  }
  return undefined;
}

/** Sketches that may say it: term by term, and for each what its pipes may make the value of. */
export function* waysToWrite(locator: Locator, value: unknown, sketch: Sketch, pen: Pen): Iterable<Sketch> {
  if (value === undefined) {
    yield locator.reduce((cleared, { source }) => setSource(source, undefined, cleared) ?? cleared, sketch);
    return;
  }
  // Few APIs answer with text: where there is another place it is that one.
  const isText = ({ source }: Term): boolean => source.kind === 'word' && source.word === 'text';
  const places = [...locator.filter((term) => !isText(term)), ...locator.filter(isText)];
  for (const term of places) yield* waysOfTerm(term, value, sketch, pen);
}

function* waysOfTerm({ source, pipes }: Term, value: unknown, sketch: Sketch, pen: Pen): Iterable<Sketch> {
  const existing = readIn([{ source, pipes: [] }], sketch, pen);
  const at = { existing, base: pen.base, now: pen.scope.now ?? 0 };
  const sources = pipes.reduceRight<unknown[]>(
    (values, pipe) =>
      values
        .flatMap((one) => sourcesThrough(pipe, one, at))
        .filter(isFound)
        .slice(0, MAX_SOURCES),
    [value],
  );
  for (const one of sources) {
    const written = setSource(source, one, sketch);
    if (written !== undefined) yield written;
  }
}

/** Undefined for what is no part of a reply. */
function setSource(source: Source, value: unknown, sketch: Sketch): Sketch | undefined {
  switch (source.kind) {
    case 'literal':
      return undefined;
    case 'header': {
      const text = textOf(value);
      if (value !== undefined && (text === undefined || !isHeaderText(text))) return undefined;
      return withHeader(sketch, source.name, text);
    }
    case 'word': {
      if (source.word === 'text') return value === undefined ? withText(sketch, undefined) : asText(sketch, value);
      const code = source.word === 'code' ? numberOf(value) : undefined;
      return code === undefined || !Number.isInteger(code) || code < 200 || code > 599
        ? undefined
        : { ...sketch, code };
    }
    case 'path':
      if (source.root === 'body') return withBody(sketch, setAt(sketch.body, source.path, value));
      if (source.root === 'item') return { ...sketch, item: setAt(sketch.item, source.path, value) };
      return undefined;
  }
}

/** Whether a text can stand in a header (RFC 9110, section 5.5). */
export function isHeaderText(text: string): boolean {
  return text === text.trim() && /^[\t\x20-\x7e\x80-\xff]*$/.test(text);
}

function asText(sketch: Sketch, value: unknown): Sketch | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : withText(sketch, text);
}
