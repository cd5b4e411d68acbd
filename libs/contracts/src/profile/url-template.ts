import { placeText } from './fill.js';
import type { Locator } from './locator.js';
import { printLocator } from './print-locator.js';
import { readTerm } from './read-locator.js';
import { MissingPlace, RequestUrlInvalid } from './request-fault.js';
import type { Scope } from './scope.js';
import { parseTemplate } from './template.js';
import { MAX_URL_CHARACTERS, encodeSegment, httpUrl } from './urls.js';

/** A place of a URL, and in which part of it the place stands. */
interface UrlPlace {
  locator: Locator;
  in: 'host' | 'path' | 'query';
}

/** A URL as a profile writes it, parsed once. */
export interface UrlTemplate {
  /** What a relative URL is appended to. */
  base: string | undefined;
  /** The place that stands first, if one does: it may bring a URL along. */
  first: Locator | undefined;
  parts: (string | UrlPlace)[];
}

/** Parses the URL of a request. Throws LocatorError. */
export function parseUrlTemplate(text: string, baseUrl: string | undefined): UrlTemplate {
  const [first, ...rest] = parseTemplate(text);
  const base = baseUrl?.replace(/\/+$/, '');
  if (first === undefined) return { base, first, parts: [] };
  if (typeof first !== 'string') return { base, first, parts: withParts(rest, 'path') };
  if (/^https?:\/\//i.test(first))
    return { base: undefined, first: undefined, parts: withParts([first, ...rest], 'host') };
  return { base, first: undefined, parts: withParts([first, ...rest], 'path') };
}

/** Says of each place in which part of the URL it stands. Fragments are not sent, and are cut off. */
function withParts(template: (string | Locator)[], begin: 'host' | 'path'): UrlTemplate['parts'] {
  const parts: UrlTemplate['parts'] = [];
  let part: UrlPlace['in'] = begin;
  for (const piece of template) {
    if (typeof piece !== 'string') {
      parts.push({ locator: piece, in: part });
      continue;
    }
    const text = piece.split('#', 1)[0]!;
    if (text !== '') parts.push(text);
    if (text.length < piece.length) break;
    const afterScheme = part === 'host' && parts.length === 1 ? text.replace(/^https?:\/\//i, '') : text;
    if (part === 'host' && /[/?\\]/.test(afterScheme)) part = 'path';
    if (part === 'path' && afterScheme.includes('?')) part = 'query';
  }
  return parts;
}

/**
 * Fills in a URL. A place that stands first and yields an absolute URL is taken as that URL, and what follows it is added
 * to its path or query. In every other place the value is percent-encoded, so that it can't bring along a host, a
 * segment or a parameter. Throws MissingPlace and RequestUrlInvalid.
 */
export function fillUrl({ base, first, parts }: UrlTemplate, scope: Scope): string {
  const value = first === undefined ? undefined : firstText(first, scope);
  const given = value === undefined ? undefined : absoluteUrl(value);
  const written = parts.map((part) => (typeof part === 'string' ? part : encoded(part, scope))).join('');
  const tail =
    given !== undefined || first === undefined ? written : encoded({ locator: first, in: 'path' }, scope) + written;
  const asks = tail.indexOf('?');
  const path = asks < 0 ? tail : tail.slice(0, asks);
  const query = asks < 0 ? '' : tail.slice(asks);
  if (leavesItsPlace(path)) throw new RequestUrlInvalid(`The URL has a segment of dots alone: ${path}`);
  return checked(given === undefined ? join(base, path) + query : withQuery(extended(given, path), query));
}

/** A URL whose path goes on. */
function extended({ origin, pathname, search }: URL, path: string): string {
  const begin = pathname.endsWith('/') && path.startsWith('/') ? pathname.slice(0, -1) : pathname;
  return origin + begin + path + search;
}

/** Adds parameters to a URL. */
export function withQuery(url: string, query: string): string {
  if (query.length <= 1) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${query.replace(/^[?&]/, '')}`;
}

function join(base: string | undefined, path: string): string {
  if (base === undefined || path === '') return base ?? path;
  return `${base}/${path.replace(/^\/+/, '')}`;
}

function firstText(locator: Locator, scope: Scope): string {
  for (const term of locator) {
    const text = placeText(readTerm(term, scope));
    if (text !== undefined && text !== '') return text;
  }
  throw new MissingPlace(printLocator(locator));
}

function absoluteUrl(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  const url = httpUrl(text);
  if (url === undefined) throw new RequestUrlInvalid(`This is no URL that can be asked: ${text.slice(0, 256)}`);
  return url;
}

/** A value as it is written in a URL. */
function encoded(place: UrlPlace, scope: Scope): string {
  for (const term of place.locator) {
    const value = readTerm(term, scope);
    const text = placeText(value);
    if (text === undefined || (text === '' && place.in !== 'query')) continue;
    if (text.length > MAX_URL_CHARACTERS) throw tooLong(text);
    if (place.in === 'host') return hostPart(text);
    // The pipe has encoded it already, all but its slashes.
    if (term.pipes.at(-1)?.name !== 'path') return encodeSegment(text);
    return place.in === 'query' ? text.replace(/[$&+,:;=@]/g, encodeURIComponent) : text;
  }
  throw new MissingPlace(printLocator(place.locator));
}

function hostPart(text: string): string {
  if (/^[a-z0-9.-]{1,253}$/i.test(text)) return text;
  throw new RequestUrlInvalid(`This can't stand in the name of a host: ${text.slice(0, 256)}`);
}

/** Whether a path has a segment that means another one: `..` climbs, also where it is written as %2e%2e. */
function leavesItsPlace(path: string): boolean {
  return /(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i.test(path);
}

function tooLong(text: string): RequestUrlInvalid {
  return new RequestUrlInvalid(`The URL is longer than ${MAX_URL_CHARACTERS} characters: ${text.slice(0, 256)}`);
}

function checked(url: string): string {
  if (url.length > MAX_URL_CHARACTERS) throw tooLong(url);
  if (httpUrl(url) === undefined) throw new RequestUrlInvalid(`This is no URL that can be asked: ${url.slice(0, 256)}`);
  return url;
}
