import { z } from 'zod';
import { MAX_JSON_DEPTH } from '../json.contract.js';
import { durationSchema, templateSchema, urlTemplateSchema } from './vocabulary.contract.js';

const MAX_FIELDS = 32;

/** Method of a request that a profile sends. */
export const requestMethodSchema = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

const hasFewFields = [
  (fields: object) => Object.keys(fields).length <= MAX_FIELDS,
  `must not have more than ${MAX_FIELDS} entries`,
] as const;

const fieldsSchema = z
  .record(z.string().min(1).max(256), templateSchema.nullable())
  .refine(...hasFewFields)
  .meta({ id: 'ProfileFields' });

/** Headers that say how the connection is used: they are not the profile's. */
const connectionHeaders =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|expect|te|trailer|proxy-.*)$/i;

const headerNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, 'must be the name of a header')
  .refine((name) => !connectionHeaders.test(name), 'is a header of the connection, which profiles do not set')
  .refine((name) => name !== '__proto__', 'must be the name of a header');

export const headersSchema = z
  .record(headerNameSchema, templateSchema.nullable())
  .refine(...hasFewFields)
  .refine(
    (headers) => new Set(Object.keys(headers).map((name) => name.toLowerCase())).size === Object.keys(headers).length,
    'must not name a header twice',
  )
  .meta({ id: 'ProfileHeaders' });

/** Any JSON, whose strings are templates. */
const bodyTemplateSchema = z.unknown().superRefine((body, context) => {
  const open: { value: unknown; path: PropertyKey[] }[] = [{ value: body, path: [] }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value, path } = place;
    // What is deeper is refused with the whole profile.
    if (path.length > MAX_JSON_DEPTH) return;
    if (typeof value === 'string') {
      const error = templateSchema.safeParse(value).error;
      if (error !== undefined) context.addIssue({ code: 'custom', message: error.issues[0]!.message, path });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        open.push({ value: child, path: [...path, Array.isArray(value) ? Number(key) : key] });
      }
    }
  }
});

export const requestSchema = z
  .strictObject({
    method: requestMethodSchema.optional().describe('By default POST in start and operations, GET elsewhere'),
    url: urlTemplateSchema.describe(
      'Absolute, or relative to baseUrl. Places are percent-encoded; one that stands first may be a URL: what follows it is added to the path and query of that',
    ),
    headers: headersSchema.optional().describe('A header whose place has no value, or that is null, is left out'),
    query: fieldsSchema.optional().describe('Added to the query of the URL, percent-encoded; likewise left out'),
    body: bodyTemplateSchema
      .optional()
      .describe(
        'JSON. A string that is one place becomes the value itself; a field whose place has no value is left out; the key "..." spreads an object',
      ),
    form: fieldsSchema.optional().describe('Instead of body: application/x-www-form-urlencoded'),
    text: templateSchema.optional().describe('Instead of body: text as it is, with the Content-Type from headers'),
    timeout: durationSchema.optional().describe('By default MONITOR_REQUEST_TIMEOUT_SEC'),
  })
  .refine(
    ({ body, form, text }) => [body, form, text].filter((part) => part !== undefined).length <= 1,
    'must not have more than one of body, form and text',
  )
  .meta({ id: 'ProfileRequest' });

export type RequestDocument = z.infer<typeof requestSchema>;
