import type { Template } from '../profile/template.js';
import { decodeSegment } from '../profile/urls.js';
import type { Captures } from '../profile/scope.js';
import type { Locator } from '../profile/locator.js';
import type { UrlTemplate } from '../profile/url-template.js';
import type { TextPattern, UrlPattern } from './dialect.js';
import { type PatternPart, type Stretch, matchParts } from './match-parts.js';

/*
 * Templates in reverse: which text is theirs, and what stood in their places.
 */

type Piece = string | Locator;

/** What stands in a place: of a text as little as can be, of a path as much. At least it is a character. */
const IN_TEXT: Stretch = { least: 1, isGreedy: false, isSegment: false };
const IN_PATH: Stretch = { least: 1, isGreedy: true, isSegment: false };
const IN_SEGMENT: Stretch = { least: 1, isGreedy: true, isSegment: true };

/** Any path. */
export const ANY_PATH: PatternPart[] = ['/', [{ least: 0, isGreedy: true, isSegment: false }]];

/** What can stand in a path without being encoded, and so is the same either way (RFC 3986, section 3.3). */
const SAME_IN_PATHS = /%(?:2[1467-9A-E]|3[0-9ABD]|4[0-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/gi;

/** A template of text as a pattern. */
export function compileTextPattern(template: Template): TextPattern {
  return { parts: textParts(template), places: placesIn(template) };
}

/** The parts of a text, with a group for each of its places. */
export function textParts(template: Template): PatternPart[] {
  return template.map((piece) => (typeof piece === 'string' ? piece : [IN_TEXT]));
}

/** How many characters of a template are fixed. */
export function fixedCharacters(template: Piece[]): number {
  return template.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0), 0);
}

/** What a URL begins with: a whole URL, or what is appended to the base. */
interface First {
  locator: Locator;
  parts: PatternPart[];
  isSegment?: boolean;
}

/** A URL as a pattern of its path and query, of which the origin is left out; or of what follows `first` alone. */
export function compileUrlPattern(template: UrlTemplate, first?: First): UrlPattern {
  const { path, query } = splitUrl(template);
  const pieces = first === undefined ? fromRoot(path, template.base) : path.slice(1);
  const prefix = first?.isSegment === true ? `${basePathOf(template.base)}/` : '';
  // What it begins with is told as a whole: its own groups become one.
  const before = first === undefined ? [] : [prefix, first.parts.flat()];
  return {
    parts: [...before, ...pathParts(pieces)],
    places: [...(first === undefined ? [] : [first.locator]), ...placesIn(pieces)],
    query,
    fixed: fixedCharacters(pieces) + prefix.length,
  };
}

/** The parts of a path, with a group for each of its places, and without slashes at its end. */
export function pathParts(pieces: Piece[]): PatternPart[] {
  const parts = pieces.map((piece): PatternPart => {
    if (typeof piece === 'string') return normalPath(piece);
    return [piece.some(({ pipes }) => pipes.at(-1)?.name === 'path') ? IN_PATH : IN_SEGMENT];
  });
  const last = parts.findLastIndex((part) => typeof part !== 'string' || withoutLastSlashes(part) !== '');
  return parts
    .slice(0, last + 1)
    .map((part, at) => (at === last && typeof part === 'string' ? withoutLastSlashes(part) : part));
}

/** The pieces of a URL's path, from the root on. */
export function pathPieces(template: UrlTemplate): Piece[] {
  return fromRoot(splitUrl(template).path, template.base);
}

function piecesOf({ first, parts }: UrlTemplate): Piece[] {
  const rest = parts.map((part) => (typeof part === 'string' ? part : part.locator));
  return first === undefined ? rest : [first, ...rest];
}

/** A path with everything decoded that means the same in it. */
export function normalPath(path: string): string {
  return path.replace(SAME_IN_PATHS, decodeURIComponent);
}

/** What stood in the places of a path, as it was encoded; undefined where it is another. */
export function matchPath({ parts }: UrlPattern, path: string): string[] | undefined {
  return matchParts(parts, withoutLastSlashes(normalPath(path)));
}

