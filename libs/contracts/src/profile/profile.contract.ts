import { z } from 'zod';
import { checkStorable } from '../json.contract.js';
import { DURATION_PATTERN } from './duration.js';
import { LocatorError, MAX_LOCATOR_CHARACTERS, parseLocator } from './locator.js';
import { MAX_TEMPLATE_CHARACTERS, parseTemplate } from './template.js';

/*
 * The profile language: how one asynchronous HTTP API is spoken, as data. Few concepts combine: a locator says where a
 * value is, a template where it goes, a rule what a reply means. `docs/profiles.md` is the reference.
 */

const MAX_RULES = 32;
const MAX_PHASES = 8;
const MAX_STEPS = 8;
const MAX_WORDS = 64;
const MAX_CAPTURES = 32;
const MAX_TESTS = 16;
const MAX_HEADERS = 32;
export const MAX_PROFILE_CHARACTERS = 65_536;

export const profileNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-"',
  )
  .meta({ id: 'ProfileName', examples: ['plain-202'] });

/** Says of a text why it does not parse, with what is allowed. */
function parsesWith(parse: (text: string) => unknown) {
  return (text: string, context: z.RefinementCtx): void => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof LocatorError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  };
}

export const durationSchema = z
  .string()
  .regex(DURATION_PATTERN, 'must be a duration such as 250ms, 20s, 1.5m, 24h or 7d')
  .meta({ id: 'Duration', examples: ['20s'] });

export const locatorSchema = z
  .string()
  .min(1)
  .max(MAX_LOCATOR_CHARACTERS)
  .superRefine(parsesWith(parseLocator))
  .meta({ id: 'Locator', description: 'Where a value is', examples: ['body.status', 'header.Location | resolve'] });

export const templateSchema = z
  .string()
  .max(MAX_TEMPLATE_CHARACTERS)
  .superRefine(parsesWith(parseTemplate))
  .meta({ id: 'Template', description: 'Text with places: {{locator}}', examples: ['/jobs/{{job.id}}'] });

const wordSchema = z.string().min(1).max(256);

/** Method of a request that a profile sends. */
export const requestMethodSchema = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

const fieldsSchema = z
  .record(z.string().min(1).max(256), templateSchema.nullable())
  .refine((fields) => Object.keys(fields).length <= MAX_HEADERS, `must not have more than ${MAX_HEADERS} entries`);

/** Any JSON, whose strings are templates. */
const bodyTemplateSchema = z.unknown().superRefine((body, context) => {
  const open: { value: unknown; path: PropertyKey[] }[] = [{ value: body, path: [] }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value, path } = place;
    if (typeof value === 'string') {
      const error = templateSchema.safeParse(value).error;
      if (error !== undefined) context.addIssue({ code: 'custom', message: error.issues[0]!.message, path });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) open.push({ value: child, path: [...path, key] });
    }
  }
});

export const requestSchema = z
  .strictObject({
    method: requestMethodSchema.optional().describe('By default POST in start and operations, GET elsewhere'),
    url: templateSchema.describe(
      'Absolute, or relative to baseUrl. Places are percent-encoded; one that stands first is taken as the URL that it is',
    ),
    headers: fieldsSchema.optional().describe('A header whose place has no value, or that is null, is left out'),
    query: fieldsSchema.optional().describe('Added to the query of the URL, percent-encoded; likewise left out'),
    body: bodyTemplateSchema
      .optional()
      .describe(
        'JSON. A string that is one place becomes the value itself; a field whose place has no value is left out; the key "..." spreads an object',
      ),
    form: fieldsSchema.optional().describe('Instead of body: application/x-www-form-urlencoded'),
    text: templateSchema.optional().describe('Instead of body: text as it is, with the Content-Type from headers'),
    timeout: durationSchema.optional().describe('By default MONITOR_REQUEST_TIMEOUT_SEC'),
  })
  .refine(
    ({ body, form, text }) => [body, form, text].filter((part) => part !== undefined).length <= 1,
    'must not have more than one of body, form and text',
  )
  .meta({ id: 'ProfileRequest' });

const scalarSchema = z.union([z.string().max(256), z.number(), z.boolean(), z.null()]);

