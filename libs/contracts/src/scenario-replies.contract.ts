import { z } from 'zod';
import { durationSchema } from './profile/vocabulary.contract.js';
import { hintSchema } from './scenario-span.contract.js';

/** How an API that keeps within its manners answers, where a scenario has a word in it. */

/** Where the place to ask is. */
export const locationForms = ['fixed', 'rotating', 'relative', 'downgraded', 'foreign'] as const;
export type LocationForm = (typeof locationForms)[number];

export const replyCodeSchema = z.int().min(200).max(599);

const REDIRECTS = [301, 302, 303, 307, 308];

const NO_START =
  `must be one that starts a job: 200 to 299, ${REDIRECTS.slice(0, -1).join(', ')} or ${REDIRECTS.at(-1)}. ` +
  'A start that is refused is a fault: { on: start, reply: { code: 503 } }';

/** After any other a client believes that there is no job. */
const startCodeSchema = z
  .int()
  .min(200, { error: NO_START, abort: true })
  .max(399, { error: NO_START, abort: true })
  .refine((code) => code < 300 || REDIRECTS.includes(code), NO_START)
  .describe('One that starts a job; a start that is refused is a fault');

export const scenarioRepliesSchema = z
  .strictObject({
    start: z
      .strictObject({
        code: startCodeSchema.optional(),
        repeated: z
          .enum(['first', 'conflict', 'another'])
          .optional()
          .describe('A start under a key that was used: the first job again, 409, or another job'),
      })
      .optional(),
    pending: z.strictObject({ code: replyCodeSchema.optional() }).optional().describe('While the job lives'),
    end: z
      .strictObject({
        code: replyCodeSchema.optional().describe('301, 302, 303, 307 and 308 lead to the result'),
        status: z.string().min(1).max(256).optional().describe("The API's own word for the end"),
      })
      .optional(),
    retryAfter: hintSchema.optional().describe('On the start and on each poll of a live job'),
    location: z
      .enum(locationForms)
      .optional()
      .describe(
        'fixed (default); rotating: another one in each reply; relative; downgraded: http for https; foreign: at another origin',
      ),
    credentials: z
      .enum(['any', 'same', 'none'])
      .optional()
      .describe(
        'After the start: any or none will do (default); same: those of the start, else 401; none: 400 where some are sent, as for a signed URL',
      ),
    cancel: z
      .strictObject({
        as: z
          .enum(['confirmed', 'at-once', 'refused', 'ignored'])
          .optional()
          .describe(
            'confirmed: accepted, then canceled; at-once; refused: with the code, by default 501; ignored: accepted, and no more',
          ),
        takes: durationSchema
          .optional()
          .describe('From the request to the end, where it is confirmed; by default none'),
        code: replyCodeSchema.optional(),
        ended: replyCodeSchema.optional().describe('The code for a job that has ended'),
      })
      .optional(),
  })
  .meta({ id: 'ScenarioReplies' });

export type ScenarioReplies = z.infer<typeof scenarioRepliesSchema>;
