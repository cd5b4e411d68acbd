import { describe, expect, it } from '@jest/globals';
import {
  type Bound,
  type CompiledDialect,
  type ProfileRequest,
  buildRequest,
  compileDialect,
  isUrlName,
  matchRequest,
  renderReference,
} from '@app/contracts';
import { ORIGIN, arrived, readSupplement, requestsOf, toldOf } from './support/dialect-requests.js';
import { shippedNames } from './support/exchanges.js';
import { openApi } from './support/shipped-api.js';

const CALLBACK_URL = 'https://longwatch.example.com/callbacks/c1';
const ID = '0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70';

/** A client's job at the dialect, and each request that the client then can make. */
function setup(name: string, given: 'exchanges' | 'example') {
  const { compiled, exchanges, profile } = openApi(name);
  const { key, name: jobName } = exchanges;
  const input = given === 'example' ? profile.example : exchanges.input;
  const dialect = compileDialect(compiled, readSupplement(name));
  const bound: Bound = { input, key, name: jobName, job: {} };
  const reference = String(renderReference(dialect, 'id', { id: ID, number: 7, bound }));
  const facts = { id: ID, number: 7, bound, reference, name: jobName };
  const scope = { input, key, name: jobName, callbackUrl: CALLBACK_URL, now: 0, ...toldOf(dialect, facts) };
  return { dialect, reference, scope, requests: requestsOf(dialect, scope) };
}

function templateOf({ compiled }: CompiledDialect, kind: string, index: number) {
  if (kind === 'start') return compiled.start.request;
  if (kind === 'find') return compiled.find!.request;
  if (kind === 'poll') return compiled.phases[index]!.request;
  if (kind === 'result') return compiled.result.request!;
  if (kind === 'before') return compiled.before[index]!.request;
  return compiled.operations[kind as 'cancel']![index]!.request;
}

/** What goes over the wire, without the origin. */
function sent(request: ProfileRequest) {
  const { method, query, path, headers, body, text } = arrived(request);
  return { method, query, path, headers, body: body ?? text };
}

/** Where a value is a URL, the client has it with its origin. */
function withOrigin<Values>(values: Values, isUrl: (name: string) => boolean): Values {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return values;
  const entries = Object.entries(values).map(([name, value]: [string, unknown]): [string, unknown] => [
    name,
    isUrl(name) && typeof value === 'string' ? ORIGIN + value : value,
  ]);
  return Object.fromEntries(entries) as Values;
}

/** A supplement with a fault fails its own tests, and no other's. */
function opened(name: string, given: 'exchanges' | 'example'): ReturnType<typeof setup> | Error {
  try {
    return setup(name, given);
  } catch (error) {
    return error as Error;
  }
}

const clients = shippedNames().flatMap((name) => [[name, 'exchanges'] as const, [name, 'example'] as const]);

describe.each(clients)('The dialect of %s, by the input of its %s,', (name, given) => {
  const client = opened(name, given);

  it('has a supplement that is in order', () => {
    expect(client).not.toBeInstanceOf(Error);
  });

  if (client instanceof Error) return;
  const { dialect, reference, scope, requests } = client;

  it.each(requests.map((request) => [`${request.route.kind} ${request.route.index}`, request] as const))(
    'knows %s by its request, with what was filled into it',
    (_, { route, request }) => {
      const match = matchRequest(dialect, arrived(request));

      expect([match?.route, ...(match?.also ?? [])]).toContainEqual(route);
      const { bound } = match!;
      const input = withOrigin(bound.input, (one) => one === 'url');
      const job = withOrigin(bound.job, (one) => isUrlName(dialect, one));
      const known = { ...scope, ...bound, input, job };
      expect(sent(buildRequest(templateOf(dialect, route.kind, route.index), known))).toEqual(sent(request));
      if (route.kind === 'start' && JSON.stringify(request).includes(scope.key)) expect(bound.key).toBe(scope.key);
      if (match!.reference !== undefined) expect([reference, ID]).toContain(match!.reference);
    },
  );

  it('knows in all that comes after the start which job is meant', () => {
    const unknown = requests.filter(({ route, request }) => {
      const isAfter = !['before', 'start', 'find'].includes(route.kind);
      return isAfter && ![reference, ID].includes(matchRequest(dialect, arrived(request))?.reference ?? '');
    });

    expect(unknown.map(({ route }) => route)).toEqual([]);
  });
});
