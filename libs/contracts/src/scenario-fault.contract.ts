import { z } from 'zod';
import { checkStorable } from './json.contract.js';
import { durationMs } from './profile/duration.js';
import { durationSchema } from './profile/vocabulary.contract.js';
import { replyCodeSchema } from './scenario-replies.contract.js';
import { hintSchema, spanSchema } from './scenario-span.contract.js';

/** What goes wrong: with which requests, and in which way. */

const MAX_TEXT_CHARACTERS = 65_536;

/** Which requests a fault is about. */
export const faultyRequests = ['start', 'poll', 'result', 'cancel', 'any'] as const;

/** What becomes of the body of a true reply. */
export const bodyFaults = ['html', 'empty', 'truncated', 'huge', 'slow', 'garbage', 'other-shape'] as const;
export type BodyFault = (typeof bodyFaults)[number];

export const connectionFaults = ['reset', 'close', 'hang'] as const;
export type ConnectionFault = (typeof connectionFaults)[number];

const numbersSchema = z
  .union([
    z.int().min(1),
    z.array(z.int().min(1)).min(1).max(64),
    z
      .strictObject({ from: z.int().min(1).optional(), to: z.int().min(1).optional() })
      .refine(({ from = 1, to = Infinity }) => from <= to, 'must not begin after its end'),
    z.strictObject({ every: z.int().min(1) }),
  ])
  .describe('The first request of its kind for this job is 1');

/** The end is no part of it. */
const duringSchema = z
  .strictObject({ from: durationSchema.optional(), to: durationSchema.optional() })
  .refine(({ from = '0s', to }) => to === undefined || durationMs(from) < durationMs(to), 'must begin before its end');

const faultReplySchema = z
  .strictObject({
    code: replyCodeSchema,
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.string().regex(/^[\t\x20-\x7e]{0,1024}$/)).optional(),
    retryAfter: hintSchema.optional(),
    body: z.unknown().optional().describe('JSON'),
    text: z.string().max(MAX_TEXT_CHARACTERS).optional().describe('Instead of body'),
  })
  .refine(({ body, text }) => body === undefined || text === undefined, 'must not have both body and text');

const effectFields = {
  reply: faultReplySchema
    .optional()
    .describe('Another reply; nothing is done. Without body and text an error as the API tells it'),
  lost: z.literal(true).optional().describe('The request does its work, and the connection is reset before the reply'),
  connection: z
    .enum(connectionFaults)
    .optional()
    .describe('Nothing is done: the connection is reset, closed without a reply, or held open without one'),
  body: z
    .enum(bodyFaults)
    .optional()
    .describe(
      'The reply with another body: a page of HTML, none, half of it, 10 MB, a byte at a time, no JSON, JSON that says nothing',
    ),
  delay: spanSchema.optional().describe('The reply, late; a hang ends after it, a slow body takes so long'),
  auth: z
    .enum(['expired', 'revoked'])
    .optional()
    .describe('401 from the first request on that it holds for: until other credentials are sent, or for good'),
  status: z.string().min(1).max(256).optional().describe('The true reply, with this word of status'),
};
const effects = Object.keys(effectFields) as (keyof typeof effectFields)[];

type Effects = Partial<Record<keyof typeof effectFields, unknown>>;

function hasEffect(fault: Effects): boolean {
  return effects.some((effect) => fault[effect] !== undefined);
}

/** Of these only one can be had, and none beside a reply that is another one. */
function isOneThing({ reply, lost, connection, auth, body, status }: Effects): boolean {
  const ways = [reply, lost, connection, auth].filter((way) => way !== undefined);
  const changes = [body, status].filter((change) => change !== undefined);
  if (ways.length > 1) return false;
  return ways.length === 0 || changes.length === 0 || (reply !== undefined && status === undefined);
}

const someEffect = [hasEffect, `must have one of ${effects.join(', ')}`] as const;
const oneWay = [
  isOneThing,
  'must have only one of reply, lost, connection and auth; body goes with reply, status with none of them',
] as const;

export const scenarioFaultSchema = z
  .strictObject({
    on: z.enum(faultyRequests).optional().describe('Which requests; by default poll'),
    number: numbersSchema.optional(),
    during: duringSchema.optional().describe("The job's age"),
    probability: z.number().min(0).max(1).optional(),
    ...effectFields,
  })
  .refine(...someEffect)
  .refine(...oneWay)
  .meta({
    id: 'ScenarioFault',
    description:
      'Something that goes wrong. Without number, during and probability it does always. All that hold combine',
  });

/** A span in which every request of a namespace fails in the same way. */
export const outageRequestSchema = z
  .strictObject({
    lasts: durationSchema.optional().describe('By default until it is ended'),
    after: durationSchema.optional().describe('By default it begins at once'),
    ...effectFields,
  })
  .superRefine(checkStorable)
  .refine(...someEffect)
  .refine(...oneWay)
  .meta({
    id: 'OutageRequest',
    examples: [{ lasts: '30s', reply: { code: 503, retryAfter: '10s' } }, { connection: 'reset' }],
  });

export const outageSchema = z
  .object({
    id: z.string(),
    from: z.iso.datetime().describe("On the namespace's clock"),
    to: z.iso.datetime().nullable(),
    fault: z.object(effectFields),
  })
  .meta({ id: 'Outage' });

export const outageListSchema = z.object({ outages: z.array(outageSchema) }).meta({ id: 'OutageList' });

export type ScenarioFault = z.infer<typeof scenarioFaultSchema>;
export type FaultReply = z.infer<typeof faultReplySchema>;
export type OutageRequest = z.infer<typeof outageRequestSchema>;
export type Outage = z.infer<typeof outageSchema>;
export type OutageList = z.infer<typeof outageListSchema>;
/** The effects of a fault, without when they hold. */
export type FaultWay = Pick<ScenarioFault, keyof typeof effectFields>;
