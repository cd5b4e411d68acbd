import type { CompiledProfile } from './compiled.js';
import { decodeSegment } from './urls.js';

/** Hides secrets in what is shown or kept of an exchange. */
export interface Redactor {
  headers(headers: Record<string, string | undefined>): Record<string, string>;
  url(url: string): string;
  body(body: unknown): unknown;
  text(text: string): string;
}

export const REDACTED = '***';
const MAX_DEPTH = 100;

const secretHeaders = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie'];
/** Of queries alone: in bodies these are codes of errors, and keys of objects. */
const secretParameters = [
  'code',
  'sig',
  'signature',
  'key',
  'sas',
  'x-amz-credential',
  'x-goog-signature',
  'x-goog-credential',
];
const secretName =
  /token|secret|passw|pwd|authorization|credential|session-?_?id|signature|api[-_]?key|subscription-key|functions-key|access[-_]?key|private[-_]?key/i;

/** The redactor of a profile: the usual names, those that the profile lists, and where its key goes. */
export function redactor({ profile }: Pick<CompiledProfile, 'profile'>): Redactor {
  const own = new Set((profile.redact ?? []).map((name) => name.toLowerCase()));
  if (profile.auth?.scheme === 'api-key') own.add(profile.auth.name.toLowerCase());
  const isSecret = (name: string): boolean => own.has(name.toLowerCase()) || secretName.test(name);
  const isSecretHeader = (name: string): boolean => secretHeaders.includes(name.toLowerCase()) || isSecret(name);
  const isSecretParameter = (name: string): boolean => {
    const decoded = decodeSegment(name);
    return secretParameters.includes(decoded.toLowerCase()) || isSecret(decoded);
  };
  const text = (value: string): string => hideInText(value, isSecretParameter, isSecret);
  const body = (value: unknown, isHidden = false, depth = 0): unknown => {
    if (depth > MAX_DEPTH) return REDACTED;
    if (typeof value === 'string') return isHidden ? REDACTED : text(value);
    if (typeof value !== 'object' || value === null) return isHidden && value !== null ? REDACTED : value;
    if (Array.isArray(value)) return value.map((item) => body(item, isHidden, depth + 1));
    const fields = Object.entries(value).map(([name, child]) => {
      // Counts of tokens are no secret.
      const hides = isHidden || (isSecret(name) && !(typeof child === 'number' && /tokens/i.test(name)));
      return [name, body(child, hides, depth + 1)] as const;
    });
    return Object.fromEntries(fields);
  };
  return {
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, isSecretHeader(name) ? REDACTED : text(value)]],
        ),
      ),
    url: text,
    text,
    body: (value) => body(value),
  };
}

/** Hides the values of parameters, of credentials before a host and of fields of JSON that is text. */
function hideInText(
  text: string,
  isSecretParameter: (name: string) => boolean,
  isSecretField: (name: string) => boolean,
): string {
  return text
    .replace(/(\/\/)[^/?#@\s]{1,512}@/g, `$1${REDACTED}@`)
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{4,}/gi, `$1 ${REDACTED}`)
    .replace(/(^|[?&;\s])([^=&?;\s"'<>]{1,128})=([^&;\s"'<>]*)/g, (all: string, before: string, name: string) =>
      isSecretParameter(name) ? `${before}${name}=${REDACTED}` : all,
    )
    .replace(
      /(\\?")([^"\\]{1,128})(\\?"\s{0,8}:\s{0,8}\\?")((?:[^"\\]|\\[^"])*)/g,
      (all: string, opens: string, name: string, between: string) =>
        isSecretField(name) ? `${opens}${name}${between}${REDACTED}` : all,
    );
}
