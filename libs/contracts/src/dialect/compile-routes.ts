import type { CompiledProfile } from '../profile/compiled.js';
import { type CompiledRequest, compileRequest } from '../profile/compiled-request.js';
import { SPREAD } from '../profile/fill.js';
import type { Term } from '../profile/locator.js';
import { operationKinds } from '../profile/operation-kinds.js';
import type { UrlTemplate } from '../profile/url-template.js';
import type { CompiledRoute, JobName, Route, RouteUrl } from './dialect.js';
import { fixedValues } from './fixed-values.js';
import { ORIGIN, nameOf } from './job-names.js';
import { ANY_PATH, compileUrlPattern, fixedCharacters, pathParts, pathPieces, textParts } from './match-pattern.js';
import type { Supplement } from './supplement.contract.js';

type Names = Record<string, JobName>;
type OtherRoute = NonNullable<Supplement['routes']>[number];

/** Every request that a dialect takes, in the order in which they are preferred where one fits several as well. */
export function compileRoutes(
  { before, start, find, phases, result, operations }: CompiledProfile,
  supplement: Supplement,
  names: Names,
  basePath: string,
): CompiledRoute[] {
  const route = (kind: Route['kind'], request: CompiledRequest, index = 0): CompiledRoute =>
    compileRoute({ kind, index }, request, names);
  const pages =
    result.request === undefined || result.next === undefined ? [] : [{ ...result.request, url: result.next }];
  return [
    route('start', start.request),
    ...phases.map(({ request }, index) => route('poll', request, index)),
    ...(result.request === undefined ? [] : [route('result', result.request)]),
    ...pages.map((request) => route('result', request, 1)),
    ...operationKinds.flatMap((kind) =>
      (operations[kind] ?? []).map(({ request }, index) => route(kind, request, index)),
    ),
    ...(find === undefined ? [] : [route('find', find.request)]),
    ...before.map(({ request }, index) => route('before', request, index)),
    ...(supplement.routes ?? []).map((other, index) => route('other', otherRequest(other, basePath), index)),
  ];
}

/** Another way to start binds what the profile's own way would bind. */
function otherRequest({ method, url, headers, body, does }: OtherRoute, basePath: string): CompiledRequest {
  const starts = does === 'start';
  return compileRequest(
    { url, headers, body: starts ? { [SPREAD]: '{{input}}' } : body },
    { method, baseUrl: ORIGIN + basePath, headers: starts ? [{ 'idempotency-key': '{{key}}' }] : [] },
  );
}

function compileRoute(route: Route, request: CompiledRequest, names: Names): CompiledRoute {
  const { method, url, headers, query, body } = request;
  const urls = route.kind === 'start' ? [url, ...withoutKey(url)] : [url];
  return {
    route,
    method,
    urls: urls.flatMap((one) => compileForms(one, names)),
    headers,
    query,
    body,
    fixed: fixedValues(request),
  };
}

/** Where a client may choose the last segment of a start, it need not. */
function withoutKey({ base, first, parts }: UrlTemplate): UrlTemplate[] {
  const last = parts.at(-1);
  const before = parts.at(-2);
  if (typeof last !== 'object' || typeof before !== 'string' || !before.endsWith('/')) return [];
  const isKey =
    last.in === 'path' && last.locator.every(({ source }) => source.kind === 'word' && source.word === 'key');
  return isKey ? [{ base, first, parts: [...parts.slice(0, -2), before.slice(0, -1)] }] : [];
}

/** A URL that begins with what the job is called has as many forms as that. */
function compileForms(url: UrlTemplate, names: Names): RouteUrl[] {
  if (url.first === undefined) return [{ ...compileUrlPattern(url), beginsWithUrl: false }];
  return url.first.map((term) => compileForm(url, term, names));
}

function compileForm(url: UrlTemplate, term: Term, names: Names): RouteUrl {
  const locator = [term];
  const name = nameOf(term.source);
  const named = name === undefined ? undefined : names[name];
  const isPath = term.pipes.at(-1)?.name === 'path';
  if (named?.kind === 'url') {
    const pattern = compileUrlPattern(url, { locator, parts: pathParts(pathPieces(named.template)) });
    return { ...pattern, fixed: pattern.fixed + named.pattern.fixed, beginsWithUrl: true };
  }
  if (named !== undefined && name !== 'id' && isPath) {
    const pattern = compileUrlPattern(url, { locator, parts: textParts(named.template), isSegment: true });
    return { ...pattern, fixed: pattern.fixed + fixedCharacters(named.template), beginsWithUrl: false };
  }
  if (named !== undefined || isPath || term.source.kind !== 'path') {
    return { ...compileUrlPattern({ ...url, first: locator }), beginsWithUrl: false };
  }
  return { ...compileUrlPattern(url, { locator, parts: ANY_PATH }), beginsWithUrl: true };
}
