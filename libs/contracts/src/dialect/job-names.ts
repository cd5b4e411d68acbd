import type { CompiledProfile } from '../profile/compiled.js';
import type { CompiledRequest } from '../profile/compiled-request.js';
import type { JsonTemplate } from '../profile/json-template.js';
import type { Locator, Source, Term } from '../profile/locator.js';
import { printLocator } from '../profile/print-locator.js';
import { parseTemplate, placesOf } from '../profile/template.js';
import { parseUrlTemplate } from '../profile/url-template.js';
import type { JobName } from './dialect.js';
import { compileTextPattern, compileUrlPattern } from './match-pattern.js';
import type { Supplement } from './supplement.contract.js';

/** What relative URLs of a dialect are made absolute with, and what is cut off them again. */
export const ORIGIN = 'http://dialect.invalid';

/**
 * The names of a job that a client of this profile has to send back: what it captures and uses in requests, and what the
 * request for the result reads of the last poll's reply.
 */
export function compileNames(
  compiled: CompiledProfile,
  { references = {} }: Supplement,
  basePath: string,
): Record<string, JobName> {
  const requests = requestsOf(compiled);
  const { phases, result } = compiled;
  const fetched = result.request === undefined ? [] : [result.request];
  const used = requests.flatMap((request) => locatorsOf(request).flatMap(namesIn));
  const read = fetched.flatMap(({ url }) => urlLocators(url).flatMap(replyPlaces));
  const first = requests.flatMap(({ url }) => url.first ?? []);
  const urls = new Set(first.filter(bringsUrl).flatMap(nameIn));
  const paths = new Set(first.flatMap(nameIn));
  const folderOf = foldersOf(phases[0]?.request, result.request);
  const chosen = chosenId(compiled);
  // Without a prototype, so that a name is never found that nobody gave.
  const names = Object.create(null) as Record<string, JobName>;
  for (const name of new Set(['id', ...used, ...read, ...Object.keys(references)])) {
    const text = references[name];
    if (urls.has(name)) names[name] = urlName(text ?? `/${folderOf(name)}/{{job.id}}`, basePath);
    else if (name === 'id') names[name] = textName(text ?? chosen ?? '{{job.uuid}}');
    else names[name] = textName(text ?? (paths.has(name) ? `${folderOf(name)}/{{job.id}}` : '{{job.id}}'));
  }
  return names;
}

function requestsOf({ phases, result, operations, find, before, start }: CompiledProfile): CompiledRequest[] {
  return [
    ...phases.map(({ request }) => request),
    ...(result.request === undefined ? [] : [result.request]),
    ...[...before, start, ...Object.values(operations).flat()].map(({ request }) => request),
    ...(find === undefined ? [] : [find.request]),
  ];
}

/** Where a URL is by default that the API tells under some name: that of the first poll, of the result, or another. */
function foldersOf(poll: CompiledRequest | undefined, result: CompiledRequest | undefined): (name: string) => string {
  const polled = (poll?.url.first ?? []).slice(0, 1).flatMap(nameIn);
  const fetched = (result?.url.first ?? []).flatMap(nameIn);
  return (name) => (polled.includes(name) ? 'operations' : fetched.includes(name) ? 'results' : folderNamed(name));
}

/** Whether a place of a request is a name of the job: one that it captured, or one of the last poll's reply. */
export function nameOf(source: Source): string | undefined {
  if (source.kind === 'header') return `header.${source.name}`;
  if (source.kind !== 'path') return undefined;
  if (source.root === 'body') return printLocator([{ source, pipes: [] }]);
  const [first] = source.path;
  return source.root === 'job' && source.path.length === 1 && first !== undefined && 'key' in first
    ? first.key
    : undefined;
}

/** Whether a place that stands first may be a URL: what is encoded for a path is none. */
export function bringsUrl({ source, pipes }: Term): boolean {
  return nameOf(source) !== undefined && pipes.at(-1)?.name !== 'path';
}

function nameIn({ source }: Term): string[] {
  const name = nameOf(source);
  return name === undefined ? [] : [name];
}

function textName(text: string): JobName {
  const template = parseTemplate(text);
  return { kind: 'text', template, pattern: compileTextPattern(template) };
}

function urlName(text: string, basePath: string): JobName {
  const template = parseUrlTemplate(text, ORIGIN + basePath);
  return { kind: 'url', template, pattern: compileUrlPattern(template) };
}

/** Where the profile takes the id from what was sent, and not from a reply, the client has chosen it. */
function chosenId({ start }: CompiledProfile): string | undefined {
  const locator = start.capture.find(([name]) => name === 'id')?.[1];
  const isSent = locator?.every(
    ({ source }) =>
      (source.kind === 'path' && source.root === 'input') || (source.kind === 'word' && source.word === 'key'),
  );
  return isSent === true ? `{{${printLocator([...locator!])} ?? job.uuid}}` : undefined;
}

function folderNamed(name: string): string {
  const stem = name.replace(/^.*\./, '').replace(/-?ur[il]$/i, '');
  return encodeURIComponent(`${stem.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}s`);
}

function namesIn(locator: Locator): string[] {
  return locator.flatMap(({ source }) =>
    source.kind === 'path' && source.root === 'job' ? (nameOf(source) ?? []) : [],
  );
}

function replyPlaces(locator: Locator): string[] {
  return locator.flatMap(({ source }) =>
    source.kind === 'path' && source.root === 'job' ? [] : (nameOf(source) ?? []),
  );
}

/** Every place of a request. */
export function locatorsOf({ url, headers, query, body }: CompiledRequest): Locator[] {
  const fields = [...headers, ...query, ...(body?.kind === 'form' ? body.fields : [])];
  return [
    ...urlLocators(url),
    ...fields.flatMap(([, template]) => placesOf(template)),
    ...(body?.kind === 'text' ? placesOf(body.text) : []),
    ...(body?.kind === 'json' ? jsonLocators(body.json) : []),
  ];
}

function urlLocators({ first, parts }: CompiledRequest['url']): Locator[] {
  const places = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.locator]));
  return first === undefined ? places : [first, ...places];
}

function jsonLocators(json: JsonTemplate): Locator[] {
  switch (json.kind) {
    case 'fixed':
      return [];
    case 'value':
      return [json.locator];
    case 'text':
      return placesOf(json.template);
    case 'list':
      return json.items.flatMap(jsonLocators);
    case 'object':
      return json.fields.flatMap(([, child]) => jsonLocators(child));
  }
}
