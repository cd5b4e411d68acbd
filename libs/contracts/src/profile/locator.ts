import { numberOf } from './scalars.js';

/*
 * Locators say where a value is: `header.Location | resolve`, `body.status.conditions[type=Complete].status`,
 * `body.id ?? body.jobID`. They are parsed once and read through own properties alone; nothing is ever evaluated.
 *
 *   locator = term { "??" term }          the first term that finds something
 *   term    = source { "|" pipe }
 *   source  = "code" | "url" | "text" | "now" | "key" | "name" | "again" | 'literal'
 *           | "header." Name | root { segment }            root: body, input, job, item, callback
 *   segment = "." name | "[" index "]" | "[" name "=" value "]" | '["' any name '"]'
 */

export type Segment = { key: string } | { index: number } | { where: string[]; equals: string };

export type Source =
  | { kind: 'literal'; value: string }
  | { kind: 'header'; name: string }
  | { kind: 'path'; root: PathRoot; path: Segment[] }
  | { kind: 'word'; word: SourceWord };

export type PathRoot = 'body' | 'input' | 'job' | 'item' | 'callback';
export type SourceWord = 'code' | 'url' | 'text' | 'now' | 'key' | 'name' | 'again';

export interface PipeCall {
  name: PipeName;
  argument: string | undefined;
}

export interface Term {
  source: Source;
  pipes: PipeCall[];
}

/** A parsed locator: its terms in the order in which they are tried. */
export type Locator = Term[];

export const MAX_LOCATOR_CHARACTERS = 512;
const MAX_TERMS = 8;
const MAX_PIPES = 8;
const MAX_SEGMENTS = 32;

/** Every pipe, with whether it takes an argument. */
export const pipes = {
  lower: false,
  trim: false,
  string: false,
  number: false,
  json: false,
  sum: false,
  count: false,
  times: true,
  last_segment: false,
  query: true,
  after: true,
  before: true,
  resolve: false,
  path: false,
  link: true,
  unless: true,
  ms: false,
  seconds: false,
  until: false,
  wait: false,
  iso: false,
} as const;

export type PipeName = keyof typeof pipes;

/** A locator that can't be parsed; the message says where, and what is allowed there. */
export class LocatorError extends Error {}

const words = new Set<string>(['code', 'url', 'text', 'now', 'key', 'name', 'again']);
const roots = new Set<string>(['body', 'input', 'job', 'item', 'callback']);

/** Parses a locator. Throws LocatorError. */
export function parseLocator(text: string): Locator {
  if (text.length > MAX_LOCATOR_CHARACTERS) throw new LocatorError(`must not be longer than ${MAX_LOCATOR_CHARACTERS}`);
  const reader = new Reader(text);
  const terms = [parseTerm(reader)];
  while (reader.take(/\s*\?\?\s*/y) !== undefined) terms.push(parseTerm(reader));
  reader.end('?? and another source, or | and a pipe');
  if (terms.length > MAX_TERMS) throw new LocatorError(`must not have more than ${MAX_TERMS} alternatives`);
  return terms;
}

function parseTerm(reader: Reader): Term {
  reader.take(/\s*/y);
  const source = parseSource(reader);
  const calls: PipeCall[] = [];
  while (reader.take(/\s*\|\s*/y) !== undefined) calls.push(parsePipe(reader));
  if (calls.length > MAX_PIPES) throw new LocatorError(`must not have more than ${MAX_PIPES} pipes`);
  return { source, pipes: calls };
}

function parseSource(reader: Reader): Source {
  const literal = reader.quoted();
  if (literal !== undefined) return { kind: 'literal', value: literal };
  const header = reader.take(/header\.[A-Za-z0-9!#$%&'*+.^_`~-]+/y);
  if (header !== undefined) return { kind: 'header', name: header.slice('header.'.length).toLowerCase() };
  const word = reader.take(/[A-Za-z]+/y) ?? '';
  if (words.has(word)) return { kind: 'word', word: word as SourceWord };
  if (!roots.has(word)) {
    throw reader.expected(
      `code, url, text, header.<name>, body.<path>, input.<path>, job.<name>, item.<path>, callback.url, key, name, again, now or a 'quoted text'`,
      word.length,
    );
  }
  return { kind: 'path', root: word as PathRoot, path: parsePath(reader) };
}

function parsePath(reader: Reader): Segment[] {
  const path: Segment[] = [];
  for (;;) {
    const segment = parseSegment(reader);
    if (segment === undefined) break;
    path.push(segment);
  }
  if (path.length > MAX_SEGMENTS) throw new LocatorError(`must not be deeper than ${MAX_SEGMENTS}`);
  return path;
}

function parseSegment(reader: Reader): Segment | undefined {
  if (reader.take(/\./y) !== undefined) {
    const key = reader.take(/[\w$@-]+/y);
    if (key === undefined) throw reader.expected(`a name after the dot; other names are written as ["…"]`);
    return { key };
  }
  if (reader.take(/\[/y) === undefined) return undefined;
  const segment = parseBrackets(reader);
  if (reader.take(/\]/y) === undefined) throw reader.expected(']');
  return segment;
}

function parseBrackets(reader: Reader): Segment {
  const key = reader.quoted();
  if (key !== undefined) return { key };
  const index = reader.take(/-?\d{1,6}(?=\])/y);
  if (index !== undefined) return { index: Number(index) };
  const where = reader.take(/[\w$@.-]+(?==)/y);
  if (where === undefined) throw reader.expected('an index, <name>=<value>, or a "quoted name"');
  reader.take(/=/y);
  return { where: where.split('.'), equals: reader.quoted() ?? reader.take(/[^\]'"]*/y) ?? '' };
}

function parsePipe(reader: Reader): PipeCall {
  const name = reader.take(/[a-z_]+/y) ?? '';
  if (!Object.hasOwn(pipes, name)) throw reader.expected(`a pipe (${Object.keys(pipes).join(', ')})`, name.length);
  const takesArgument = pipes[name as PipeName];
  let argument: string | undefined;
  if (reader.take(/\(/y) !== undefined) {
    argument = reader.quoted() ?? reader.take(/[^)'"]*/y) ?? '';
    if (reader.take(/\)/y) === undefined) throw reader.expected(')');
  }
  if (takesArgument !== (argument !== undefined && argument !== '')) {
    throw new LocatorError(
      takesArgument ? `the pipe ${name} needs an argument: ${name}(…)` : `the pipe ${name} takes no argument`,
    );
  }
  if (name === 'times' && numberOf(argument) === undefined) throw new LocatorError('the pipe times needs a number');
  return { name: name as PipeName, argument };
}

/** Walks through a text by sticky patterns. */
class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Text between ' or ", without escapes. */
  quoted(): string | undefined {
    return this.take(/'[^']*'|"[^"]*"/y)?.slice(1, -1);
  }

  end(allowed: string): void {
    this.take(/\s*/y);
    if (this.at < this.text.length) throw this.expected(allowed);
  }

  expected(allowed: string, back = 0): LocatorError {
    return new LocatorError(`is not a locator at character ${this.at - back + 1}: allowed there is ${allowed}`);
  }
}
