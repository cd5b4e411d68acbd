import { z } from 'zod';
import { operationKinds } from '../profile/operation-kinds.js';
import { requestMethodSchema } from '../profile/request.contract.js';
import { locatorSchema, templateSchema, urlTemplateSchema } from '../profile/vocabulary.contract.js';
import { callbackEvents } from './callback-event.js';
import { errorKinds } from './error-kinds.js';

/*
 * What a dialect needs beyond its profile: `dialects/<name>.yaml`. Its templates are those of profiles, with other things
 * at hand: `body`, `header`, `text` and `url` are those of the request that is answered, `input`, `key` and `name` what
 * the start was given, and `job` what there is to tell:
 * - id (as the API shows it), uuid, number, name, every name of `references`, and base (the dialect's URL);
 * - state, phase, status, percent, done, total, message, result, error (code, message), logs (a list), log (a text);
 * - createdAt, startedAt, endedAt, now (ISO 8601), the same in createdSec and createdMs (since 1970), tookSec and tookMs;
 * - request (body, text and headers of the start).
 * A place without a value leaves its field out; null stays.
 */

const codeSchema = z.int().min(200).max(599);
const jsonTemplateSchema = z.unknown();
const headersSchema = z.record(z.string(), templateSchema);

/** What is added to what the profile makes the dialect say. */
const additionSchema = z.strictObject({
  like: z
    .literal('poll')
    .optional()
    .describe('The body begins as that of a poll: of starts, operations and other routes'),
  code: codeSchema.optional(),
  headers: headersSchema.optional(),
  body: jsonTemplateSchema.optional().describe('JSON, laid under what the profile writes'),
  text: templateSchema.optional().describe('Instead of JSON'),
});

/** The API's own words for how a job stands, where the profile's lists leave a choice. */
const wordsSchema = z.partialRecord(
  z.enum(['open', 'queued', 'running', 'paused', 'canceling', 'succeeded', 'failed', 'canceled']),
  z.string(),
);

const pollAdditionSchema = additionSchema.extend({
  words: wordsSchema.optional(),
  /** More for one standing alone. */
  when: z
    .partialRecord(
      z.enum(['open', 'queued', 'running', 'paused', 'canceling', 'succeeded', 'failed', 'canceled']),
      additionSchema,
    )
    .optional(),
});

export const supplementSchema = z.strictObject({
  /** What the API's names for a job look like: `{ id: 'batch_{{job.number}}' }`; others may use `{{job.id}}`. */
  references: z.record(z.string(), templateSchema).optional(),
  /** Whether a client-chosen name of a job is taken as long as its record is there (`kept`), or while it lives. */
  taken: z.enum(['live', 'kept', 'never']).optional(),
  /**
   * What a start under a used key gets: the first job, 409, or another job. By default the first where the profile is
   * safeToRepeat or the request has an Idempotency-Key, told as the profile reads a repeat.
   */
  repeated: z.enum(['first', 'conflict', 'another']).optional(),
  /** How many pieces the work of a job has, where its scenario does not say. */
  total: z.union([templateSchema, z.int().positive()]).optional(),
  before: z.array(additionSchema).optional(),
  start: additionSchema.optional(),
  poll: z.union([pollAdditionSchema, z.array(pollAdditionSchema)]).optional(),
  find: additionSchema
    .extend({
      item: jsonTemplateSchema
        .optional()
        .describe('By default job.polled: the body of a poll; job.found is how many there are'),
    })
    .optional(),
  result: additionSchema
    .extend({
      anytime: z
        .boolean()
        .optional()
        .describe('It can be asked for before a job has succeeded, and then holds nothing'),
    })
    .optional(),
  cancel: additionSchema.optional(),
  pause: additionSchema.optional(),
  resume: additionSchema.optional(),
  purge: additionSchema.optional(),
  /** What a job takes after its end as well, and then changes nothing. */
  idempotent: z.array(z.enum(operationKinds)).optional(),
  /**
   * How the API says what is wrong with a request: `job.error` has code, message and status. What it has no words for is
   * told as `other`.
   */
  errors: z.partialRecord(z.enum(errorKinds), additionSchema).optional(),
  callback: z
    .strictObject({
      on: z.array(z.enum(callbackEvents)).optional(),
      asked: templateSchema
        .optional()
        .describe('Where a start lists the events that it wants, in the words of the API'),
      words: z
        .partialRecord(z.enum(callbackEvents), z.array(z.string()))
        .optional()
        .describe('What the API calls the events; needed for asked'),
      headers: headersSchema.optional(),
      body: jsonTemplateSchema.optional().describe('By default what a poll would answer'),
    })
    .optional(),
  /** Routes that a poller has no use for, and a client of the API has. */
  routes: z
    .array(
      z.strictObject({
        method: requestMethodSchema,
        url: urlTemplateSchema,
        /** What tells the request from others of its method and path. */
        headers: headersSchema.optional(),
        body: jsonTemplateSchema.optional().describe('As of a request of a profile'),
        /** The jobs whose start had the input that the request binds, the newest first, at that place of the reply. */
        lists: z
          .strictObject({
            items: locatorSchema,
            item: jsonTemplateSchema.optional().describe('By default job.polled: the body of a poll'),
          })
          .optional(),
        /** Whether it is about a job: then it is answered 404 where there is none. */
        ofJob: z.boolean().optional(),
        /** What it does to the job; of a start the input is the body, with what the URL binds. */
        does: z.enum(['start', 'cancel', 'pause', 'resume', 'purge', 'poll']).optional(),
        reply: additionSchema,
      }),
    )
    .optional(),
  /** What the dialect plays and what it does not, one sentence each, for the page of limits. */
  plays: z.array(z.string()).optional(),
  leavesOut: z.array(z.string()).optional(),
});

export type Supplement = z.infer<typeof supplementSchema>;
export type Addition = z.infer<typeof additionSchema>;
