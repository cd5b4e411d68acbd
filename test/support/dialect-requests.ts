import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  type Captures,
  type CompiledDialect,
  type IncomingRequest,
  type NamedJob,
  type ProfileRequest,
  type Route,
  type Scope,
  type Supplement,
  RequestFault,
  beforeRequest,
  buildRequest,
  findRequest,
  isUrlName,
  operationKinds,
  pollRequest,
  renderReference,
  resultRequest,
  startRequest,
  supplementSchema,
} from '@app/contracts';

/** Where the dialects of these tests are. */
export const ORIGIN = 'http://127.0.0.1:3001';

/** The supplement of a shipped profile; an empty one where it needs none. Throws where the file is not in order. */
export function readSupplement(name: string): Supplement {
  const file = `dialects/${name}.yaml`;
  return existsSync(file) ? supplementSchema.parse(parse(readFileSync(file, 'utf8'))) : {};
}

/** A request of a client as it comes in at a dialect. */
export function arrived({ method, url, headers, body }: ProfileRequest): IncomingRequest {
  const { pathname, searchParams } = new URL(url);
  return {
    method,
    path: pathname,
    query: [...searchParams],
    headers,
    body: body === undefined ? undefined : readBody(body, headers['content-type'] ?? ''),
    text: body,
  };
}

function readBody(text: string, contentType: string): unknown {
  if (contentType.includes('json')) return JSON.parse(text);
  return contentType.includes('form') ? Object.fromEntries(new URLSearchParams(text)) : undefined;
}

/** What a client knows of a job that the dialect has told of. */
export function toldOf(dialect: CompiledDialect, facts: NamedJob): Required<Pick<Scope, 'job' | 'reply'>> {
  const names = Object.keys(dialect.names);
  const told = (name: string): string | number =>
    isUrlName(dialect, name)
      ? `${ORIGIN}${renderReference(dialect, name, facts)}`
      : renderReference(dialect, name, facts);
  const job: Captures = Object.fromEntries(
    names.filter((name) => !/^(body|header)\b/.test(name)).map((name) => [name, told(name)]),
  );
  const body = {};
  const headers: Record<string, string> = {};
  for (const name of names) {
    if (name.startsWith('header.')) headers[name.slice('header.'.length)] = String(told(name));
    else if (name.startsWith('body'))
      put(
        body,
        name
          .replaceAll(/\[(\d+)\]/g, '.$1')
          .split('.')
          .slice(1),
        told(name),
      );
  }
  return { job, reply: { code: 200, url: ORIGIN, headers, body, receivedAt: 0 } };
}

function put(whole: Record<string, unknown>, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) whole[key] = value;
  else put((whole[key] ??= {}) as Record<string, unknown>, rest, value);
}

/** Every request that a client of the profile can make with what it knows, and which route it asks for. */
export function requestsOf({ compiled }: CompiledDialect, scope: Scope): { route: Route; request: ProfileRequest }[] {
  const { before, start, find, phases, result, operations } = compiled;
  const one = (kind: Route['kind'], build: () => ProfileRequest | undefined, index = 0) => {
    const request = built(build);
    return request === undefined ? [] : [{ route: { kind, index }, request }];
  };
  return [
    ...before.flatMap((_, index) => one('before', () => beforeRequest(compiled, index, scope), index)),
    ...(start === undefined ? [] : one('start', () => startRequest(compiled, scope))),
    ...(find === undefined ? [] : one('find', () => findRequest(compiled, scope))),
    ...phases.flatMap(({ name }, index) => one('poll', () => pollRequest(compiled, name, scope), index)),
    ...(result.request === undefined ? [] : one('result', () => resultRequest(compiled, scope))),
    ...operationKinds.flatMap((kind) =>
      (operations[kind] ?? []).flatMap(({ request }, index) => one(kind, () => buildRequest(request, scope), index)),
    ),
  ];
}

function built(build: () => ProfileRequest | undefined): ProfileRequest | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof RequestFault) return undefined;
    throw error;
  }
}
