import { jsonText } from '../profile/bounded-json.js';
import type { CompiledBody } from '../profile/compiled-request.js';
import { SPREAD } from '../profile/fill.js';
import type { JsonTemplate } from '../profile/json-template.js';
import type { Locator } from '../profile/locator.js';
import type { Template } from '../profile/template.js';
import type { Filled } from './bindings.js';
import type { IncomingRequest } from './dialect.js';
import { matchParts } from './match-parts.js';
import { compileTextPattern } from './match-pattern.js';

/*
 * Bodies, queries and headers in reverse. What a client sends besides goes to the spread, if there is one.
 */

/** What stood in the places of a body. */
export function filledInBody(template: CompiledBody, { body, text }: IncomingRequest): Filled[] {
  switch (template.kind) {
    case 'json':
      return filledInJson(template.json, body);
    case 'form':
      return isRecord(body) ? filledInFields(template.fields, Object.entries(body)) : [];
    case 'text':
      return text === undefined ? [] : filledInText(template.text, text);
  }
}

/** What stood in the places of fields as a query or a form has them. */
export function filledInFields(template: [string, Template][], fields: [string, unknown][]): Filled[] {
  const own = new Set(template.map(([name]) => name));
  return template.flatMap(([name, value]) => {
    const [only] = value;
    if (name === SPREAD && typeof only === 'object') {
      const others = fields.filter(([one]) => !own.has(one));
      return others.length === 0 ? [] : [{ locator: only, value: collected(others) }];
    }
    const given = collected(fields.filter(([one]) => one === name))[name];
    return filledInText(value, given);
  });
}

/** What stood in the places of a text. */
export function filledInText(template: Template, given: unknown): Filled[] {
  const [only] = template;
  if (given === undefined) return [];
  if (template.length === 1 && typeof only === 'object') return [{ locator: only, value: given }];
  const { parts, places } = compileTextPattern(template);
  const found = typeof given === 'string' ? matchParts(parts, given) : undefined;
  return found === undefined ? [] : places.map((locator, index) => ({ locator, value: found[index] }));
}

function filledInJson(template: JsonTemplate, value: unknown): Filled[] {
  if (value === undefined) return [];
  switch (template.kind) {
    case 'fixed':
      return [];
    case 'value':
      return [{ locator: template.locator, value }];
    case 'text':
      return filledInText(template.template, value);
    case 'list':
      return Array.isArray(value) ? template.items.flatMap((item, index) => filledInJson(item, value[index])) : [];
    case 'object':
      return isRecord(value) ? filledInObject(template.fields, value) : [];
  }
}

function filledInObject(fields: [string, JsonTemplate][], value: Record<string, unknown>): Filled[] {
  const own = new Map(fields);
  const isOwn = ([key, child]: [string, unknown]): boolean => {
    const template = own.get(key);
    return template !== undefined && (template.kind !== 'fixed' || template.text === jsonText(child));
  };
  return fields.flatMap(([key, child]) => {
    if (key !== SPREAD || child.kind !== 'value') {
      return filledInJson(child, Object.hasOwn(value, key) ? value[key] : undefined);
    }
    const others = Object.fromEntries(Object.entries(value).filter((entry) => !isOwn(entry)));
    // What says nothing itself may not have been there at all, but where it is all of the input.
    const isThere = Object.keys(others).length > 0 || readsWhole(child.locator);
    return isThere ? [{ locator: child.locator, value: others }] : [];
  });
}

/** Whether a place reads all of the input. */
function readsWhole([term]: Locator): boolean {
  return term?.source.kind === 'path' && term.source.path.length === 0;
}

/** Fields by their names: of those that come more than once a list. */
function collected(fields: [string, unknown][]): Record<string, unknown> {
  const byName = new Map<string, unknown>();
  for (const [name, value] of fields) {
    const before = byName.get(name);
    byName.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(byName);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
