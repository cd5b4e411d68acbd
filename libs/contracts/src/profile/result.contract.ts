import { z } from 'zod';
import { requestSchema } from './request.contract.js';
import { operationRulesSchema } from './rules.contract.js';
import { durationSchema, locatorSchema, urlTemplateSchema } from './vocabulary.contract.js';

export const operationSchema = z
  .strictObject({ request: requestSchema, rules: operationRulesSchema.optional() })
  .meta({ id: 'ProfileOperation' });

const MAX_WAYS = 4;

/** One way to ask it, or several: an API may ask for another one in each phase of a job. */
export const operationWaysSchema = z.union([operationSchema, z.array(operationSchema).min(1).max(MAX_WAYS)]);

export const resultSchema = z
  .strictObject({
    request: requestSchema
      .optional()
      .describe(
        'Fetches the result once the job succeeded. It may use the last poll reply; if a place of its URL has no value nothing is fetched, and that reply has the result',
      ),
    value: locatorSchema
      .optional()
      .describe('The result within the reply; by default body, or text where it is not JSON'),
    next: urlTemplateSchema
      .optional()
      .describe('URL of the next page, by what this page says; where a place has no value this page is the last'),
    keep: z
      .enum(['inline', 'reference', 'none'])
      .optional()
      .describe('inline (default): the result itself, where it fits; reference: its URL alone'),
    maxBytes: z.int().min(0).max(1_048_576).optional().describe('What fits inline; by default 262144'),
    keptFor: durationSchema
      .optional()
      .describe('How long the remote side keeps it after the end: no wait between polls is longer than half of that'),
  })
  .meta({ id: 'ProfileResult' });

export const progressSchema = z.strictObject({
  percent: locatorSchema.optional().describe('0 to 100'),
  done: locatorSchema.optional(),
  total: locatorSchema.optional(),
  message: locatorSchema.optional(),
});

export const errorSchema = z.strictObject({
  code: locatorSchema.optional(),
  message: locatorSchema.optional(),
  detail: locatorSchema.optional().describe('By default the body'),
});

export type OperationDocument = z.infer<typeof operationSchema>;
export type ResultDocument = z.infer<typeof resultSchema>;
export type ProgressDocument = z.infer<typeof progressSchema>;
export type ErrorDocument = z.infer<typeof errorSchema>;
