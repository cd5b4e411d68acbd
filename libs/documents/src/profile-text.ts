import {
  type Document,
  Lexer,
  LineCounter,
  type Pair,
  Parser,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
} from 'yaml';

/** Longer text than this is no document of ours: as compact JSON a profile has at most MAX_PROFILE_CHARACTERS. */
export const MAX_TEXT_CHARACTERS = 131_072;

/** So many repeats of anchored parts: enough to say a thing once, too few to blow a small text up. */
const MAX_ALIASES = 32;

/** Far deeper than any profile, far less than what exhausts the parser, which goes down by recursion. */
const MAX_NESTING = 128;

/** The text can't be read at all; the message says where and why. */
export class TextMalformed extends Error {
  constructor(
    /** Why, without where. */
    readonly detail: string,
    readonly position?: Position,
    /** The place, where it is one of the document. */
    readonly path?: PropertyKey[],
  ) {
    super(position === undefined ? detail : `Line ${position.line}, column ${position.column}: ${detail}`);
  }
}

export class TextTooLarge extends Error {}

/** Line and column, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** What a text says, and where in the text each place of it is: the nearest place above where it is not in the text. */
export interface ReadText {
  value: unknown;
  positionOf(path: PropertyKey[]): Position;
}

/**
 * Reads YAML 1.2, of which JSON is a part, as plain JSON values: no types beside those of the core schema, no key twice,
 * one document. Throws TextMalformed and TextTooLarge.
 */
export function readText(text: string): ReadText {
  if (text.length > MAX_TEXT_CHARACTERS)
    throw new TextTooLarge(`The text must not have more than ${MAX_TEXT_CHARACTERS} characters`);
  refuseDeepNesting(text);
  const lines = new LineCounter();
  // Its own check of keys compares each with each; checkKeys does not.
  const document = parseDocument(text, {
    schema: 'core',
    version: '1.2',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const refuse: Refuse = (offset, message, path) => {
    const position = positionAt(offset);
    const detail = hasOpenPlace(text.split('\n')[position.line - 1] ?? '') ? `${message}. ${QUOTE_IT}` : message;
    throw new TextMalformed(detail, position, path);
  };
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) refuse(fault.pos[0], fault.message);
  checkKeys(document, refuse);
  return { value: toJson(document), positionOf: (path) => positionAt(offsetOf(document, path)) };
}

/** A value as YAML, for people. */
export function writeText(value: unknown): string {
  return stringify(value, { lineWidth: 120, aliasDuplicateObjects: false });
}

const QUOTE_IT = 'A place {{…}} must stand in quotes: "/jobs/{{job.id}}"';

/** Outside quotes YAML takes the braces of a place for its own. */
function hasOpenPlace(line: string): boolean {
  return line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '').includes('{{');
}

/** Before anything is built of the text: what the parser, which does not go down, has open at a time. */
function refuseDeepNesting(text: string): void {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    Array.from(parser.next(lexeme));
    if (parser.stack.length > MAX_NESTING) throw new TextMalformed('The text is nested too deep');
  }
}

type Refuse = (offset: number, message: string, path?: PropertyKey[]) => void;

function checkKeys(document: Document, refuse: Refuse): void {
  const open: { node: unknown; path: PropertyKey[] }[] = [{ node: document.contents, path: [] }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { node, path } = place;
    if (isSeq(node)) open.push(...node.items.map((item, index) => ({ node: item, path: [...path, index] })));
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const pair of node.items) {
      const key = keyOf(pair);
      if (key === undefined) return refuse(offsetOfKey(pair), 'A name must be plain text', path);
      if (key === '__proto__') return refuse(offsetOfKey(pair), `The name ${key} is not allowed`, path);
      if (seen.has(key)) return refuse(offsetOfKey(pair), `The name ${key} stands here twice`, [...path, key]);
      seen.add(key);
      open.push({ node: pair.value, path: [...path, key] });
    }
  }
}

function keyOf(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}

function offsetOfKey(pair: Pair): number {
  return isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

/** By way of JSON, so that no part is there twice, and none holds itself. */
function toJson(document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    return JSON.parse(JSON.stringify(value ?? null, finite)) as unknown;
  } catch (error) {
    const [message] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    throw new TextMalformed(`The text can not be read: ${message}`);
  }
}

function finite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key} must be a finite number`);
  return value;
}

/** Where a place begins: at its key, or at its entry of a list. */
function offsetOf(document: Document, path: PropertyKey[]): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => keyOf(item) === String(key));
      if (pair === undefined) break;
      offset = offsetOfKey(pair);
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      if (!isNode(node)) break;
      offset = node.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
