import { z } from 'zod';
import { parseTemplate } from './template.js';
import { locatorSchema, parsesWith } from './vocabulary.contract.js';

const MAX_RULES = 32;
const MAX_TESTS = 16;
const MAX_WANTED = 64;
const MAX_CAPTURES = 32;

const textSchema = z.string().max(256).superRefine(parsesWith(parseTemplate));
const scalarSchema = z.union([textSchema, z.number(), z.boolean(), z.null()]);
const scalarsSchema = z.array(scalarSchema).min(1).max(MAX_WANTED).describe('Any of these');

/** What a value must be. */
const testSchema = z
  .union([
    scalarSchema,
    scalarsSchema,
    z
      .strictObject({
        exists: z.boolean().optional().describe('Whether there is a value; null counts as none'),
        not: z.union([scalarSchema, scalarsSchema]).optional().describe('None of these'),
        lt: z.number().optional().describe('A number less than this'),
        gt: z.number().optional().describe('A number greater than this'),
        changedFrom: locatorSchema.optional().describe('There is a value, and it differs from what this locator finds'),
      })
      .refine((test) => Object.keys(test).length >= 1, 'must have one of exists, not, lt, gt and changedFrom'),
  ])
  .meta({
    id: 'ProfileTest',
    description:
      'A value, or a list of which any will do. Texts are compared without regard to case, * in them stands for anything, {{locator}} for a value; 5xx is a class of codes; null is no value',
  });

export const whenSchema = z
  .record(locatorSchema, testSchema)
  .refine((when) => Object.keys(when).length >= 1, 'must have at least one test')
  .refine((when) => Object.keys(when).length <= MAX_TESTS, `must not have more than ${MAX_TESTS} tests`)
  .meta({ id: 'ProfileWhen', description: 'Locators and what their values must be; all must hold' });

/** What the reply to a poll can mean. */
export const pollVerdicts = [
  'running',
  'succeeded',
  'failed',
  'canceled',
  'paused',
  'needs_input',
  'missing',
  'lost',
  'transient',
  'reauth',
] as const;
export const pollVerdictSchema = z.enum(pollVerdicts).meta({ id: 'PollVerdict' });

/** What the reply to a start, or to a request before it, can mean. */
export const startVerdicts = ['started', 'refused', 'deferred', 'doubtful', 'reauth'] as const;

/** What the reply to a cancel, pause, resume or purge can mean. */
export const operationVerdicts = ['accepted', 'done', 'gone', 'refused', 'transient', 'reauth'] as const;

function rulesSchema<Then extends z.ZodType>(then: Then) {
  return z
    .array(z.strictObject({ when: whenSchema, then }))
    .max(MAX_RULES)
    .describe('Tried in order before what is built in; the first whose tests all hold decides');
}

export const startRulesSchema = rulesSchema(
  z
    .enum(startVerdicts)
    .describe(
      'started; refused: the job fails; deferred: surely not started, try again; doubtful: perhaps started; reauth: credentials are renewed once',
    ),
);

export const pollRulesSchema = rulesSchema(
  z.union([
    pollVerdictSchema,
    z.literal('status').describe('Read the status word, whatever the code is'),
    z.literal('follow').describe('Ask again at the Location of the reply'),
    z.strictObject({ goto: z.string().max(32).describe('Name of the phase that goes on') }),
  ]),
);

export const operationRulesSchema = rulesSchema(
  z
    .enum(operationVerdicts)
    .describe(
      'accepted: the polls will tell; done: it is so already; gone: the job had ended; refused; transient: try again; reauth',
    ),
);

export const captureSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][\w-]{0,63}$/, 'must be a name of letters, digits, "_" and "-"')
      .refine((name) => name !== '__proto__', 'must be another name'),
    locatorSchema,
  )
  .refine((capture) => Object.keys(capture).length <= MAX_CAPTURES, `must not have more than ${MAX_CAPTURES} entries`)
  .meta({
    id: 'ProfileCapture',
    description: 'Values kept from a reply, as job.<name>; what is not found leaves the value that there was',
  });

export type PollVerdictWord = z.infer<typeof pollVerdictSchema>;
export type StartVerdictWord = (typeof startVerdicts)[number];
export type OperationVerdictWord = (typeof operationVerdicts)[number];
export type TestDocument = z.infer<typeof testSchema>;
export type WhenDocument = z.infer<typeof whenSchema>;
