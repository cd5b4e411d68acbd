import { Budget, SPREAD, fillTemplate, spreadFields } from '../profile/fill.js';
import { type JsonTemplate, parseJsonTemplate } from '../profile/json-template.js';
import { readLocator } from '../profile/read-locator.js';
import type { Scope } from '../profile/scope.js';
import { type Template, parseTemplate } from '../profile/template.js';

/*
 * The templates of a supplement, filled in. A place without a value leaves its field out; one whose value is null stays,
 * for an API says null where it has nothing to say.
 */

const parsed = new WeakMap<object, JsonTemplate>();

/** The JSON of a template. */
export function renderJson(json: unknown, scope: Scope): unknown {
  if (typeof json !== 'object' || json === null) return render(parseJsonTemplate(json), scope);
  const template = parsed.get(json) ?? parseJsonTemplate(json);
  parsed.set(json, template);
  return render(template, scope);
}

/** The text of a template; undefined where one of its places has no value. */
export function renderText(text: string, scope: Scope): string | undefined {
  return filled(parseTemplate(text), scope);
}

function render(template: JsonTemplate, scope: Scope): unknown {
  switch (template.kind) {
    case 'fixed':
      return JSON.parse(template.text) as unknown;
    case 'value':
      return readLocator(template.locator, scope);
    case 'text':
      return filled(template.template, scope);
    case 'list':
      return template.items.map((item) => render(item, scope)).filter((item) => item !== undefined);
    case 'object':
      return renderObject(template.fields, scope);
  }
}

function renderObject(fields: [string, JsonTemplate][], scope: Scope): unknown {
  const rendered = new Map<string, unknown>();
  for (const [key, child] of fields) {
    if (key === SPREAD && child.kind === 'value') {
      for (const [name, value] of spreadFields([child.locator], scope)) rendered.set(name, value);
    } else {
      const value = render(child, scope);
      if (value !== undefined) rendered.set(key, value);
    }
  }
  return Object.fromEntries(rendered);
}

function filled(template: Template, scope: Scope): string | undefined {
  return fillTemplate(template, scope, new Budget());
}
