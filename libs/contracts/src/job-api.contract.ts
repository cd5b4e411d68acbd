import { z } from 'zod';
import { jobStateSchema, jobStates, nameSchema } from './job.contract.js';
import { storableJsonSchema } from './json.contract.js';
import { durationMs } from './profile/duration.js';
import { durationSchema, profileNameSchema } from './profile/vocabulary.contract.js';
import { inlineScenarioSchema } from './scenario.contract.js';

/** What the emulator's own routes `/api/v1/jobs`, `/api/v1/clock` and `/api/v1/reset` are asked, and answer. */

const MAX_JOBS_A_PAGE = 200;

export const namespaceSchema = z
  .string()
  .max(64, 'must not be longer than 64 characters')
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-"',
  )
  .meta({ id: 'Namespace', examples: ['default'] });

export const startJobSchema = z
  .strictObject({
    name: nameSchema.optional().describe('No other job of no dialect that lives in the namespace may have it'),
    dialect: profileNameSchema
      .optional()
      .describe('The job can be asked for in this dialect, too, as if its start had been asked there'),
    input: storableJsonSchema.optional().describe('What the start of the dialect would have been given'),
    scenario: z
      .union([profileNameSchema, inlineScenarioSchema])
      .optional()
      .describe('The name of a scenario, or one for this job; by default the one whose `for` fits best'),
  })
  .refine(({ dialect, input }) => input === undefined || dialect !== undefined, {
    message: 'must go with a dialect',
    path: ['input'],
  })
  .meta({ id: 'StartJob', examples: [{ name: 'gb4711', scenario: { queued: '3m', running: '40m' } }] });
export type StartJob = z.infer<typeof startJobSchema>;

const instantSchema = z.iso.datetime();

/** How a job stands, in more words than its state has. */
export const standings = [
  'open',
  'queued',
  'running',
  'paused',
  'canceling',
  'succeeded',
  'failed',
  'canceled',
] as const;

export const jobSummarySchema = z
  .object({
    id: z.uuid(),
    number: z.int().describe('Counted in the namespace, from 1, where it has a dialect; else over all namespaces'),
    name: z.string().nullable(),
    dialect: z.string().nullable().describe('The dialect in which it was started; null: the native API, or /api'),
    reference: z.string().describe('What its dialect calls it'),
    scenario: z.string().nullable().describe('The scenario that its life was drawn from, where that has a name'),
    state: jobStateSchema,
    standing: z.enum(standings),
    percent: z.number().min(0).max(100).nullable().describe('Null where the scenario tells nothing'),
    createdAt: instantSchema.describe("All instants are on the namespace's clock"),
    startedAt: instantSchema.nullable(),
    endedAt: instantSchema.nullable(),
    nextTransitionAt: instantSchema.nullable().describe('Null once it has ended, and while it is open or paused'),
  })
  .meta({ id: 'JobSummary' });
export type JobSummary = z.infer<typeof jobSummarySchema>;

export const jobSchema = jobSummarySchema
  .extend({
    namespace: namespaceSchema,
    progress: z
      .object({ percent: z.number(), done: z.int(), total: z.int(), message: z.string().nullable() })
      .nullable(),
    phase: z.object({ index: z.int(), name: z.string().nullable(), status: z.string().nullable() }).nullable(),
    result: z.unknown().describe('Of a job that succeeded'),
    error: z
      .object({ code: z.string(), message: z.string(), body: z.unknown() })
      .nullable()
      .describe('Of a job that failed'),
    logs: z.array(z.string()),
    counts: z
      .object({ start: z.int(), poll: z.int(), result: z.int(), cancel: z.int() })
      .describe('How often its dialect was asked: repeats of the start, its status, its result, to cancel it'),
    history: z.array(
      z.object({ sequence: z.int(), from: jobStateSchema.nullable(), to: jobStateSchema, at: instantSchema }),
    ),
    now: instantSchema.describe("What the namespace's clock showed"),
  })
  .meta({ id: 'Job' });
export type JobRepresentation = z.infer<typeof jobSchema>;

export const jobPageSchema = z
  .object({
    jobs: z.array(jobSummarySchema),
    next: z.string().optional().describe('`before` of the next page; absent where there is none'),
  })
  .meta({ id: 'JobPage' });
export type JobPage = z.infer<typeof jobPageSchema>;

const wholeNumber = (message: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: message, abort: true })
    .transform(Number);

export const jobsQuerySchema = z.strictObject({
  state: z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((list) => list.split(',').map((word) => word.trim())))
    .pipe(z.array(z.enum(jobStates, `must be of ${jobStates.join(', ')}`)))
    .optional()
    .meta({ description: `States, separated by commas, of ${jobStates.join(', ')}`, type: 'string', anyOf: undefined }),
  dialect: profileNameSchema.optional(),
  name: nameSchema.optional(),
  limit: wholeNumber(`must be a whole number from 1 to ${MAX_JOBS_A_PAGE}`)
    .refine((limit) => limit >= 1 && limit <= MAX_JOBS_A_PAGE, `must be a whole number from 1 to ${MAX_JOBS_A_PAGE}`)
    .prefault('50')
    .meta({ type: 'integer', minimum: 1, maximum: MAX_JOBS_A_PAGE, default: 50, pattern: undefined }),
  before: wholeNumber('must be `next` of the page before')
    .optional()
    .meta({ description: '`next` of the page before', type: 'string', pattern: undefined }),
});
export type JobsQuery = z.output<typeof jobsQuerySchema>;

export const cancelJobSchema = z
  .strictObject({ takes: durationSchema.optional().describe('So long it is still there; by default it ends at once') })
  .prefault({})
  .meta({ id: 'CancelJob' });
export type CancelJob = z.infer<typeof cancelJobSchema>;

export const clockSchema = z
  .object({
    namespace: namespaceSchema,
    now: instantSchema.describe('What it shows'),
    realNow: instantSchema.describe("What the database's own clock shows"),
    rate: z.number().describe('Emulated seconds in a real one, while it is not frozen'),
    isFrozen: z.boolean(),
  })
  .meta({ id: 'Clock' });
export type ClockRepresentation = z.infer<typeof clockSchema>;

export const advanceClockSchema = z
  .strictObject({
    by: durationSchema.optional(),
    to: z.iso
      .datetime({ offset: true, error: 'must be an instant such as 2026-11-21T10:00:00Z' })
      .optional()
      .describe('An instant that is still to come'),
  })
  .refine(({ by, to }) => (by === undefined) !== (to === undefined), 'must have either by or to')
  .transform(({ by, to }) => (by === undefined ? { to: Date.parse(to!) } : { ms: durationMs(by) }))
  .meta({ id: 'AdvanceClock', examples: [{ by: '3d' }] });
export type AdvanceClock = z.output<typeof advanceClockSchema>;

export const scaleClockSchema = z
  .strictObject({
    rate: z.number().min(0.001).max(1_000_000).describe('Emulated seconds in a real one; to stop it, freeze it'),
  })
  .meta({ id: 'ScaleClock', examples: [{ rate: 60 }] });
export type ScaleClock = z.infer<typeof scaleClockSchema>;

export const resetQuerySchema = z.strictObject({
  all: z
    .enum(['true', 'false'], 'must be true or false')
    .prefault('false')
    .transform((text) => text === 'true')
    .meta({
      description: 'Scenarios and dialects that were put into the namespace go, too',
      type: 'boolean',
      default: false,
      enum: undefined,
    }),
});
export type ResetQuery = z.output<typeof resetQuerySchema>;
