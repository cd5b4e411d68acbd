import { decodeSegment } from '../profile/urls.js';
import { type Filled, bind } from './bindings.js';
import type { CompiledDialect, CompiledRoute, IncomingRequest, RouteMatch, RouteUrl } from './dialect.js';
import { valueAt } from './fixed-values.js';
import { filledInBody, filledInFields, filledInText } from './match-body.js';
import { matchPath } from './match-pattern.js';
import { chosenReference, readReference } from './references.js';

/** A route whose path is that of a request. */
interface Candidate {
  route: CompiledRoute;
  url: RouteUrl;
  /** What stood in the places of the path, percent-encoded. */
  found: string[];
  /** How well it fits: characters of the path that are fixed, then fixed values that are there less those that are other ones. */
  fixed: number;
  agrees: number;
  /** Which of the forms that the URL may have: the first is the one that the API means. */
  form: number;
}

/** What a request to a dialect asks for, and of which job. Undefined where the API has no such request. Never throws. */
export function matchRequest(dialect: CompiledDialect, incoming: IncomingRequest): RouteMatch | undefined {
  const candidates = candidatesOf(dialect, incoming);
  const [best, ...others] = candidates
    .filter(({ route }) => candidates.every((other) => isToldFrom(route, other.route, incoming)))
    .toSorted((one, other) => other.fixed - one.fixed || other.agrees - one.agrees || one.form - other.form);
  if (best === undefined) return undefined;
  const { bound, names } = bind(dialect, filledIn(dialect, best, incoming));
  const reference = referenceOf(dialect, names) ?? chosenReference(dialect, bound);
  const also = others.filter(({ fixed, agrees }) => fixed === best.fixed && agrees === best.agrees);
  return {
    route: best.route.route,
    bound,
    ...(reference === undefined ? {} : { reference }),
    also: also.map(({ route }) => route.route),
  };
}

function candidatesOf({ routes }: CompiledDialect, incoming: IncomingRequest): Candidate[] {
  return routes.flatMap((route) => {
    if (route.method !== incoming.method) return [];
    for (const [form, url] of route.urls.entries()) {
      const found = matchPath(url, incoming.path);
      if (found === undefined) continue;
      return [{ route, url, found, fixed: url.fixed, agrees: agreement(route, incoming), form }];
    }
    return [];
  });
}

function agreement({ fixed }: CompiledRoute, incoming: IncomingRequest): number {
  return fixed.reduce((sum, value) => {
    const given = valueAt(value, incoming);
    return given === undefined ? sum : given === value.value ? sum + 1 : sum - 1;
  }, 0);
}

/**
 * Where two requests of the same path differ by a fixed value, such as the operation's name, that value must be there: in
 * the body or query, or in a header where only that tells them apart.
 */
function isToldFrom(route: CompiledRoute, other: CompiledRoute, incoming: IncomingRequest): boolean {
  const telling = route.fixed.filter(({ in: place, path, value }) =>
    other.fixed.some((one) => one.in === place && one.path.join('\0') === path.join('\0') && one.value !== value),
  );
  const inside = telling.filter(({ in: place }) => place !== 'header');
  return (inside.length > 0 ? inside : telling).every((value) => valueAt(value, incoming) === value.value);
}

/** What stood in the places of a request: first where values have types, then where they had to be given. */
function filledIn(
  { compiled }: CompiledDialect,
  { route, url, found }: Candidate,
  incoming: IncomingRequest,
): Filled[] {
  const { auth } = compiled;
  const query =
    auth?.scheme === 'api-key' && auth.in === 'query'
      ? incoming.query.filter(([name]) => name !== auth.name)
      : incoming.query;
  const begin = url.beginsWithUrl ? [withQuery(found[0] ?? '', incoming.query)] : [];
  const segments = [...begin, ...found.slice(begin.length).map(decodeSegment)];
  return [
    ...(route.body === undefined ? [] : filledInBody(route.body, incoming)),
    ...url.places.map((locator, index) => ({ locator, value: segments[index] })),
    ...filledInFields([...url.query, ...route.query], query),
    ...route.headers.flatMap(([name, template]) => filledInText(template, incoming.headers[name])),
  ];
}

function withQuery(path: string, query: [string, string][]): string {
  return query.length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}`;
}

/** The job's reference by the first name that makes one: its id before all others. */
function referenceOf(dialect: CompiledDialect, names: [string, string][]): string | undefined {
  for (const [name, text] of names.toSorted(([one], [other]) => Number(other === 'id') - Number(one === 'id'))) {
    const reference = readReference(dialect, name, text);
    if (reference !== undefined) return reference;
  }
  return undefined;
}
