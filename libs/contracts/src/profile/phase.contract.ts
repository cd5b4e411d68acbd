import { z } from 'zod';
import { requestSchema } from './request.contract.js';
import { captureSchema, pollRulesSchema } from './rules.contract.js';
import { durationSchema, locatorSchema } from './vocabulary.contract.js';

const MAX_WORDS = 64;
const MAX_STATUS_PARTS = 4;
const MAX_HINTS = 8;

const wordsSchema = z.array(z.string().min(1).max(256)).max(MAX_WORDS);

const statusesSchema = z
  .strictObject({
    running: wordsSchema.optional(),
    succeeded: wordsSchema.optional(),
    failed: wordsSchema.optional(),
    canceled: wordsSchema.optional(),
    paused: wordsSchema.optional(),
    needs_input: wordsSchema.optional(),
  })
  .meta({
    id: 'ProfileStatuses',
    description:
      'Which words mean what, without regard to case; * stands for anything, the most specific entry wins, cancelled is canceled',
  });

export const paceSchema = z
  .strictObject({
    first: durationSchema.optional().describe('From the start reply to the first poll; by default none'),
    every: durationSchema.optional().describe('From one poll to the next; by default MONITOR_POLLINGINTERVAL_SEC'),
    factor: z.number().min(1).max(10).optional().describe('The interval grows by it from poll to poll; by default 1'),
    max: durationSchema.optional().describe('What the interval grows to; by default 10 times every'),
    min: durationSchema.optional().describe('No shorter wait than this, whatever the hint; by default 100ms'),
    jitter: z.number().min(0).max(1).optional().describe('Each wait is longer by up to this share of it; by default 0'),
    hints: z
      .array(locatorSchema)
      .max(MAX_HINTS)
      .optional()
      .describe(
        'Where replies say how long to wait: pipe into wait (Retry-After), seconds, ms or until. By default retry-after-ms, then Retry-After',
      ),
    longestHint: durationSchema.optional().describe('A longer hint counts as this; by default 365d'),
  })
  .meta({ id: 'ProfilePace' });

export const phaseSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a name of small letters, digits and "-"')
      .optional(),
    request: requestSchema.optional().describe('By default GET {{job.statusUrl}}'),
    status: z
      .union([locatorSchema, z.array(locatorSchema).min(1).max(MAX_STATUS_PARTS)])
      .optional()
      .describe('Where the status word is; several are joined by "/". Without it the code is the status'),
    statuses: statusesSchema.optional(),
    unknown: z
      .enum(['hold', 'running', 'failed'])
      .optional()
      .describe(
        'A word that statuses does not know: hold (default) goes on and shows it, running goes on, failed ends',
      ),
    rules: pollRulesSchema.optional(),
    capture: captureSchema
      .optional()
      .describe('statusUrl by default from Location, while the job runs: the place to ask may move'),
    pace: paceSchema.optional().describe("This phase's own pace"),
    keptFor: durationSchema
      .optional()
      .describe(
        "How long the remote side keeps this phase's record after its end: no wait is longer than half of that",
      ),
    missing: z
      .strictObject({
        grace: durationSchema
          .optional()
          .describe('So long after the start a 404 is no news, as long as no status was seen; by default 60s'),
        limit: z
          .int()
          .min(1)
          .max(1000)
          .optional()
          .describe('So many in a row mean that the record is gone; by default 3'),
      })
      .optional(),
    failing: z
      .strictObject({
        for: durationSchema.optional().describe('Polls may fail in a row for so long; by default until the deadline'),
        limit: z.int().min(1).max(1_000_000).optional().describe('So many polls may fail in a row'),
      })
      .optional()
      .describe('The budget of polls that fail. When it is spent the monitor gives up as TimedOut'),
  })
  .meta({ id: 'ProfilePhase' });

export type ProfilePace = z.infer<typeof paceSchema>;
export type PhaseDocument = z.infer<typeof phaseSchema>;
export type StatusesDocument = z.infer<typeof statusesSchema>;
