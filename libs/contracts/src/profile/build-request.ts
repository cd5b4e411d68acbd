import type { CompiledBody, CompiledRequest } from './compiled-request.js';
import { Budget, SPREAD, fillTemplate, leaveOut, missingPlace, placeText, spreadFields } from './fill.js';
import { readLocator } from './read-locator.js';
import { fillJson } from './json-template.js';
import { RequestTooLarge } from './request-fault.js';
import type { Scope } from './scope.js';
import { fillUrl, withQuery } from './url-template.js';
import { encodeSegment } from './urls.js';

const MAX_HEADER_CHARACTERS = 16_384;

/** A request to the remote API, ready to be sent but for its credentials. Header names are in lower case. */
export interface ProfileRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs?: number;
}

/** Fills in a request. Throws a RequestFault: MissingPlace, RequestUrlInvalid or RequestTooLarge. */
export function buildRequest(request: CompiledRequest, scope: Scope): ProfileRequest {
  const budget = new Budget();
  const query = request.query.length === 0 ? '' : fillFields(request.query, scope, budget);
  const built: ProfileRequest = {
    method: request.method,
    url: withQuery(fillUrl(request.url, scope), query),
    headers: {},
  };
  for (const [name, template] of request.headers) {
    const value = fillTemplate(template, scope, budget);
    if (value !== undefined) built.headers[name] = headerText(value);
  }
  const body = request.body === undefined ? undefined : fillBody(request.body, scope, budget);
  if (body !== undefined) {
    built.body = body;
    built.headers['content-type'] ??= request.body!.contentType;
  }
  if (request.timeoutMs !== undefined) built.timeoutMs = request.timeoutMs;
  return built;
}

/**
 * The request that follows a redirect. 307 and 308 keep method and body, all others ask by GET (RFC 9110, section 15.4).
 * On another origin nothing goes along but what the request is and takes: its headers may hold what is not for others.
 */
export function followRequest(request: ProfileRequest, url: string, code: number): ProfileRequest {
  const { body, method, timeoutMs, ...before } = request;
  const keepsBody = code === 307 || code === 308;
  const isSameOrigin = new URL(url).origin === new URL(before.url).origin;
  const headers = Object.entries(before.headers).filter(([name]) =>
    name === 'content-type' ? keepsBody : isSameOrigin || name === 'accept',
  );
  return {
    method: keepsBody ? method : 'GET',
    url,
    headers: Object.fromEntries(headers),
    ...(keepsBody && body !== undefined ? { body } : {}),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

function fillBody(body: CompiledBody, scope: Scope, budget: Budget): string | undefined {
  switch (body.kind) {
    case 'json':
      return fillJson(body.json, scope, budget);
    case 'form':
      for (const [, template] of body.fields) leaveOut(template, scope);
      return fillFields(body.fields, scope, budget).replaceAll('%20', '+');
    case 'text': {
      const text = fillTemplate(body.text, scope, budget);
      if (text === undefined) throw missingPlace(body.text, scope);
      return text;
    }
  }
}

/** Fields as a query or a form has them: of a list each entry. One with a place that has no value is left out. */
function fillFields(fields: CompiledRequest['query'], scope: Scope, budget: Budget): string {
  const pairs: string[] = [];
  const add = (name: string, value: unknown): void => {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const text = placeText(one);
      if (text !== undefined) pairs.push(budget.spend(`${encodeSegment(name)}=${encodeSegment(text)}`));
    }
  };
  for (const [name, template] of fields) {
    const [only] = template;
    if (name === SPREAD) for (const [key, value] of spreadFields(template, scope)) add(key, value);
    else if (template.length === 1 && typeof only === 'object') add(name, readLocator(only, scope));
    else add(name, fillTemplate(template, scope, budget));
  }
  return pairs.join('&');
}

/** What can't stand in a header, line ends above all, is percent-encoded. */
function headerText(text: string): string {
  if (text.length > MAX_HEADER_CHARACTERS) {
    throw new RequestTooLarge(`A header is longer than ${MAX_HEADER_CHARACTERS} characters`);
  }
  return text.toWellFormed().replace(/[^\t\x20-\x7e\x80-\xff]/gu, encodeURIComponent);
}
