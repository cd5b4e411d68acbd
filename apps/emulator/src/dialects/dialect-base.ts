import { DEFAULT_NAMESPACE } from '../namespaces/namespace-of.js';

/** What a dialect's absolute URLs begin with. It names the namespace, for who follows such a URL sends no header of ours. */
export function dialectBase(origin: string, namespace: string, name: string): string {
  const prefix = namespace === DEFAULT_NAMESPACE ? '' : `/ns/${encodeURIComponent(namespace)}`;
  return `${origin.replace(/\/+$/, '')}${prefix}/dialects/${encodeURIComponent(name)}`;
}

/** The same at the other origin, where the prefix tells it from our own whatever the host is called. */
export function foreignDialectBase(origin: string, namespace: string, name: string): string {
  return dialectBase(origin, namespace, name).replace(/\/dialects\/([^/]*)$/, '/foreign/dialects/$1');
}
