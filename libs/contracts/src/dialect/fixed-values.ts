import type { CompiledRequest } from '../profile/compiled-request.js';
import type { JsonTemplate } from '../profile/json-template.js';
import type { Template } from '../profile/template.js';
import type { FixedValue, IncomingRequest } from './dialect.js';
import { splitUrl } from './match-pattern.js';

/** These say what a client takes and gives, and not what it asks for. */
const MANNERS = new Set(['accept', 'content-type', 'prefer']);

/** What is the same in each request that is made of a template. */
export function fixedValues({ url, query, headers, body }: CompiledRequest): FixedValue[] {
  const own = headers.filter(([name]) => !MANNERS.has(name));
  return [
    ...[...splitUrl(url).query, ...query].flatMap(([name, template]) => fixedText('query', name, template)),
    ...own.flatMap(([name, template]) => fixedText('header', name, template)),
    ...(body?.kind === 'form' ? body.fields.flatMap(([name, template]) => fixedText('body', name, template)) : []),
    ...(body?.kind === 'json' ? fixedJson(body.json, []) : []),
  ];
}

/** What a request has where a fixed value is expected. */
export function valueAt({ in: place, path }: FixedValue, { query, headers, body }: IncomingRequest): unknown {
  const [name = ''] = path;
  if (place === 'query') return query.find(([one]) => one === name)?.[1];
  if (place === 'header') return headers[name];
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key)
        ? (at as Record<string, unknown>)[key]
        : undefined,
    body,
  );
}

function fixedText(place: FixedValue['in'], name: string, template: Template): FixedValue[] {
  const isFixed = template.every((part) => typeof part === 'string');
  return isFixed ? [{ in: place, path: [name], value: template.join('') }] : [];
}

function fixedJson(json: JsonTemplate, path: string[]): FixedValue[] {
  switch (json.kind) {
    case 'fixed':
      return leavesOf(JSON.parse(json.text), path);
    case 'object':
      return json.fields.flatMap(([key, child]) => fixedJson(child, [...path, key]));
    case 'list':
      return json.items.flatMap((item, index) => fixedJson(item, [...path, String(index)]));
    default:
      return [];
  }
}

function leavesOf(value: unknown, path: string[]): FixedValue[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key]));
  }
  return [{ in: 'body', path, value: value as FixedValue['value'] }];
}