/** What a value must be. Texts are compared without regard to case; `*` in them stands for anything; 5xx for a class of codes. */
const testSchema = z
  .union([
    scalarSchema,
    z.array(scalarSchema).min(1).max(MAX_WORDS).describe('Any of these'),
    z.strictObject({
      exists: z.boolean().optional().describe('Whether there is a value; null counts as none'),
      not: z
        .union([scalarSchema, z.array(scalarSchema).min(1).max(MAX_WORDS)])
        .optional()
        .describe('None of these'),
      lt: z.number().optional(),
      gt: z.number().optional(),
      changedFrom: locatorSchema.optional().describe('There is a value, and it differs from what this locator finds'),
    }),
  ])
  .meta({ id: 'ProfileTest' });

const whenSchema = z
  .record(locatorSchema, testSchema)
  .refine((when) => Object.keys(when).length >= 1, 'must have at least one test')
  .refine((when) => Object.keys(when).length <= MAX_TESTS, `must not have more than ${MAX_TESTS} tests`)
  .describe('Locators and what their values must be; all must hold');

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
export type PollVerdictWord = z.infer<typeof pollVerdictSchema>;

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

const startRulesSchema = rulesSchema(
  z
    .enum(startVerdicts)
    .describe(
      'started; refused: the job fails; deferred: surely not started, try again; doubtful: perhaps started; reauth: credentials are renewed once',
    ),
);

const captureSchema = z
  .record(z.string().regex(/^[A-Za-z_][\w-]{0,63}$/, 'must be a name of letters, digits, "_" and "-"'), locatorSchema)
  .refine((capture) => Object.keys(capture).length <= MAX_CAPTURES, `must not have more than ${MAX_CAPTURES} entries`)
  .describe('Values kept from a reply, as job.<name>; what is not found leaves the value that there was');

const stepSchema = z.strictObject({
  request: requestSchema,
  rules: startRulesSchema.optional(),
  capture: captureSchema.optional(),
});

const startSchema = stepSchema
  .extend({
    capture: captureSchema
      .optional()
      .describe(
        'By default statusUrl, from Operation-Location, Azure-AsyncOperation, Location or Content-Location. `id` is shown as the id of the job',
      ),
    safeToRepeat: z
      .boolean()
      .optional()
      .describe('The API answers a start repeated under the same key with the first job; by default false'),
    evaluate: z
      .boolean()
      .optional()
      .describe(
        'The start reply is read as a poll reply, too: a job may have ended at once. By default only where it tells nothing to poll',
      ),
    find: z
      .strictObject({
        request: requestSchema,
        items: locatorSchema.optional().describe('The list to search; by default the reply itself'),
        match: whenSchema.optional().describe('Tests of one entry, by item.<path>'),
        capture: captureSchema.describe('By item.<path>'),
      })
      .optional()
      .describe('Finds a job whose start reply was lost, or names no job'),
  })
  .describe('Starts the job');

const statusesSchema = z
  .strictObject({
    running: z.array(wordSchema).max(MAX_WORDS).optional(),
    succeeded: z.array(wordSchema).max(MAX_WORDS).optional(),
    failed: z.array(wordSchema).max(MAX_WORDS).optional(),
    canceled: z.array(wordSchema).max(MAX_WORDS).optional(),
    paused: z.array(wordSchema).max(MAX_WORDS).optional(),
    needs_input: z.array(wordSchema).max(MAX_WORDS).optional(),
  })
  .describe(
    'Which words mean what, without regard to case; * stands for anything, the most specific entry wins, cancelled is canceled',
  );

const paceSchema = z.strictObject({
  first: durationSchema.optional().describe('From the start reply to the first poll; by default none'),
  every: durationSchema.optional().describe('From one poll to the next; by default MONITOR_POLLINGINTERVAL_SEC'),
  factor: z.number().min(1).max(10).optional().describe('The interval grows by it from poll to poll; by default 1'),
  max: durationSchema.optional().describe('What the interval grows to; by default 10 times every'),
  min: durationSchema.optional().describe('No shorter wait than this, whatever the hint; by default 100ms'),
  jitter: z.number().min(0).max(1).optional().describe('Each wait is longer by up to this share of it; by default 0'),
  hints: z
    .array(locatorSchema)
    .max(8)
    .optional()
    .describe(
      'Where replies say how long to wait: pipe into wait (Retry-After), seconds, ms or until. By default retry-after-ms, then Retry-After',
    ),
  longestHint: durationSchema.optional().describe('A longer hint counts as this; by default 365d'),
});

const phaseSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a name of small letters, digits and "-"')
    .optional(),
  request: requestSchema.optional().describe('By default GET {{job.statusUrl}}'),
  status: z
    .union([locatorSchema, z.array(locatorSchema).min(1).max(4)])
    .optional()
    .describe('Where the status word is; several are joined by "/". Without it the code is the status'),
  statuses: statusesSchema.optional(),
  unknown: z
    .enum(['hold', 'running', 'failed'])
    .optional()
    .describe('A word that statuses does not know: hold (default) goes on and shows it, running goes on, failed ends'),
  rules: rulesSchema(
    z.union([
      pollVerdictSchema,
      z.literal('status').describe('Read the status word, whatever the code is'),
      z.literal('follow').describe('Ask again at the Location of the reply'),
      z.strictObject({ goto: z.string().describe('Name of the phase that goes on') }),
    ]),
  ).optional(),
  capture: captureSchema
    .optional()
    .describe('By default statusUrl from Location, while the job runs: the place to ask may move'),
  pace: paceSchema.optional().describe("This phase's own pace"),
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
});

const operationSchema = z.strictObject({
  request: requestSchema,
  rules: rulesSchema(
    z
      .enum(operationVerdicts)
      .describe(
        'accepted: the polls will tell; done: it is so already; gone: the job had ended; refused; transient: try again; reauth',
      ),
  ).optional(),
});

const resultSchema = z.strictObject({
  request: requestSchema
    .optional()
    .describe(
      'Fetches the result once the job succeeded. It may use the last poll reply; if a place of its URL has no value nothing is fetched',
    ),
  value: locatorSchema
    .optional()
    .describe('The result within the reply; by default body, or text where it is not JSON'),
  next: locatorSchema.optional().describe('URL of the next page'),
  keep: z
    .enum(['inline', 'reference', 'none'])
    .optional()
    .describe('inline (default): the result itself, where it fits; reference: its URL alone'),
  maxBytes: z.int().min(0).max(1_048_576).optional().describe('What fits inline; by default 262144'),
  keptFor: durationSchema
    .optional()
    .describe('How long the remote side keeps it after the end: no wait between polls is longer than half of that'),
});

const secretNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-"',
  )
  .meta({ id: 'SecretName', examples: ['openai'] });

