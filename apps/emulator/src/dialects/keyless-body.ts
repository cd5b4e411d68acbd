import type { CompiledRoute, IncomingRequest, Locator } from '@app/contracts';

type Body = Pick<IncomingRequest, 'body' | 'text'>;
type Template = NonNullable<CompiledRoute['body']>;
type JsonTemplate = Extract<Template, { kind: 'json' }>['json'];
type TextTemplate = Extract<Template, { kind: 'text' }>['text'];

/** A body without the key that the API takes in it: what is the same under another key. Pure. */
export function keylessBody(template: CompiledRoute['body'], { body, text }: Body, key: string): Body {
  switch (template?.kind) {
    case 'json':
      return { body: withoutKey(template.json, body, key), text };
    case 'form':
      return { body: withoutKeys(body, (name) => fieldOf(template.fields, name), key), text };
    case 'text':
      return { body, text: isOfKey(template.text) ? text?.replaceAll(key, '') : text };
    case undefined:
      return { body, text };
  }
}

/** Undefined where the key is all of it. */
function withoutKey(template: JsonTemplate | undefined, value: unknown, key: string): unknown {
  switch (template?.kind) {
    case 'value':
      return isKey(template.locator) && isText(value, key) ? undefined : value;
    case 'text':
      return isOfKey(template.template) && typeof value === 'string' ? value.replaceAll(key, '') : value;
    case 'list':
      return Array.isArray(value) ? value.map((item, index) => withoutKey(template.items[index], item, key)) : value;
    case 'object':
      return withoutKeys(value, (name) => template.fields.find(([field]) => field === name)?.[1], key);
    default:
      return value;
  }
}

function withoutKeys(value: unknown, templateOf: (name: string) => JsonTemplate | undefined, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).map(
    ([name, child]) => [name, withoutKey(templateOf(name), child, key)] as const,
  );
  return Object.fromEntries(fields.filter(([, child]) => child !== undefined));
}

function fieldOf(fields: [string, TextTemplate][], name: string): JsonTemplate | undefined {
  const template = fields.find(([field]) => field === name)?.[1];
  const only = template?.[0];
  if (template?.length === 1 && typeof only === 'object') return { kind: 'value', locator: only };
  return template && { kind: 'text', template };
}

function isOfKey(template: TextTemplate): boolean {
  return template.some((part) => typeof part === 'object' && isKey(part));
}

function isKey(locator: Locator): boolean {
  return locator.some(({ source }) => source.kind === 'word' && source.word === 'key');
}

/** Numbers are keys as well, as ids of JSON-RPC are. */
function isText(value: unknown, text: string): boolean {
  return (typeof value === 'string' || typeof value === 'number') && String(value) === text;
}