/** What stood in those places that read the job alone, by their names. Undefined where the text is another. */
export function readPattern(pattern: TextPattern | UrlPattern, text: string): { job: Captures } | undefined {
  const isUrl = 'query' in pattern;
  const [path, query = ''] = isUrl ? text.split('#', 1)[0]!.split(/\?(.*)/s, 2) : [text];
  const found = isUrl ? matchPath(pattern, path!)?.map(decodeSegment) : matchParts(pattern.parts, text);
  if (found === undefined) return undefined;
  const job: Captures = {};
  const keep = (locator: Locator, value: unknown): void => {
    const name = jobName(locator);
    if (name !== undefined) job[name] ??= value;
  };
  pattern.places.forEach((locator, index) => keep(locator, found[index]));
  const given = isUrl ? new URLSearchParams(query) : undefined;
  for (const [name, [only]] of isUrl ? pattern.query : []) {
    if (typeof only === 'object') keep(only, given?.get(name) ?? undefined);
  }
  return { job };
}

/** The name that a place reads of the job, where it reads that alone. */
function jobName(locator: Locator): string | undefined {
  const [{ source } = { source: undefined }] = locator;
  if (locator.length !== 1 || source?.kind !== 'path' || source.root !== 'job' || source.path.length !== 1) {
    return undefined;
  }
  const [segment] = source.path;
  return segment !== undefined && 'key' in segment ? segment.key : undefined;
}

function placesIn(pieces: Piece[]): Locator[] {
  return pieces.filter((piece) => typeof piece !== 'string');
}

/** The path of a URL as it stands behind the origin: with that of its base, without its own origin. */
function fromRoot([head = '', ...rest]: Piece[], base: string | undefined): Piece[] {
  const isAbsolute = typeof head === 'string' && /^https?:\/\//i.test(head);
  if (isAbsolute) {
    const path = head.replace(/^https?:\/\/[^/]*/i, '');
    if (path !== '') return [path, ...rest];
    // The host goes on in a place.
    const at = rest.findIndex((piece) => typeof piece === 'string' && piece.includes('/'));
    if (at < 0) return ['/'];
    const piece = rest[at] as string;
    return [piece.slice(piece.indexOf('/')), ...rest.slice(at + 1)];
  }
  const prefix = basePathOf(base);
  return typeof head === 'string' ? [`${prefix}/${head.replace(/^\/+/, '')}`, ...rest] : [`${prefix}/`, head, ...rest];
}

/** The path of a base URL, without a slash at its end. */
export function basePathOf(base: string | undefined): string {
  const path = base === undefined || !URL.canParse(base) ? '' : new URL(base).pathname;
  return withoutLastSlashes(path);
}

function withoutLastSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}

/** The path of a URL, and the parameters behind it. */
export function splitUrl(template: UrlTemplate): { path: Piece[]; query: [string, Template][] } {
  const pieces = piecesOf(template);
  const path: Piece[] = [];
  for (const [at, piece] of pieces.entries()) {
    const asks = typeof piece === 'string' ? piece.indexOf('?') : -1;
    if (asks < 0) {
      path.push(piece);
      continue;
    }
    const text = piece as string;
    if (asks > 0) path.push(text.slice(0, asks));
    return { path, query: queryOf([text.slice(asks + 1), ...pieces.slice(at + 1)]) };
  }
  return { path, query: [] };
}

/** The parameters of a query that has places. */
function queryOf(pieces: Piece[]): [string, Template][] {
  const fields: Template[] = [[]];
  for (const piece of pieces) {
    const [head, ...more] = typeof piece === 'string' ? piece.split('&') : [piece];
    if (head !== undefined && head !== '') fields.at(-1)!.push(head);
    fields.push(...more.map((text) => (text === '' ? [] : [text])));
  }
  return fields.flatMap(([head, ...rest]): [string, Template][] => {
    if (typeof head !== 'string') return [];
    const equals = head.indexOf('=');
    const name = decodeText(equals < 0 ? head : head.slice(0, equals));
    const value = equals < 0 ? '' : decodeText(head.slice(equals + 1));
    const others = rest.map((piece) => (typeof piece === 'string' ? decodeText(piece) : piece));
    return [[name, [...(value === '' ? [] : [value]), ...others]]];
  });
}

function decodeText(text: string): string {
  return decodeSegment(text.replaceAll('+', ' '));
}
