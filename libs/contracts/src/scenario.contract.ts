import { z } from 'zod';
import { checkStorable } from './json.contract.js';
import { durationMs } from './profile/duration.js';
import { durationSchema, profileNameSchema } from './profile/vocabulary.contract.js';

/*
 * A scenario is the life that an emulated job is given: how long it takes, how it ends, what it says on the way, and what
 * goes wrong. `docs/scenarios.md` is the reference. What is left out is as the settings have it, or as the API does it.
 */

const MAX_PHASES = 16;
const MAX_FAULTS = 32;
const MAX_LOGS = 256;
const MAX_TEXT_CHARACTERS = 65_536;

const shareSchema = z.number().min(0).max(1);
const globSchema = z.string().min(1).max(512);

/** A span of time, fixed or drawn for each job. */
export const spanSchema = z
  .union([
    durationSchema,
    z
      .strictObject({ uniform: z.tuple([durationSchema, durationSchema]) })
      .refine(({ uniform: [least, most] }) => durationMs(least) <= durationMs(most), {
        message: 'must not begin after its end',
        path: ['uniform'],
      }),
    z.strictObject({ exponential: durationSchema.describe('The mean'), max: durationSchema.optional() }),
    z.strictObject({
      logNormal: z.strictObject({ median: durationSchema, sigma: z.number().min(0).max(5) }),
      max: durationSchema.optional(),
    }),
  ])
  .meta({ id: 'ScenarioSpan', description: 'A duration, or the distribution that it is drawn from for each job' });

const phaseSchema = z.strictObject({
  name: z.string().min(1).max(64).optional(),
  lasts: spanSchema,
  status: z.string().min(1).max(256).optional().describe("The API's own word of status meanwhile"),
});

const outcomeSchema = z
  .union([
    z.enum(['succeeded', 'failed', 'canceled']),
    z
      .strictObject({ failed: shareSchema.optional(), canceled: shareSchema.optional() })
      .refine(({ failed = 0, canceled = 0 }) => failed + canceled <= 1, 'must not be more than 1 together'),
  ])
  .describe('How jobs end; or the shares of those that fail and are canceled, the rest succeeds');

const progressSchema = z.union([
  z.literal(false).describe('Nothing is told'),
  z.strictObject({
    steps: z.int().min(1).max(1000).optional().describe('In so many steps; by default 100'),
    total: z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional().describe('Of so many pieces; by default 100'),
    messages: z.array(z.string().max(1024)).min(1).max(100).optional().describe('One after the other, in equal parts'),
  }),
]);

/** In which form a reply asks to wait: the right ones and the wrong ones. */
export const hintForms = ['seconds', 'date', 'zero', 'huge', 'negative', 'past-date', 'garbage', 'ms', 'body'] as const;

const hintSchema = z
  .union([
    durationSchema,
    z.literal('none'),
    z.strictObject({ after: durationSchema.optional(), form: z.enum(hintForms) }),
  ])
  .meta({
    id: 'ScenarioHint',
    description:
      'How long replies ask to wait, and in which form: seconds (default), date, zero, huge, negative, past-date, garbage, ms (retry-after-ms), body (where the profile reads it)',
  });

/** Where the place to ask is. */
export const locationForms = ['fixed', 'rotating', 'relative', 'downgraded', 'foreign'] as const;

const codeSchema = z.int().min(200).max(599);

