import { z } from 'zod';
import { nameSchema } from '../job.contract.js';
import { checkStorable } from '../json.contract.js';

/** Method of a request that a profile sends. */
export const requestMethodSchema = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Dotted path to a value of a reply: `body.jobId`. */
const locatorSchema = z.string().regex(/^body(\.[A-Za-z_$][\w$-]*)+$/, 'must be a dotted path such as body.jobId');

/** A URL with places to fill, each percent-encoded: `{{input.jobName}}`, `{{job.id}}`. */
const urlTemplateSchema = z.string().min(1).max(2048);

const wordsSchema = z.array(z.string().min(1)).max(64);

/** How one asynchronous HTTP API is spoken: data, never code. */
export const profileSchema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    start: z.strictObject({
      method: requestMethodSchema.default('POST'),
      url: urlTemplateSchema,
      jobId: locatorSchema.describe("Where the start reply holds the job's id"),
      safeToRepeat: z
        .boolean()
        .default(false)
        .describe('The API answers a start repeated under the same Idempotency-Key with the first job'),
    }),
    poll: z.strictObject({
      url: urlTemplateSchema,
      status: locatorSchema.describe('Where a poll reply holds the status word'),
      notFoundLimit: z.int().min(1).default(3).describe('So many 404 in a row mean that the record is gone'),
    }),
    statuses: z.strictObject({
      running: wordsSchema,
      succeeded: wordsSchema,
      failed: wordsSchema,
      canceled: wordsSchema,
    }),
  })
  .meta({ id: 'Profile' });

export type Profile = z.infer<typeof profileSchema>;

/** What a monitor is asked to start: the payload of its job, with the fields that Longwatch itself reads. */
export const monitorInputSchema = z
  .looseObject({
    jobName: nameSchema.optional().describe('Name of the job; by default the id of the monitor'),
    pollingIntervalSec: z
      .number()
      .min(0.1)
      .max(86_400)
      .optional()
      .describe('Time between polls; by default MONITOR_POLLINGINTERVAL_SEC'),
    durationMin: z
      .number()
      .positive()
      .max(5_256_000)
      .optional()
      .describe('Deadline, counted from the start of the monitor; by default MONITOR_DURATION_MIN'),
  })
  .superRefine(checkStorable)
  .meta({ id: 'MonitorInput', examples: [{ jobName: 'gb4711' }] });

export type MonitorInput = z.infer<typeof monitorInputSchema>;