const originSchema = z
  .string()
  .regex(/^https?:\/\/[^/?#@\s]+$/i, 'must be an origin such as https://api.example.com')
  .meta({ id: 'Origin' });

const authCommon = {
  secret: secretNameSchema.describe('Name of the secret that has the values'),
  origins: z
    .array(originSchema)
    .max(16)
    .optional()
    .describe("Where the credentials may be sent; by default baseUrl's origin. Nowhere else, ever"),
};

export const authSchema = z
  .discriminatedUnion('scheme', [
    z.strictObject({
      scheme: z.literal('api-key'),
      in: z.enum(['header', 'query']),
      name: z
        .string()
        .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, 'must be the name of a header or a query parameter'),
      prefix: z.string().max(64).optional().describe('Stands before the key: "Token "'),
      ...authCommon,
    }),
    z.strictObject({ scheme: z.literal('basic'), ...authCommon }),
    z.strictObject({ scheme: z.literal('bearer'), ...authCommon }),
    z.strictObject({
      scheme: z.literal('oauth2').describe('Client credentials (RFC 6749, section 4.4)'),
      tokenUrl: z
        .string()
        .max(2048)
        .regex(/^https?:\/\//i, 'must be an http or https URL'),
      scope: z.string().max(1024).optional(),
      audience: z.string().max(1024).optional(),
      ...authCommon,
    }),
    z.strictObject({
      scheme: z.literal('sigv4').describe('AWS Signature Version 4'),
      service: z.string().min(1).max(64),
      region: z.string().min(1).max(64),
      ...authCommon,
    }),
  ])
  .meta({ id: 'ProfileAuth' });

const callbackSchema = z
  .strictObject({
    verify: z
      .discriminatedUnion('scheme', [
        z.strictObject({ scheme: z.literal('url').describe('Whoever knows the unguessable URL') }),
        z.strictObject({ scheme: z.literal('standard-webhooks'), secret: secretNameSchema }),
        z.strictObject({
          scheme: z.literal('hmac'),
          secret: secretNameSchema,
          header: z.string().min(1).max(128),
          algorithm: z.enum(['sha1', 'sha256', 'sha512']),
          encoding: z.enum(['hex', 'base64']),
          prefix: z.string().max(64).optional(),
        }),
        z.strictObject({ scheme: z.literal('token'), secret: secretNameSchema, header: z.string().min(1).max(128) }),
      ])
      .optional()
      .describe('How a callback proves where it comes from, beside the URL; by default url alone'),
  })
  .describe('The API calls back at {{callback.url}}, and each callback polls at once');

/** How one asynchronous HTTP API is spoken: data, never code. */
export const profileSchema = z
  .strictObject({
    name: profileNameSchema,
    title: z.string().max(256).optional(),
    docs: z.string().max(2048).optional().describe("Where the API's own document is"),
    example: z.unknown().optional().describe('An input to start from'),
    baseUrl: z
      .string()
      .max(2048)
      .regex(/^https?:\/\/[^?#\s]+$/i, 'must be an http or https URL without query and fragment')
      .optional()
      .describe('What relative URLs are appended to'),
    headers: fieldsSchema.optional().describe('Sent with every request'),
    auth: authSchema.optional(),
    before: z
      .array(stepSchema)
      .max(MAX_STEPS)
      .optional()
      .describe('Requests before the start, such as an upload; after a crash they are sent again from the first'),
    start: startSchema,
    poll: z
      .union([phaseSchema, z.array(phaseSchema).min(1).max(MAX_PHASES)])
      .optional()
      .describe('One phase, or several in turn'),
    pace: paceSchema.optional(),
    progress: z
      .strictObject({
        percent: locatorSchema.optional().describe('0 to 100'),
        done: locatorSchema.optional(),
        total: locatorSchema.optional(),
        message: locatorSchema.optional(),
      })
      .optional(),
    error: z
      .strictObject({
        code: locatorSchema.optional(),
        message: locatorSchema.optional(),
        detail: locatorSchema.optional(),
      })
      .optional()
      .describe("The remote's own error, where it says one"),
    result: resultSchema.optional(),
    cancel: operationSchema.optional(),
    pause: operationSchema.optional(),
    resume: operationSchema.optional(),
    purge: operationSchema.optional(),
    callback: callbackSchema.optional(),
    budget: z
      .strictObject({
        perSecond: z.number().min(0.001).max(100_000).optional(),
        concurrent: z.int().min(1).max(10_000).optional(),
      })
      .optional()
      .describe(
        'Polls of one host by all monitors and all replicas together; of several profiles the strictest counts',
      ),
    deadline: durationSchema.optional().describe('By default MONITOR_DURATION_MIN'),
    onDeadline: z.enum(['abandon', 'cancel']).optional().describe('What becomes of the job; by default abandon'),
    redact: z
      .array(z.string().min(1).max(256))
      .max(64)
      .optional()
      .describe(
        'Headers, query parameters and body fields by name, beside the usual ones, that are never shown or kept',
      ),
  })
  .superRefine(checkStorable)
  .refine(
    (profile) => JSON.stringify(profile).length <= MAX_PROFILE_CHARACTERS,
    `must not be larger than ${MAX_PROFILE_CHARACTERS} characters`,
  )
  .meta({ id: 'Profile' });

export type Profile = z.infer<typeof profileSchema>;
export type TestDocument = z.infer<typeof testSchema>;
export type WhenDocument = z.infer<typeof whenSchema>;
export type StatusesDocument = z.infer<typeof statusesSchema>;
export type StepDocument = z.infer<typeof stepSchema>;
export type StartDocument = z.infer<typeof startSchema>;
export type FindDocument = NonNullable<StartDocument['find']>;
export type ResultDocument = z.infer<typeof resultSchema>;
export type ErrorDocument = NonNullable<Profile['error']>;
export type ProgressDocument = NonNullable<Profile['progress']>;
export type StartVerdictWord = (typeof startVerdicts)[number];
export type OperationVerdictWord = (typeof operationVerdicts)[number];
export type ProfileAuth = z.infer<typeof authSchema>;
export type ProfilePace = z.infer<typeof paceSchema>;
export type PhaseDocument = z.infer<typeof phaseSchema>;
export type RequestDocument = z.infer<typeof requestSchema>;
export type OperationDocument = z.infer<typeof operationSchema>;
