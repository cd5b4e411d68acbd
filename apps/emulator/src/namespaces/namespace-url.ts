/** Names the namespace of a request, where its path does not. */
export const NAMESPACE_HEADER = 'longwatch-namespace';

export const DEFAULT_NAMESPACE = 'default';

const PREFIX = /^\/ns\/([^/?#]*)(?=[/?#]|$)/;

/** Takes `/ns/{namespace}` from the front of a raw URL, and says it in the header; the path goes before a header sent. */
export function namespaceUrl(url: string, headers: Record<string, unknown>): string {
  const [prefix, name] = PREFIX.exec(url) ?? [];
  if (prefix === undefined || name === undefined) return url;
  headers[NAMESPACE_HEADER] = decoded(name);
  const rest = url.slice(prefix.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What stands in front of the paths that a client is told, so that it stays in its namespace: `/ns/{namespace}` or nothing. */
export function namespacePrefix(originalUrl: string): string {
  return PREFIX.exec(originalUrl)?.[0] ?? '';
}

/** A name that can't be decoded stays as it is: it is no valid one, and refused where it is read. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
