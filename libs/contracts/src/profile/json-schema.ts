import { z } from 'zod';
import { profileSchema } from './profile.contract.js';

type Json = Record<string, unknown>;

const SUFFIX = 'Extension';

/**
 * The JSON Schema of profile documents, in the draft that editors know best. A document that extends another one needs
 * nothing but what is different: there every field may be absent, and null.
 */
export function profileJsonSchema(): Json {
  const schema = z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' });
  const definitions = schema.definitions as Record<string, Json>;
  const { Profile: profile, ...others } = definitions as { Profile: Json };
  const extension = relaxed(profile, definitions) as Json;
  const extending = {
    allOf: [{ $ref: '#/definitions/ProfileName' }],
    description: 'Name of the profile that this one extends: write here what is different; null removes',
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:longwatch:profile',
    title: 'Longwatch profile',
    description: 'How one asynchronous HTTP API is spoken. The reference is docs/profiles.md.',
    type: 'object',
    properties: { extends: extending },
    if: { required: ['extends'] },
    then: { $ref: `#/definitions/Profile${SUFFIX}` },
    else: { $ref: '#/definitions/Profile' },
    definitions: {
      // Where the document is put may give it its name.
      Profile: { ...profile, required: ['start'] },
      [`Profile${SUFFIX}`]: { ...extension, properties: { extends: extending, ...(extension['properties'] as Json) } },
      ...others,
      ...Object.fromEntries(
        Object.entries(others)
          .filter(([, definition]) => isStructured(definition))
          .map(([name, definition]) => [name + SUFFIX, relaxed(definition, definitions)]),
      ),
    },
  };
}

/** A schema of which every field may be absent, and null. Lists are as strict as before, for they replace other lists. */
function relaxed(schema: unknown, definitions: Record<string, Json>): unknown {
  if (!isObject(schema)) return schema;
  const { required: _, oneOf, ...rest } = schema;
  const result: Json = { ...rest };
  const alternatives = oneOf ?? rest['anyOf'];
  if (Array.isArray(alternatives)) result['anyOf'] = alternatives.map((one) => relaxed(one, definitions));
  if (Array.isArray(rest['allOf'])) result['allOf'] = rest['allOf'].map((one) => relaxed(one, definitions));
  const name = nameOf(rest['$ref']);
  if (name !== undefined && isStructured(definitions[name])) result['$ref'] = `#/definitions/${name}${SUFFIX}`;
  if (isObject(rest['properties'])) {
    const fields = Object.entries(rest['properties']);
    result['properties'] = Object.fromEntries(fields.map(([key, field]) => [key, orNull(relaxed(field, definitions))]));
  }
  if (isObject(rest['additionalProperties'])) {
    result['additionalProperties'] = orNull(relaxed(rest['additionalProperties'], definitions));
  }
  return result;
}

/** Descriptions stay where editors look for them. */
function orNull(schema: unknown): unknown {
  if (!isObject(schema) || Object.keys(schema).every((key) => key === 'description')) return schema;
  const { description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, { type: 'null' }] };
}

/** Whether a schema has fields, so that some of them may be left out. */
function isStructured(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const lists = [schema['oneOf'], schema['anyOf'], schema['allOf']];
  return schema['type'] === 'object' || lists.some((list) => Array.isArray(list) && list.some(isStructured));
}

function nameOf(reference: unknown): string | undefined {
  return typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
