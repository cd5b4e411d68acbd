import { type IncomingRequest, parseJson } from '@app/contracts';

/** A request as the server hands it over. */
export interface RawRequest {
  method: string;
  /** Path and query behind the dialect's name. */
  target: string;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer | undefined;
}

/** Takes a request for what it says, but for U+0000, which Postgres can't keep. Pure. */
export function toIncomingRequest({ method, target: sent, headers, body }: RawRequest): IncomingRequest {
  const target = sent.replaceAll('%00', '%EF%BF%BD');
  const asks = target.indexOf('?');
  const text = body === undefined || body.length === 0 ? undefined : body.toString('utf8').replaceAll('\0', '\ufffd');
  const single = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')] as const);
  return {
    method,
    path: (asks < 0 ? target : target.slice(0, asks)) || '/',
    query: asks < 0 ? [] : [...new URLSearchParams(target.slice(asks + 1))],
    headers: Object.fromEntries(single.filter(([name]) => headers[name] !== undefined)),
    body: text === undefined ? undefined : bodyOf(text, headers['content-type']),
    text,
  };
}

/** The fields of a form, or JSON whatever it is called, also a form: clients that forget to say so are many. */
function bodyOf(text: string, type: string | string[] | undefined): unknown {
  const isForm = String(type).toLowerCase().startsWith('application/x-www-form-urlencoded');
  if (!isForm || /^\s*[[{]/.test(text)) {
    const json = parseJson(text);
    if (!isForm || json !== undefined) return json;
  }
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(text.replaceAll('%00', '%EF%BF%BD'))) {
    const known = fields.get(name);
    fields.set(name, known === undefined ? value : [known, value].flat());
  }
  return Object.fromEntries(fields);
}

/** Whether a body says that it is JSON, and is none. */
export function isBrokenJson({ headers, body, text }: IncomingRequest): boolean {
  return text !== undefined && body === undefined && isJsonType(headers['content-type'] ?? '');
}

/** Also by the names that go with it: `application/merge-patch+json`, `application/x-amz-json-1.1`. */
export function isJsonType(type: string): boolean {
  return /\bjson\b/i.test(type);
}
