import { type CompiledDialect, type DraftReply, matchPath } from '@app/contracts';

/** The methods that a path of the dialect takes, for OPTIONS and 405. Empty where there is no such path. */
export function methodsOf({ routes }: CompiledDialect, path: string): string[] {
  const methods = routes
    .filter(({ urls }) => urls.some((url) => matchPath(url, path) !== undefined))
    .map(({ method }) => method);
  const known = new Set(methods);
  if (known.size === 0) return [];
  if (known.has('GET')) known.add('HEAD');
  return [...known.add('OPTIONS')].sort();
}

/** What OPTIONS is answered. */
export function optionsReply(methods: string[]): DraftReply {
  return methods.length === 0 ? { code: 404, headers: {} } : { code: 204, headers: { allow: methods.join(', ') } };
}
