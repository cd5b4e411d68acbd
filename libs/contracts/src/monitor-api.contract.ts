import { z } from 'zod';
import { monitorEventTypeSchema } from './event.contract.js';
import { monitorStateSchema, outcomeSchema, remoteErrorSchema } from './monitor.contract.js';
import { labelsSchema, monitorPaceSchema } from './monitor-requests.contract.js';

/** What `/api/v1/monitors` answers. Absent facts are null, never left out. */

const instant = z.iso.datetime();

/** What the last good poll meant. */
export const seenVerdictSchema = z
  .enum(['running', 'paused', 'needs_input', 'unknown', 'succeeded', 'failed', 'canceled'])
  .meta({ id: 'SeenVerdict', description: 'unknown: a status word that the profile does not know, held as running' });

const progressSchema = z
  .object({
    percent: z.number().min(0).max(100).optional(),
    done: z.number().optional(),
    total: z.number().optional(),
    message: z.string().optional(),
  })
  .meta({ id: 'Progress' });

const statusFields = {
  word: z.string().nullable().describe("The remote side's own word"),
  verdict: seenVerdictSchema.nullable(),
  progress: progressSchema.nullable(),
};

export const monitorSummarySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    profile: z.string(),
    profileVersion: z.int().describe('The version that it runs on, to its end'),
    state: monitorStateSchema,
    outcome: outcomeSchema.nullable().describe('null while it lives'),
    labels: labelsSchema,
    jobId: z.string().nullable().describe('How the remote side knows the job; null until it is known'),
    status: z.object(statusFields).nullable().describe('As of the last good poll; null before there was one'),
    error: remoteErrorSchema
      .nullable()
      .describe('Why it did not succeed; in StartUnknown, why nobody knows whether the start arrived'),
    createdAt: instant,
    updatedAt: instant.describe('When it was written last; a poll that brings nothing new writes nothing'),
    endedAt: instant.nullable(),
    deadlineAt: instant,
    links: z.object({ self: z.url() }),
  })
  .meta({ id: 'MonitorSummary' });
export type MonitorSummary = z.infer<typeof monitorSummarySchema>;

export const monitorPageSchema = z
  .object({
    monitors: z.array(monitorSummarySchema),
    next: z.string().optional().describe('Send it as `cursor` to get the next page; absent on the last'),
  })
  .meta({ id: 'MonitorPage' });
export type MonitorPage = z.infer<typeof monitorPageSchema>;

export const monitorResultSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('inline'), value: z.unknown() }).describe('The result itself'),
    z
      .object({ kind: z.literal('reference'), url: z.string(), reason: z.string().optional() })
      .describe('Where it is, and why it is not here'),
    z.object({ kind: z.literal('missed'), error: remoteErrorSchema }).describe('Why it could not be had'),
  ])
  .meta({ id: 'MonitorResult' });

const linksSchema = z
  .object({
    self: z.url(),
    events: z.url(),
    exchanges: z.url(),
    cancel: z.url().optional(),
    suspend: z.url().optional(),
    resume: z.url().optional(),
    pollNow: z.url().optional(),
    resolve: z.url().optional(),
    restart: z.url().optional(),
  })
  .describe('What can be read of it, and asked of it as it stands');

export const monitorSchema = monitorSummarySchema
  .extend({
    version: z.int().describe('Raised by every change; the ETag'),
    input: z.unknown().describe('What was asked for; null where nothing was'),
    job: z
      .object({
        id: z.string().nullable(),
        statusUrl: z.string().nullable(),
        captured: z.record(z.string(), z.unknown()).describe('All that was kept of its replies'),
      })
      .nullable()
      .describe('null until it is known; secrets are hidden'),
    status: z
      .object({ ...statusFields, value: z.unknown().describe('The status as it came; secrets are hidden') })
      .nullable(),
    result: monitorResultSchema.nullable(),
    trouble: z
      .object({ since: instant, count: z.int(), error: remoteErrorSchema })
      .nullable()
      .describe("A streak of requests that failed: the network's or the remote side's trouble, not the job's failure"),
    requested: z
      .enum(['cancel', 'suspend'])
      .nullable()
      .describe('Asked for while the start is under way; takes effect when it has resolved'),
    operation: z
      .object({
        kind: z.enum(['cancel', 'pause', 'resume']),
        attempts: z.int(),
        nextAt: instant.nullable().describe('null: the remote side has taken it'),
      })
      .nullable()
      .describe('What is being asked of the remote job'),
    operationError: remoteErrorSchema.nullable().describe('Why the remote side refused what was asked of it last'),
    reason: z.string().nullable().describe('Why it was suspended, resumed or canceled, in the words of who did it'),
    polls: z.int().describe('Polls sent, as of the last write'),
    lastPollAt: instant.nullable().describe('The last poll that brought news'),
    nextPollAt: instant.nullable().describe('When the next request was due, as of the last write'),
    pace: monitorPaceSchema.nullable().describe("Its own; null: the profile's"),
    retryAfterMs: z.number().nullable().describe('The wait that the remote side asked for last'),
    startedAt: instant.nullable().describe('When the start was answered; null where it watches a job that ran already'),
    links: linksSchema,
  })
  .meta({ id: 'Monitor' });
export type MonitorRepresentation = z.infer<typeof monitorSchema>;

export const monitorEventSchema = z
  .object({
    sequence: z.int().describe('Counts from 1, without gaps'),
    type: monitorEventTypeSchema,
    at: instant,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'MonitorEvent' });

export const eventPageSchema = z
  .object({
    events: z.array(monitorEventSchema),
    next: z.int().optional().describe('Send it as `after` to get the next page; absent on the last'),
  })
  .meta({ id: 'MonitorEventPage' });
export type EventPage = z.infer<typeof eventPageSchema>;

export const exchangesSchema = z
  .object({
    exchanges: z.array(
      z.object({
        exchange: z.int().describe('1 is the newest: the number that profiles/{name}/classify takes'),
        at: instant,
        step: z.string().describe('What the request was for: before, start, find, poll, cancel, pause, resume, result'),
        phase: z.string().nullable(),
        request: z.record(z.string(), z.unknown()),
        reply: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
  })
  .meta({ id: 'MonitorExchanges' });
export type Exchanges = z.infer<typeof exchangesSchema>;