const repliesSchema = z.strictObject({
  start: z
    .strictObject({
      code: codeSchema.optional(),
      repeated: z
        .enum(['first', 'conflict', 'another'])
        .optional()
        .describe('A start under a key that was used: the first job again, 409, or another job'),
    })
    .optional(),
  pending: z.strictObject({ code: codeSchema.optional() }).optional().describe('While the job lives'),
  end: z
    .strictObject({
      code: codeSchema.optional().describe('301, 302, 303, 307 and 308 lead to the result'),
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
  cancel: z
    .strictObject({
      as: z
        .enum(['confirmed', 'at-once', 'refused', 'ignored'])
        .describe('confirmed: accepted, then canceled; at-once; refused with the code; ignored: accepted, and no more'),
      takes: durationSchema.optional().describe('From the request to the end, where it is confirmed; by default none'),
      code: codeSchema.optional(),
    })
    .optional(),
});

const numbersSchema = z
  .union([
    z.int().min(1),
    z.array(z.int().min(1)).min(1).max(64),
    z.strictObject({ from: z.int().min(1).optional(), to: z.int().min(1).optional() }),
    z.strictObject({ every: z.int().min(1) }),
  ])
  .describe('The first request of its kind for this job is 1');

/** What a faulty reply is instead. */
const faultReplySchema = z
  .strictObject({
    code: codeSchema,
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.string().max(1024)).optional(),
    retryAfter: hintSchema.optional(),
    body: z.unknown().optional().describe('JSON'),
    text: z.string().max(MAX_TEXT_CHARACTERS).optional().describe('Instead of body'),
  })
  .refine(({ body, text }) => body === undefined || text === undefined, 'must not have both body and text');

const faultEffects = {
  reply: faultReplySchema.optional().describe('Another reply; nothing is done'),
  lost: z.literal(true).optional().describe('The request does its work, and the connection is reset before the reply'),
  connection: z
    .enum(['reset', 'close', 'hang'])
    .optional()
    .describe('Nothing is done: the connection is reset, closed without a reply, or held open without one'),
  body: z
    .enum(['html', 'empty', 'truncated', 'huge', 'slow', 'garbage', 'other-shape'])
    .optional()
    .describe(
      'The true reply, with another body: a page of HTML, none, half of it, 10 MB, a byte at a time, no JSON, JSON that says nothing',
    ),
  delay: spanSchema.optional().describe('The true reply, late'),
  auth: z.enum(['expired', 'revoked']).optional().describe('401: until other credentials are sent, or for good'),
  status: z.string().min(1).max(256).optional().describe('The true reply, with this word of status'),
};

export const scenarioFaultSchema = z
  .strictObject({
    on: z.enum(['start', 'poll', 'result', 'cancel', 'any']).optional().describe('Which requests; by default poll'),
    number: numbersSchema.optional(),
    during: z
      .strictObject({ from: durationSchema.optional(), to: durationSchema.optional() })
      .optional()
      .describe("The job's age"),
    probability: shareSchema.optional(),
    ...faultEffects,
  })
  .refine(
    (fault) =>
      Object.keys(faultEffects).filter((effect) => fault[effect as keyof typeof faultEffects] !== undefined).length ===
      1,
    `must have exactly one of ${Object.keys(faultEffects).join(', ')}`,
  )
  .meta({
    id: 'ScenarioFault',
    description:
      'Something that goes wrong. Without number, during and probability it does always. All that hold combine',
  });

const callbacksSchema = z.strictObject({
  delay: spanSchema.optional(),
  repeat: z.int().min(0).max(100).optional().describe('Each is sent so many times more'),
  lost: shareSchema.optional().describe('The share that is never sent'),
  shuffled: z.boolean().optional().describe('The end before the beginning'),
  forged: z.boolean().optional().describe('With a wrong signature'),
});

const forSchema = z
  .strictObject({
    dialect: globSchema.optional().describe('Name of a dialect, or seed for the routes of /api; * stands for anything'),
    route: globSchema.optional().describe('Path of the start request, behind the name of the dialect'),
    name: globSchema.optional().describe("The job's name"),
  })
  .describe('Which starts get it, where they do not ask for another; of several the one that says the most');

const scenarioFields = {
  description: z.string().max(1024).optional(),
  seed: z
    .union([z.int(), z.string().max(128)])
    .optional()
    .describe('The same seed gives the same lives'),
  queued: spanSchema.optional().describe('By default as the settings say'),
  running: spanSchema.optional().describe('By default as the settings say'),
  phases: z.array(phaseSchema).min(1).max(MAX_PHASES).optional().describe('Instead of running'),
  outcome: outcomeSchema.optional(),
  failsAt: z
    .union([z.number().min(0).max(100), z.string().regex(/^(100|\d{1,2})(\.\d+)?%$/, 'must be a share such as 80%')])
    .optional()
    .describe('So far a job that does not succeed comes, in percent of its running time; by default 100'),
  progress: progressSchema.optional(),
  result: z.unknown().optional().describe('What a job that succeeds brings'),
  error: z
    .strictObject({
      code: z.string().min(1).max(256).optional(),
      message: z.string().max(MAX_TEXT_CHARACTERS).optional(),
      body: z.unknown().optional(),
    })
    .optional()
    .describe('Why it failed'),
  logs: z.array(z.string().max(4096)).max(MAX_LOGS).optional().describe('One line after the other, in equal parts'),
  keptFor: durationSchema.optional().describe('So long after the end the record is there; then it is unknown'),
  resultReads: z.int().min(1).max(1000).optional().describe('So often the result can be read'),
  replies: repliesSchema.optional(),
  faults: z.array(scenarioFaultSchema).max(MAX_FAULTS).optional(),
  callbacks: callbacksSchema.optional(),
};

const oneRunning = [
  (scenario: { running?: unknown; phases?: unknown }) =>
    scenario.running === undefined || scenario.phases === undefined,
  'must not have both running and phases',
] as const;

/** A scenario given with one start. */
export const inlineScenarioSchema = z
  .strictObject(scenarioFields)
  .superRefine(checkStorable)
  .refine(...oneRunning)
  .meta({ id: 'InlineScenario' });

/** A scenario with a name. */
export const scenarioSchema = z
  .strictObject({ name: profileNameSchema, for: forSchema.optional(), ...scenarioFields })
  .superRefine(checkStorable)
  .refine(...oneRunning)
  .meta({ id: 'Scenario' });

export type Span = z.infer<typeof spanSchema>;
export type Hint = z.infer<typeof hintSchema>;
export type HintForm = (typeof hintForms)[number];
export type LocationForm = (typeof locationForms)[number];
export type ScenarioFault = z.infer<typeof scenarioFaultSchema>;
export type ScenarioReplies = z.infer<typeof repliesSchema>;
export type InlineScenario = z.infer<typeof inlineScenarioSchema>;
export type Scenario = z.infer<typeof scenarioSchema>;
