import { z } from 'zod';
import { checkStorable } from './json.contract.js';
import { remoteErrorSchema } from './monitor.contract.js';

/** Wire shapes of `/api/v1/profiles/{name}/classify`: how does a profile read a reply, and why? */

/** A reply to be read, as people write one down. */
export const givenReplySchema = z
  .strictObject({
    code: z.int().min(100).max(599),
    headers: z.record(z.string().min(1).max(256), z.string().max(16_384)).optional().describe('In any case'),
    body: z.unknown().optional().describe('The body where it is JSON'),
    text: z
      .string()
      .optional()
      .describe('Instead of body: the body as text, read as JSON if it is. Keeps whole numbers beyond 2^53 whole'),
    url: z.string().max(8192).optional().describe('The URL that answered; relative URLs count from it'),
    receivedAt: z.iso.datetime({ offset: true }).optional().describe('By default now'),
  })
  .refine(({ body, text }) => body === undefined || text === undefined, 'must not have both body and text')
  .meta({
    id: 'GivenReply',
    examples: [{ code: 200, headers: { 'Retry-After': '5' }, body: { status: 'RUNNING' } }],
  });
export type GivenReply = z.infer<typeof givenReplySchema>;

export const MAX_EXCHANGE_SLOTS = 100;

/** Asks how a profile reads a reply: one that is given, or one that a monitor got. */
export const classifyRequestSchema = z
  .strictObject({
    reply: givenReplySchema.optional(),
    monitor: z.uuid().optional().describe('Instead of reply: a monitor, whose kept exchange is read again'),
    exchange: z
      .int()
      .min(1)
      .max(MAX_EXCHANGE_SLOTS)
      .optional()
      .describe(
        'Which of its exchanges: 1 is the newest, 2 the one before. By default the newest that started or polled',
      ),
    step: z.enum(['start', 'poll']).optional().describe('What the reply answers; by default poll'),
    phase: z.string().max(64).optional().describe('The phase in which it was polled; by default the first'),
    job: z.record(z.string(), z.unknown()).optional().describe('What was captured before, such as {"id": "1"}'),
    input: z.unknown().optional().describe('What the monitor was started with'),
    name: z.string().max(256).optional().describe("The job's name"),
    version: z
      .int()
      .min(1)
      .optional()
      .describe(
        'By default the one on which the monitor runs; for a reply, or a monitor of another profile, the newest',
      ),
    profile: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Read with this document instead: it is checked, and not kept'),
  })
  .superRefine(({ reply, monitor, exchange, profile, version }, context) => {
    const fault = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (reply === undefined && monitor === undefined) fault(['reply'], 'is missing: give a reply, or a monitor');
    if (reply !== undefined && monitor !== undefined) fault(['monitor'], 'must not stand beside a reply');
    if (exchange !== undefined && monitor === undefined) fault(['exchange'], 'needs the monitor whose exchange it is');
    if (profile !== undefined && version !== undefined) fault(['version'], 'must not stand beside a document');
  })
  .superRefine(checkStorable)
  .meta({
    id: 'ClassifyRequest',
    examples: [{ reply: { code: 200, body: { status: 'RUNNING', progress: 40 } }, job: { id: '1' } }],
  });

export type ClassifyRequest = z.infer<typeof classifyRequestSchema>;

/** One rule, and how each of its tests came out. */
export const explainedRuleSchema = z
  .object({
    index: z.int().describe('Its place in the list of rules, from 0'),
    when: z.array(
      z.object({
        locator: z.string(),
        expected: z.unknown(),
        found: z.unknown().describe('null where there is nothing'),
        holds: z.boolean(),
      }),
    ),
    then: z.unknown(),
    decided: z.boolean().describe('Whether this rule is the one that decided'),
  })
  .meta({ id: 'ExplainedRule' });

/** What Longwatch would ask for next. */
const nextRequestSchema = z.union([
  z.object({ what: z.enum(['poll', 'result']), method: z.string(), url: z.string() }),
  z.object({ what: z.enum(['poll', 'result']), trouble: z.string().describe('Why the request can not be made') }),
]);

/** How a profile reads a reply, and why. */
export const classificationSchema = z
  .object({
    profile: z.object({
      name: z.string(),
      version: z.int().optional().describe('Absent for a document that is not kept'),
    }),
    step: z.enum(['start', 'poll']),
    phase: z.string().nullable().describe('The phase that goes on'),
    verdict: z.string(),
    because: z.string().describe('What decided, in a sentence'),
    rules: z.array(explainedRuleSchema).describe('Those that were tried, in their order'),
    builtIn: z.string().optional().describe('What is built in that decided, where no rule did'),
    statusWord: z.string().nullable().optional(),
    progress: z
      .object({
        percent: z.number().optional(),
        done: z.number().optional(),
        total: z.number().optional(),
        message: z.string().optional(),
      })
      .nullable()
      .optional(),
    captured: z.record(z.string(), z.unknown()).describe('What is kept from the reply, as job.<name>'),
    captures: z.array(z.object({ name: z.string(), locator: z.string(), found: z.unknown() })),
    hintMs: z.number().optional().describe('How long the reply asks to wait'),
    followUrl: z.string().optional(),
    error: remoteErrorSchema.optional(),
    isToBeFound: z.boolean().optional().describe('It was started, but has to be found, for the reply names no job'),
    ended: z.object({ verdict: z.string() }).optional().describe('The start reply tells the end of the job'),
    result: z.unknown().optional().describe('The result, where the reply itself holds it'),
    next: nextRequestSchema.optional(),
  })
  .meta({ id: 'Classification' });
export type Classification = z.infer<typeof classificationSchema>;
