export const MAX_URL_CHARACTERS = 32_768;

/** The URL of a text that is an absolute one, or relative to `base`, of http or https and without credentials. */
export function httpUrl(text: string, base?: string): URL | undefined {
  if (text === '' || text.length > MAX_URL_CHARACTERS) return undefined;
  const against = base !== undefined && URL.canParse(text, base) ? base : undefined;
  if (against === undefined && !URL.canParse(text)) return undefined;
  const url = new URL(text, against);
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  return isHttp && url.username === '' && url.password === '' ? url : undefined;
}

/** Percent-encodes a text as one segment of a path, or one value of a query. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/**
 * Percent-encodes a text as a path: its slashes stay, and what RFC 3986, section 3.3, allows in a segment besides. It has
 * no meaning for a path, but some in a query.
 */
export function encodePath(text: string): string {
  return text
    .split('/')
    .map(encodeSegment)
    .join('/')
    .replace(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent);
}

/** Undoes percent-encoding; text that is badly encoded stays as it is. */
export function decodeSegment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The last segment of a path that is not empty, decoded; of a URL or of a path alone. */
export function lastSegment(text: string): string | undefined {
  const path = httpUrl(text)?.pathname ?? text.split(/[?#]/, 1)[0]!;
  const segment = path.split('/').findLast((part) => part !== '');
  return segment === undefined ? undefined : decodeSegment(segment);
}

/** The value of a parameter in the query of a URL. */
export function queryParameter(text: string, name: string): string | undefined {
  return httpUrl(text, 'http://relative.invalid')?.searchParams.get(name) ?? undefined;
}
