import { z } from 'zod';
import { requestSchema } from './request.contract.js';
import { captureSchema, startRulesSchema, whenSchema } from './rules.contract.js';
import { locatorSchema } from './vocabulary.contract.js';

const stepFields = {
  request: requestSchema,
  rules: startRulesSchema.optional(),
  capture: captureSchema.optional(),
};

export const stepSchema = z.strictObject(stepFields).meta({ id: 'ProfileStep' });

const findSchema = z
  .strictObject({
    request: requestSchema,
    items: locatorSchema.optional().describe('The list to search; by default the reply itself'),
    match: whenSchema.optional().describe('Tests of one entry, by item.<path>; the first entry that passes is the job'),
    capture: captureSchema.describe('By item.<path>'),
  })
  .meta({ id: 'ProfileFind', description: 'Finds a job whose start reply was lost, or names no job' });

export const startSchema = z
  .strictObject({
    ...stepFields,
    capture: captureSchema
      .optional()
      .describe(
        'By default statusUrl, from Operation-Location, Azure-AsyncOperation, Location or Content-Location. `id` is shown as the id of the job',
      ),
    safeToRepeat: z
      .boolean()
      .optional()
      .describe('The API answers a start repeated under the same key with the first job; by default false'),
    evaluate: z
      .boolean()
      .optional()
      .describe(
        'The start reply is read as a poll reply, too: a job may have ended at once. By default only where it tells nothing to poll',
      ),
    find: findSchema.optional(),
  })
  .meta({ id: 'ProfileStart', description: 'Starts the job' });

export type StepDocument = z.infer<typeof stepSchema>;
export type FindDocument = z.infer<typeof findSchema>;
