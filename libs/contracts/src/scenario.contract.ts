import { z } from 'zod';
import { checkStorable } from './json.contract.js';
import { jsonText } from './profile/bounded-json.js';
import { durationSchema, profileNameSchema } from './profile/vocabulary.contract.js';
import { scenarioFaultSchema } from './scenario-fault.contract.js';
import { checkPlaces } from './scenario-places.js';
import { scenarioRepliesSchema } from './scenario-replies.contract.js';
import { spanSchema } from './scenario-span.contract.js';

/*
 * A scenario is the life that an emulated job is given: how long it takes, how it ends, what it says on the way, and what
 * goes wrong. `docs/scenarios.md` is the reference. What is left out is as the settings have it, or as the API does it.
 */

const MAX_PHASES = 16;
const MAX_FAULTS = 32;
const MAX_LOGS = 256;
const MAX_TEXT_CHARACTERS = 65_536;

/** As compact JSON. The text of YAML may be as long, too. */
export const MAX_SCENARIO_CHARACTERS = 131_072;

const shareSchema = z.number().min(0).max(1);
const globSchema = z.string().min(1).max(512);

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
    messages: z
      .array(z.string().max(1024))
      .min(1)
      .max(100)
      .superRefine(checkPlaces)
      .optional()
      .describe('One after the other, in equal parts'),
  }),
]);

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
  result: z.unknown().superRefine(checkPlaces).optional().describe('What a job that succeeds brings'),
  error: z
    .strictObject({
      code: z.string().min(1).max(256).optional(),
      message: z.string().max(MAX_TEXT_CHARACTERS).optional(),
      characters: z
        .int()
        .min(1)
        .max(MAX_TEXT_CHARACTERS)
        .optional()
        .describe('The message is repeated, or cut, until it has so many'),
      body: z.unknown().optional().describe('More fields of the error, where the API has room for them'),
    })
    .superRefine(checkPlaces)
    .optional()
    .describe('Why it failed'),
  logs: z
    .array(z.string().max(4096))
    .max(MAX_LOGS)
    .superRefine(checkPlaces)
    .optional()
    .describe('One line after the other, in equal parts'),
  keptFor: durationSchema.optional().describe('So long after the end the record is there; then it is unknown'),
  resultReads: z.int().min(1).max(1000).optional().describe('So often the result can be read'),
  replies: scenarioRepliesSchema.optional(),
  faults: z.array(scenarioFaultSchema).max(MAX_FAULTS).optional(),
  callbacks: callbacksSchema.optional(),
};

const oneRunning = [
  (scenario: { running?: unknown; phases?: unknown }) =>
    scenario.running === undefined || scenario.phases === undefined,
  'must not have both running and phases',
] as const;

/** What is nested too deep to have a JSON text is told of by itself. */
const boundedSize = [
  (scenario: object) => (jsonText(scenario)?.length ?? 0) <= MAX_SCENARIO_CHARACTERS,
  `must not have more than ${MAX_SCENARIO_CHARACTERS} characters as JSON`,
] as const;

/** A scenario given with one start. */
export const inlineScenarioSchema = z
  .strictObject(scenarioFields)
  .superRefine(checkStorable)
  .refine(...oneRunning)
  .refine(...boundedSize)
  .meta({ id: 'InlineScenario' });

/** A scenario with a name. */
export const scenarioSchema = z
  .strictObject({ name: profileNameSchema, for: forSchema.optional(), ...scenarioFields })
  .superRefine(checkStorable)
  .refine(...oneRunning)
  .refine(...boundedSize)
  .meta({ id: 'Scenario' });

export type InlineScenario = z.infer<typeof inlineScenarioSchema>;
export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioCallbacks = z.infer<typeof callbacksSchema>;
