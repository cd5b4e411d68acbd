import { jsonText } from './bounded-json.js';
import { type Budget, SPREAD, fillTemplate, leaveOut, spreadFields } from './fill.js';
import type { Locator } from './locator.js';
import { readLocator } from './read-locator.js';
import type { Scope } from './scope.js';
import { type Template, parseTemplate } from './template.js';

/** Any JSON whose strings are templates, parsed once. What has no place is its own text already. */
export type JsonTemplate =
  | { kind: 'fixed'; text: string }
  | { kind: 'value'; locator: Locator }
  | { kind: 'text'; template: Template }
  | { kind: 'list'; items: JsonTemplate[] }
  | { kind: 'object'; fields: [string, JsonTemplate][] };

/** Parses a JSON template. Throws LocatorError. */
export function parseJsonTemplate(value: unknown): JsonTemplate {
  if (typeof value === 'string') return parseText(value);
  if (typeof value !== 'object' || value === null) return { kind: 'fixed', text: JSON.stringify(value) };
  if (Array.isArray(value)) {
    const items = value.map(parseJsonTemplate);
    return items.every(isFixed) ? { kind: 'fixed', text: JSON.stringify(value) } : { kind: 'list', items };
  }
  const fields = Object.entries(value).map(([key, child]): [string, JsonTemplate] => [key, parseJsonTemplate(child)]);
  const isPlain = fields.every(([key, child]) => key !== SPREAD && isFixed(child));
  return isPlain ? { kind: 'fixed', text: JSON.stringify(value) } : { kind: 'object', fields };
}

function parseText(text: string): JsonTemplate {
  const template = parseTemplate(text);
  const [only] = template;
  if (template.length === 1 && only !== undefined && typeof only !== 'string') return { kind: 'value', locator: only };
  return template.every((part) => typeof part === 'string')
    ? { kind: 'fixed', text: JSON.stringify(text) }
    : { kind: 'text', template };
}

function isFixed(template: JsonTemplate): boolean {
  return template.kind === 'fixed';
}

/**
 * The JSON text with all places filled in; undefined where it is a place without a value. Throws RequestTooLarge, and
 * MissingPlace where it is the job that is not known: a body that leaves out which job it means asks for any.
 */
export function fillJson(template: JsonTemplate, scope: Scope, budget: Budget): string | undefined {
  switch (template.kind) {
    case 'fixed':
      return budget.spend(template.text);
    case 'value': {
      const text = valueText(readLocator(template.locator, scope), budget);
      return text ?? leaveOut([template.locator], scope);
    }
    case 'text': {
      const text = fillTemplate(template.template, scope, budget);
      return text === undefined ? leaveOut(template.template, scope) : JSON.stringify(text);
    }
    case 'list': {
      const items = template.items.map((item) => fillJson(item, scope, budget));
      return `[${items.filter((item) => item !== undefined).join(',')}]`;
    }
    case 'object':
      return fillObject(template.fields, scope, budget);
  }
}

/** Later fields take the place of earlier ones, and so override what was spread before them. */
function fillObject(fields: [string, JsonTemplate][], scope: Scope, budget: Budget): string {
  const filled = new Map<string, string>();
  for (const [key, child] of fields) {
    if (key === SPREAD && child.kind === 'value') {
      for (const [name, value] of spreadFields([child.locator], scope)) {
        const text = valueText(value, budget);
        if (text !== undefined) filled.set(name, text);
      }
    } else {
      const text = fillJson(child, scope, budget);
      if (text !== undefined) filled.set(key, text);
    }
  }
  return `{${[...filled].map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

function valueText(value: unknown, budget: Budget): string | undefined {
  const text = jsonText(value);
  return text === undefined ? undefined : budget.spend(text);
}
