import { z } from 'zod';
import { checkStorable } from '../json.contract.js';
import { runtimeStatuses } from './durable-functions.contract.js';

/*
 * What the Durable Functions HTTP API reads from a query. Parameters that it does not know are ignored: reasons arrive
 * unencoded, and what follows an `&` in one looks like such a parameter.
 */

/** `true` or `false` in any case; anything else is as good as nothing (that API's own way). */
const flag = (byDefault: boolean, description: string) =>
  z
    .string()
    .transform((text) => (byDefault ? !/^false$/i.test(text) : /^true$/i.test(text)))
    .default(byDefault)
    .meta({ description, type: 'boolean', default: byDefault });

const MAX_WAIT_SEC = 230;

const seconds = (minimum: number, description: string) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be a number of seconds')
    .transform(Number)
    .refine((value) => value >= minimum && value <= MAX_WAIT_SEC, `must be from ${minimum} to ${MAX_WAIT_SEC}`)
    .meta({ description, type: 'number', pattern: undefined });

/** How a start waits for its end. */
export const inlineWaitQuerySchema = z.object({
  timeout: seconds(0, 'Seconds to wait for the end; without it the answer comes at once').optional(),
  pollingInterval: seconds(0.1, 'Seconds between looks while waiting; 1 by default').optional(),
});
export type InlineWaitQuery = z.output<typeof inlineWaitQuerySchema>;

export const restartQuerySchema = inlineWaitQuerySchema.extend({
  restartWithNewInstanceId: flag(true, 'Give the new run an id of its own; otherwise it takes over this one'),
});
export type RestartQuery = z.output<typeof restartQuerySchema>;

/** Why a command is given. Clients send it unencoded, so it may be cut short at an `&`. */
export const reasonQuerySchema = z.object({
  reason: z
    .string()
    .superRefine(checkStorable)
    .nullable()
    .default(null)
    .meta({ description: 'Why, in your own words', type: 'string', anyOf: undefined, default: undefined }),
});
export type ReasonQuery = z.output<typeof reasonQuerySchema>;

export const statusQuerySchema = z.object({
  showInput: flag(true, 'Show the input'),
  showHistory: flag(false, 'Show the history'),
  showHistoryOutput: flag(false, 'Show the facts of each history entry, too'),
  returnInternalServerErrorOnFailure: flag(false, 'Answer 500 instead of 200 where the instance failed'),
});
export type StatusQuery = z.output<typeof statusQuerySchema>;

/** An ISO 8601 date or date-time; without an offset it is UTC. A `+` that arrives unencoded was read as a space. */
const instant = (description: string) =>
  z
    .string('is required')
    .regex(
      /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[ +-]\d\d:\d\d)?)?$/,
      'must be an ISO 8601 date or date-time such as 2026-11-21T10:00:00Z',
    )
    .transform((text) => new Date(/T[^Z +-]*$/.test(text) ? `${text}Z` : text.replace(' ', '+')))
    .refine((date) => !Number.isNaN(date.getTime()), 'must be a date of the calendar')
    .meta({ description, format: 'date-time', pattern: undefined });

/** Statuses of that API that no monitor ever has. */
const foreignStatuses = ['ContinuedAsNew', 'Canceled', 'Unknown'];
const knownStatuses = new Map([...runtimeStatuses, ...foreignStatuses].map((word) => [word.toLowerCase(), word]));

/** A comma list, or the parameter repeated. */
const runtimeStatusFilter = z
  .union([z.string(), z.array(z.string())])
  .transform((text, context) => {
    const words = [text].flat().flatMap((list) => list.split(','));
    const asked = words.map((word) => word.trim()).filter((word) => word !== '');
    const unknown = asked.find((word) => !knownStatuses.has(word.toLowerCase()));
    if (unknown !== undefined) context.addIssue({ code: 'custom', message: `must hold runtime statuses alone` });
    if (asked.length === 0) return undefined;
    return runtimeStatuses.filter((status) => asked.some((word) => word.toLowerCase() === status.toLowerCase()));
  })
  .meta({ description: 'Comma list of runtime statuses', type: 'string', anyOf: undefined });

const DEFAULT_TOP = 100;
const MAX_TOP = 1000;

export const instancesQuerySchema = z.object({
  createdTimeFrom: instant('Created at or after').optional(),
  createdTimeTo: instant('Created at or before').optional(),
  runtimeStatus: runtimeStatusFilter.optional(),
  instanceIdPrefix: z.string().superRefine(checkStorable).optional().meta({ description: 'What the id begins with' }),
  showInput: flag(true, 'Show the inputs'),
  top: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1 on')
    .transform((text) => Math.min(Number(text), MAX_TOP))
    .default(DEFAULT_TOP)
    .meta({
      description: `Instances on a page, ${MAX_TOP} at the most`,
      type: 'integer',
      pattern: undefined,
      default: DEFAULT_TOP,
    }),
});
export type InstancesQuery = z.output<typeof instancesQuerySchema>;

export const purgeQuerySchema = instancesQuerySchema
  .pick({ createdTimeTo: true, runtimeStatus: true })
  .extend({ createdTimeFrom: instant('Created at or after') });
export type PurgeQuery = z.output<typeof purgeQuerySchema>;

/** Where a list goes on: the id of the last monitor of the page before. Clients hand it back as it came; empty is none. */
export const continuationTokenSchema = z.union([z.literal('').transform(() => undefined), z.uuid()]).optional();
