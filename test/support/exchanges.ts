import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { pollVerdicts } from '@app/contracts';

/*
 * test/profiles/<name>.exchanges.yaml: what passes between Longwatch and one API, in the API's own shape but made up
 * after its document, and how each reply must be read. In the order of a job's life: what one reply captures is there
 * for the next request.
 */

const errorSchema = z
  .strictObject({ code: z.string().optional(), message: z.string().optional() })
  .describe("The remote's own words; only what is written is compared");

const capturedSchema = z.record(z.string(), z.unknown()).describe('Exactly what this reply captures; none by default');

const pollReadingSchema = z.strictObject({
  verdict: z.enum([...pollVerdicts, 'unknown', 'follow']),
  phase: z.string().optional().describe('The phase that goes on, where the reply leads to another one'),
  statusWord: z.string().optional(),
  captured: capturedSchema.optional(),
  progress: z
    .strictObject({
      percent: z.number().optional(),
      done: z.number().optional(),
      total: z.number().optional(),
      message: z.string().optional(),
    })
    .optional()
    .describe('Exactly; none by default'),
  hintMs: z.number().optional().describe('How long the reply asks to wait; none by default'),
  followUrl: z.string().optional(),
  error: errorSchema.optional(),
  result: z.unknown().optional().describe('What is taken as the result from this reply, where none is fetched'),
});

const startReadingSchema = z.strictObject({
  verdict: z.enum(['started', 'refused', 'deferred', 'doubtful', 'reauth']),
  captured: capturedSchema.optional(),
  hintMs: z.number().optional(),
  error: errorSchema.optional(),
  isToBeFound: z.literal(true).optional().describe('The reply names no job; find does'),
  ended: pollReadingSchema.optional().describe('The job ended at once, and how'),
});

const operationReadingSchema = z.strictObject({
  verdict: z.enum(['accepted', 'done', 'gone', 'refused', 'transient', 'reauth']),
  hintMs: z.number().optional(),
  error: errorSchema.optional(),
});

const findReadingSchema = z.strictObject({
  captured: capturedSchema.nullable().describe('null: no entry is the job'),
});

const resultReadingSchema = z.strictObject({ result: z.unknown(), nextUrl: z.string().optional() });

/** A request that must be sent exactly so. Of the headers, those that are written; null means that it must be absent. */
const requestSchema = z.strictObject({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string().nullable()).optional(),
  body: z.unknown().optional().describe('JSON; without body, form and text there must be none'),
  form: z.record(z.string(), z.string()).optional(),
  text: z.string().optional(),
});

const replySchema = z.strictObject({
  code: z.int(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional().describe('JSON'),
  text: z.string().optional().describe('Instead of body: what is no JSON'),
  isTruncated: z.literal(true).optional().describe('The text is the beginning of a reply that is too large to be read'),
});

const common = {
  is: z.string().optional().describe('What is special about it, for the name of the test'),
  job: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What was captured so far; by default by the exchanges above'),
  again: z.literal(true).optional().describe('The start was sent before under this key'),
  request: requestSchema.optional().describe('By default as in the exchange of the same step above'),
  reply: replySchema,
};

const exchangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('before'),
    index: z.int(),
    step: z.string(),
    ...common,
    reading: startReadingSchema,
  }),
  z.strictObject({ kind: z.literal('start'), step: z.string(), ...common, reading: startReadingSchema }),
  z.strictObject({ kind: z.literal('find'), step: z.string(), ...common, reading: findReadingSchema }),
  z.strictObject({
    kind: z.literal('poll'),
    from: z.string().nullable(),
    step: z.string(),
    ...common,
    reading: pollReadingSchema,
  }),
  z.strictObject({
    kind: z.enum(['cancel', 'pause', 'resume', 'purge']),
    step: z.string(),
    ...common,
    reading: operationReadingSchema,
  }),
  z.strictObject({ kind: z.literal('result'), step: z.string(), ...common, reading: resultReadingSchema }),
]);

/** `before.0`, `start`, `find`, `poll`, `poll:build`, `cancel`, `pause`, `resume`, `purge` and `result` are steps. */
function takeStepApart(exchange: unknown): unknown {
  const step = (exchange as { step?: unknown } | null)?.step;
  if (typeof step !== 'string') return exchange;
  const [, kind, index, phase] = /^([a-z]+)(?:\.(\d+))?(?::(.+))?$/.exec(step) ?? [];
  return {
    ...(exchange as object),
    kind,
    ...(index !== undefined && { index: Number(index) }),
    ...(kind === 'poll' && { from: phase ?? null }),
  };
}

/** The columns of the table of the library. */
export const features = ['progress', 'result', 'error', 'cancel', 'pauseResume', 'find', 'callback'] as const;
export type Feature = (typeof features)[number];

const reasonsSchema = z.partialRecord(z.enum(features), z.string()).default({});

const exchangesSchema = z.strictObject({
  settings: z.record(z.string(), z.unknown()).optional().describe('Merged over the profile, as `extends` does'),
  input: z.unknown().optional(),
  key: z.string().default('2b1f6a0e-9a3c-4c59-8a55-5d3f0c7e9b10'),
  name: z.string().default('nightly'),
  notApplicable: reasonsSchema.describe('What this API does not have, or not for one job, and why we say so'),
  leftOut: reasonsSchema.describe('What this API has and the profile has not, and why'),
  exchanges: z.array(z.preprocess(takeStepApart, exchangeSchema)).min(1),
});

export type Exchanges = z.output<typeof exchangesSchema>;
export type Exchange = z.output<typeof exchangeSchema>;
export type PollExpectation = z.output<typeof pollReadingSchema>;
export type ExpectedRequest = z.output<typeof requestSchema>;

const PROFILES = 'profiles';
const EXCHANGES = 'test/profiles';

/** Names of all shipped profiles. */
export function shippedNames(): string[] {
  return readdirSync(PROFILES)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** Names that have exchanges. */
export function namesWithExchanges(): string[] {
  const ending = '.exchanges.yaml';
  return readdirSync(EXCHANGES)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

/** A shipped profile as it stands in its file. */
export function readProfileText(name: string): string {
  return readFileSync(`${PROFILES}/${name}.yaml`, 'utf8');
}

/** The exchanges of a shipped profile. Throws, naming the field, where the file is not in order. */
export function readExchanges(name: string): Exchanges {
  const parsed = exchangesSchema.safeParse(parse(readFileSync(`${EXCHANGES}/${name}.exchanges.yaml`, 'utf8')));
  if (!parsed.success) throw new Error(`${name}.exchanges.yaml: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
