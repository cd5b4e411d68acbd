import { type Document, Lexer, LineCounter, Parser, isMap, isNode, isSeq, parseDocument, stringify } from 'yaml';
import { keyOf, offsetOfKey, textFault } from './text-fault.js';

/** Longer text than this is no document of ours: as compact JSON a profile has at most MAX_PROFILE_CHARACTERS. */
export const MAX_TEXT_CHARACTERS = 131_072;

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
  const [unread] = [...document.errors, ...document.warnings];
  const fault = unread ? { offset: unread.pos[0], detail: unread.message } : textFault(document);
  if (fault !== undefined) {
    const { offset, detail, path } = fault;
    const position = positionAt(offset);
    const isOpen = hasOpenPlace(text.split('\n')[position.line - 1] ?? '');
    throw new TextMalformed(isOpen ? `${detail}. ${QUOTE_IT}` : detail, position, path);
  }
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
    const { offset } = parser;
    Array.from(parser.next(lexeme));
    if (parser.stack.length <= MAX_NESTING) continue;
    const lines = text.slice(0, offset).split('\n');
    const position = { line: lines.length, column: lines.at(-1)!.length + 1 };
    throw new TextMalformed(`The text is nested too deep: ${MAX_NESTING} lists and maps within each other`, position);
  }
}

/** By way of JSON, so that no part is there twice. */
function toJson(document: Document): unknown {
  // How often parts are repeated is looked at before.
  const value: unknown = document.toJS({ maxAliasCount: -1 });
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
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
