import { z } from 'zod';
import { supplementSchema } from './dialect/supplement.contract.js';
import { checkStorable } from './json.contract.js';
import { profileSchema } from './profile/profile.contract.js';
import { profileNameSchema } from './profile/vocabulary.contract.js';

/** Wire shapes of the emulator's `/api/v1/dialects`. */

/** Where a dialect comes from: the shipped library, or this API. */
export const dialectSources = ['library', 'api'] as const;

/** What is put: the name of a shipped profile, or a document that may extend one. */
export const newDialectSchema = z
  .strictObject({
    profile: z
      .union([profileNameSchema, z.looseObject({})])
      .describe('The name of a shipped profile, or a profile, which may extend a shipped one'),
    supplement: supplementSchema
      .optional()
      .describe('What the profile does not say. It lies over that of the shipped profile that is named or extended'),
  })
  .superRefine(checkStorable)
  .meta({
    id: 'NewDialect',
    examples: [
      {
        profile: {
          start: { request: { url: '/encodings', body: '{{input}}' }, capture: { id: 'body.id' } },
          poll: {
            request: { url: '/encodings/{{job.id}}' },
            status: 'body.state',
            statuses: { running: ['queued', 'encoding'], succeeded: ['done'], failed: ['error'] },
          },
        },
      },
    ],
  });
export type NewDialect = z.infer<typeof newDialectSchema>;

export const dialectSummarySchema = z
  .object({
    name: profileNameSchema,
    title: z.string().optional(),
    docs: z.string().optional().describe("Where the API's own document is"),
    source: z.enum(dialectSources),
    baseUrl: z.string().describe('What a client takes for the base URL of the API'),
  })
  .meta({
    id: 'DialectSummary',
    examples: [
      {
        name: 'openai-batch',
        title: 'OpenAI batches',
        docs: 'https://platform.openai.com/docs/api-reference/batch',
        source: 'library',
        baseUrl: 'http://localhost:3001/dialects/openai-batch/v1',
      },
    ],
  });
export type DialectSummary = z.infer<typeof dialectSummarySchema>;

export const dialectListSchema = z.object({ dialects: z.array(dialectSummarySchema) }).meta({ id: 'DialectList' });
export type DialectList = z.infer<typeof dialectListSchema>;

export const dialectDetailsSchema = dialectSummarySchema
  .extend({
    profile: profileSchema.describe('The document, with what it extends put in'),
    supplement: supplementSchema.meta({ id: 'Supplement' }),
    limits: z.array(z.string()).describe('What of the API is not played, and what its replies can not tell'),
  })
  .meta({ id: 'DialectDetails', examples: [] });
export type DialectDetails = z.infer<typeof dialectDetailsSchema>;
