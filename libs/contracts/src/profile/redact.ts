import type { CompiledProfile } from './compiled.js';
import { decodeSegment } from './urls.js';

/** Hides secrets in what is shown or kept of an exchange. */
export interface Redactor {
  headers(headers: Record<string, string | undefined>): Record<string, string>;
  url(url: string): string;
  /** A JSON value. */
  body(body: unknown): unknown;
  /** Text that may be no JSON: URLs, forms and beginnings of JSON in it. */
  text(text: string): string;
}

/** What stands for what is hidden. */
export const REDACTED = '***';

const MAX_DEPTH = 100;
const secretHeaders = new Set(['cookie', 'set-cookie']);
/** Of the queries of URLs alone: elsewhere these are codes of errors and keys of objects. */
const secretParameters = new Set(['code', 'sig', 'key', 'sas']);
const secretNames =
  /token|secret|passw|pwd|authorization|credential|session-?_?id|signature|api[-_]?key|access[-_]?key|private[-_]?key|(subscription|functions)-key/i;

type IsSecret = (name: string) => boolean;

/** The redactor of a profile: for the usual names, those that the profile lists, and where its key goes. */
export function redactor({ profile }: Pick<CompiledProfile, 'profile'>): Redactor {
  const own = new Set((profile.redact ?? []).map((name) => name.toLowerCase()));
  if (profile.auth?.scheme === 'api-key') own.add(profile.auth.name.toLowerCase());
  const isSecret: IsSecret = (name) => own.has(name.toLowerCase()) || secretNames.test(name);
  const text = (value: string): string => hideInText(value, isSecret);
  return {
    headers: (headers) => hideInHeaders(headers, isSecret),
    url: text,
    body: (value) => hideInJson(value, isSecret, false, 0),
    text,
  };
}

function hideInHeaders(headers: Record<string, string | undefined>, isSecret: IsSecret): Record<string, string> {
  const shown = Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const isHidden = secretHeaders.has(name.toLowerCase()) || isSecret(name);
    return [[name, isHidden ? REDACTED : hideInText(value, isSecret)]];
  });
  return Object.fromEntries(shown) as Record<string, string>;
}

function hideInJson(value: unknown, isSecret: IsSecret, isHidden: boolean, depth: number): unknown {
  if (depth > MAX_DEPTH) return REDACTED;
  if (value === null || value === undefined) return value;
  if (typeof value === 'object') {
    if (Array.isArray(value)) return value.map((item) => hideInJson(item, isSecret, isHidden, depth + 1));
    const fields = Object.entries(value).map(([name, child]) => {
      // How many tokens a model used is no secret.
      const isCount = typeof child === 'number' && /tokens/i.test(name);
      return [name, hideInJson(child, isSecret, isHidden || (isSecret(name) && !isCount), depth + 1)];
    });
    return Object.fromEntries(fields) as object;
  }
  if (isHidden) return REDACTED;
  return typeof value === 'string' ? hideInText(value, isSecret) : value;
}

/** Of names, no more than this is looked at: the patterns below must not be tried again and again over long texts. */
const name = '[^\\s"\'<>=&?;#\\\\]{1,128}';
const credentials = /(\/\/)[^/?#@\s]{1,512}@/g;
const schemes = /\b(Bearer|Basic)\s{1,8}[\w.~+/=-]{8,}/gi;
const parameters = new RegExp(`(^|[?&;#\\s])(${name})=([^&;\\s"'<>]*)`, 'g');
const fields = /"([^"\\]{1,128})"(\s{0,8}:\s{0,8})"(?:[^"\\]|\\[^])*/g;
/** The same in JSON that is itself a string of JSON. */
const escapedFields = /\\"([^"\\]{1,128})\\"(\s{0,8}:\s{0,8})\\"(?:[^"\\]|\\\\\\"|\\(?!"))*/g;

/** Hides credentials before hosts and after schemes, and values of parameters and of fields that have a secret's name. */
function hideInText(text: string, isSecret: IsSecret): string {
  return text
    .replace(credentials, `$1${REDACTED}@`)
    .replace(schemes, `$1 ${REDACTED}`)
    .replace(parameters, (all: string, before: string, parameter: string) => {
      const decoded = decodeSegment(parameter);
      const isHidden = isSecret(decoded) || (/[?&]/.test(before) && secretParameters.has(decoded.toLowerCase()));
      return isHidden ? `${before}${parameter}=${REDACTED}` : all;
    })
    .replace(fields, (all: string, field: string, colon: string) =>
      isSecret(field) ? `"${field}"${colon}"${REDACTED}` : all,
    )
    .replace(escapedFields, (all: string, field: string, colon: string) =>
      isSecret(field) ? `\\"${field}\\"${colon}\\"${REDACTED}` : all,
    );
}
