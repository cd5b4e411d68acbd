const PREFIX = /^\/ns\/([^/?#]*)(?=[/?#]|$)/;

/** Takes `/ns/{namespace}` from the front of a raw URL. */
export function namespaceUrl(url: string): string {
  const rest = url.slice(namespacePrefix(url).length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** What stands in front of the paths that a client is told, so that it stays in its namespace: `/ns/{namespace}` or nothing. */
export function namespacePrefix(originalUrl: string): string {
  return PREFIX.exec(originalUrl)?.[0] ?? '';
}

/** The namespace that a raw URL begins with. One that can't be decoded stays as it is: it is no valid one. */
export function namespaceInUrl(originalUrl: string): string | undefined {
  const name = PREFIX.exec(originalUrl)?.[1];
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return name;
  }
}
