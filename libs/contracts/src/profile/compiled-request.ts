import { durationMs } from './duration.js';
import { type JsonTemplate, parseJsonTemplate } from './json-template.js';
import type { RequestDocument } from './request.contract.js';
import { type Template, parseTemplate } from './template.js';
import { type UrlTemplate, parseUrlTemplate } from './url-template.js';

/** A request as a profile writes it, parsed once. */
export interface CompiledRequest {
  method: string;
  url: UrlTemplate;
  /** By names in lower case. */
  headers: [string, Template][];
  query: [string, Template][];
  body: CompiledBody | undefined;
  timeoutMs: number | undefined;
}

export type CompiledBody =
  | { kind: 'json'; json: JsonTemplate; contentType: string }
  | { kind: 'form'; fields: [string, Template][]; contentType: string }
  | { kind: 'text'; text: Template; contentType: string };

type Fields = Record<string, string | null>;

/** What a request has where nobody says otherwise. */
export interface RequestDefaults {
  method: string;
  baseUrl: string | undefined;
  /** Of the least specific first. */
  headers: (Fields | undefined)[];
}

export function compileRequest(document: RequestDocument, defaults: RequestDefaults): CompiledRequest {
  return {
    method: document.method ?? defaults.method,
    url: parseUrlTemplate(document.url, defaults.baseUrl),
    headers: mergeHeaders([{ accept: 'application/json' }, ...defaults.headers, document.headers]),
    query: compileFields(document.query),
    body: compileBody(document),
    timeoutMs: document.timeout === undefined ? undefined : durationMs(document.timeout),
  };
}

function compileBody({ body, form, text }: RequestDocument): CompiledBody | undefined {
  if (body !== undefined) return { kind: 'json', json: parseJsonTemplate(body), contentType: 'application/json' };
  if (form !== undefined) {
    return { kind: 'form', fields: compileFields(form), contentType: 'application/x-www-form-urlencoded' };
  }
  if (text === undefined) return undefined;
  return { kind: 'text', text: parseTemplate(text), contentType: 'text/plain; charset=utf-8' };
}

/** Later ones override earlier ones; null leaves a header out. */
function mergeHeaders(layers: (Fields | undefined)[]): [string, Template][] {
  const merged = new Map<string, string | null>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer ?? {})) merged.set(name.toLowerCase(), value);
  }
  return compileFields(Object.fromEntries(merged));
}

function compileFields(fields: Fields | undefined): [string, Template][] {
  return Object.entries(fields ?? {}).flatMap(([name, value]) =>
    value === null ? [] : [[name, parseTemplate(value)] as [string, Template]],
  );
}
