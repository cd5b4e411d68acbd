import { z } from 'zod';
import { authSchema, callbackSchema } from './auth.contract.js';
import { paceSchema, phaseSchema } from './phase.contract.js';
import { headersSchema } from './request.contract.js';
import { errorSchema, operationWaysSchema, progressSchema, resultSchema } from './result.contract.js';
import { startSchema, stepSchema } from './start.contract.js';
import { durationSchema, profileNameSchema } from './vocabulary.contract.js';

/*
 * The profile language: how one asynchronous HTTP API is spoken, as data. Few concepts combine: a locator says where a
 * value is, a template where it goes, a rule what a reply means. `docs/profiles.md` is the reference.
 */

const MAX_PHASES = 8;
const MAX_STEPS = 8;

export const budgetSchema = z
  .strictObject({
    perSecond: z.number().min(0.001).max(100_000).optional(),
    concurrent: z.int().min(1).max(10_000).optional(),
  })
  .describe('Polls of one host by all monitors and all replicas together; of several profiles the strictest counts');

/** All of a profile but what its parts ask of each other: see `profileSchema`. */
export const documentSchema = z.strictObject({
  name: profileNameSchema,
  title: z.string().max(256).optional().describe('What people call this API'),
  docs: z.string().max(2048).optional().describe("Where the API's own document is"),
  example: z.unknown().optional().describe('An input to start from'),
  baseUrl: z
    .string()
    .max(2048)
    .regex(/^https?:\/\/[^?#\s]+$/i, { error: 'must be an http or https URL without query and fragment', abort: true })
    .refine((url) => URL.canParse(url), 'must be an http or https URL without query and fragment')
    .optional()
    .describe('What relative URLs are appended to'),
  headers: headersSchema.optional().describe('Sent with every request'),
  auth: authSchema.optional(),
  before: z
    .array(stepSchema)
    .max(MAX_STEPS)
    .optional()
    .describe('Requests before the start, such as an upload; after a crash they are sent again from the first'),
  start: startSchema,
  poll: z
    .union([phaseSchema, z.array(phaseSchema).min(1).max(MAX_PHASES)])
    .optional()
    .describe('One phase, or several in turn'),
  pace: paceSchema.optional(),
  progress: progressSchema.optional().describe('By default the number at percent, percentComplete or progress'),
  error: errorSchema.optional().describe("The remote's own error, where it says one"),
  result: resultSchema.optional(),
  cancel: operationWaysSchema
    .optional()
    .describe(
      'Stops the job. Of several the first is sent whose places all have values; likewise pause, resume, purge',
    ),
  pause: operationWaysSchema.optional(),
  resume: operationWaysSchema.optional(),
  purge: operationWaysSchema.optional(),
  callback: callbackSchema.optional(),
  budget: budgetSchema.optional(),
  deadline: durationSchema.optional().describe('From the start of the monitor; by default 24h'),
  onDeadline: z.enum(['abandon', 'cancel']).optional().describe('What becomes of the job; by default abandon'),
  redact: z
    .array(z.string().min(1).max(256))
    .max(64)
    .optional()
    .describe('Headers, query parameters and body fields by name, beside the usual ones, that are never shown or kept'),
});

export type Profile = z.infer<typeof documentSchema>;
