import { z } from 'zod';
import { nameSchema } from './job.contract.js';
import { checkStorable, storableJsonSchema } from './json.contract.js';
import { durationMs } from './profile/duration.js';
import { paceSchema } from './profile/phase.contract.js';
import { durationSchema, profileNameSchema } from './profile/vocabulary.contract.js';

/** What `/api/v1/monitors` is asked, but for its list. */

const MAX_LABELS = 32;
const MAX_REFERENCE_CHARACTERS = 2048;
const MAX_URL_CHARACTERS = 8192;
const SHORTEST_INTERVAL_MS = 100;

export const labelKeySchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_", "/" and "-"',
  );
export const labelValueSchema = z.string().max(256);

export const labelsSchema = z
  .record(labelKeySchema, labelValueSchema)
  .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `must not have more than ${MAX_LABELS} entries`)
  .meta({ id: 'Labels', description: 'Words of your own to find monitors by', examples: [{ team: 'books' }] });

/** A job that runs already. */
export const jobReferenceSchema = z
  .strictObject({
    jobId: z
      .union([z.string().min(1).max(MAX_REFERENCE_CHARACTERS), z.int()], {
        error: `must be a text of 1 to ${MAX_REFERENCE_CHARACTERS} characters, or a whole number`,
      })
      .optional()
      .describe('How the remote side knows it: job.id to the profile'),
    statusUrl: z.string().min(1).max(MAX_URL_CHARACTERS).optional().describe('Where its status is: job.statusUrl'),
  })
  .refine(
    ({ jobId, statusUrl }) => (jobId === undefined) !== (statusUrl === undefined),
    'must have one of jobId and statusUrl',
  )
  .superRefine(checkStorable)
  .meta({ id: 'JobReference', examples: [{ jobId: '4711' }] });
export type JobReference = z.infer<typeof jobReferenceSchema>;

const intervalSchema = durationSchema.refine(
  (text) => durationMs(text) >= SHORTEST_INTERVAL_MS,
  `must not be shorter than ${SHORTEST_INTERVAL_MS}ms`,
);

/** A monitor's own pace. Where replies say how long to wait is the profile's to know. */
export const monitorPaceSchema = paceSchema
  .omit({ hints: true })
  .extend({
    every: intervalSchema.optional().describe('From one poll to the next'),
    max: intervalSchema.optional().describe('What the interval grows to'),
    min: intervalSchema.optional().describe('No shorter wait than this, whatever the hint'),
  })
  .meta({ id: 'MonitorPace', description: "Over the profile's", examples: [{ every: '5s' }] });

export const startMonitorSchema = z
  .strictObject({
    profile: profileNameSchema,
    input: storableJsonSchema.optional().describe('What the profile reads as input; any JSON'),
    attach: jobReferenceSchema
      .optional()
      .describe('Starts nothing: watches this job. Then input is for what its polls need'),
    name: nameSchema
      .optional()
      .describe("The job's name, unique among live monitors; by default input.jobName, else the monitor's id"),
    deadline: durationSchema
      .refine((text) => durationMs(text) > 0, 'must be longer than nothing')
      .optional()
      .describe("From now; by default the profile's, else a day"),
    pace: monitorPaceSchema.optional(),
    labels: labelsSchema.superRefine(checkStorable).optional(),
    notify: z
      .never('is not taken yet: ask for the monitor with Prefer: wait instead')
      .optional()
      .describe('Not taken yet'),
  })
  .meta({
    id: 'StartMonitor',
    examples: [
      {
        profile: 'plain-202',
        input: { url: 'https://api.example.com/reports', body: { year: 2026 } },
        name: 'report-2026',
        deadline: '2h',
        labels: { team: 'books' },
      },
    ],
  });
export type StartMonitor = z.infer<typeof startMonitorSchema>;

const reasonSchema = z.string().max(1024).superRefine(checkStorable).describe('Kept with the monitor, for people');

export const reasonedSchema = z
  .strictObject({ reason: reasonSchema.optional() })
  .meta({ id: 'Reasoned', examples: [{ reason: 'maintenance of the data lake' }] });
export type Reasoned = z.infer<typeof reasonedSchema>;

export const cancelMonitorSchema = z
  .strictObject({
    reason: reasonSchema.optional(),
    detach: z
      .boolean()
      .optional()
      .describe('Ends the watching alone, at once; by default the remote job is asked to stop, where the profile can'),
  })
  .meta({ id: 'CancelMonitor', examples: [{ reason: 'not needed any more' }] });
export type CancelMonitor = z.infer<typeof cancelMonitorSchema>;

export const resolveStartSchema = z
  .strictObject({
    adopt: jobReferenceSchema.optional().describe('The start has arrived: this is the job'),
    startAgain: z.literal(true).optional().describe('It has not arrived, or a second job does no harm'),
    giveUp: z.literal(true).optional().describe('Nobody will ever know: the monitor ends as Lost'),
  })
  .refine(
    ({ adopt, startAgain, giveUp }) => [adopt, startAgain, giveUp].filter((way) => way !== undefined).length === 1,
    'must have one of adopt, startAgain and giveUp',
  )
  .meta({ id: 'ResolveStart', examples: [{ adopt: { jobId: '4711' } }] });
export type ResolveStart = z.infer<typeof resolveStartSchema>;
