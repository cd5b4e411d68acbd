import { z } from 'zod';
import { MAX_NAME_CODE_POINTS } from './job.contract.js';
import { checkStorable } from './json.contract.js';
import { type MonitorState, type Outcome, monitorStates, outcomes } from './monitor.contract.js';
import { labelKeySchema, labelValueSchema } from './monitor-requests.contract.js';
import { profileNameSchema } from './profile/vocabulary.contract.js';

/** What the lists of `/api/v1/monitors` are asked. A parameter that a list does not know is refused, for it may be misspelt. */

export const MAX_MONITORS_A_PAGE = 200;
export const MAX_EVENTS_A_PAGE = 1000;

/** A parameter that is repeated, or a list with commas. */
function wordsOf<Word extends string>(words: readonly Word[], description: string) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((list) => list.split(',').map((word) => word.trim())))
    .pipe(z.array(z.enum(words, `must be of ${words.join(', ')}`)))
    .transform((chosen) => [...new Set(chosen)])
    .meta({
      description: `${description}: ${words.join(', ')}`,
      type: 'string',
      anyOf: undefined,
      examples: [words[0]!],
    });
}

function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, { error: message, abort: true })
    .transform(Number)
    .refine((value) => value >= least && value <= most, message);
}

function limit(byDefault: number, most: number) {
  return wholeNumber(1, most)
    .prefault(String(byDefault))
    .meta({ type: 'integer', minimum: 1, maximum: most, default: byDefault, pattern: undefined });
}

const instant = (description: string) =>
  z.iso
    .datetime({ offset: true, error: 'must be an instant such as 2026-11-21T10:00:00Z (with + written as %2B)' })
    .transform((text) => new Date(text))
    .meta({ description, type: 'string', format: 'date-time', pattern: undefined });

/** `key:value`, or `key=value`. */
const label = z.string().transform((text, context) => {
  const at = text.search(/[:=]/);
  const key = labelKeySchema.safeParse(text.slice(0, Math.max(at, 0)));
  const value = labelValueSchema.superRefine(checkStorable).safeParse(text.slice(at + 1));
  if (key.success && value.success) return [key.data, value.data] as const;
  context.addIssue({ code: 'custom', message: 'must be key:value, with the key and the value of a label' });
  return z.NEVER;
});

/** Where a list goes on: behind this monitor. */
export interface ListPosition {
  /** Microseconds since the epoch. */
  createdMicros: string;
  id: string;
}

const positionPattern = /^(\d{1,17})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** The text that stands for a place in the list; nobody but us reads it. */
export function cursorOf({ createdMicros, id }: ListPosition): string {
  return btoa(`${createdMicros}.${id}`).replaceAll('=', '');
}

const cursor = z
  .string()
  .max(256)
  .transform((text, context): ListPosition => {
    const [, createdMicros, id] = positionPattern.exec(decoded(text)) ?? [];
    if (createdMicros !== undefined && id !== undefined) return { createdMicros, id };
    context.addIssue({ code: 'custom', message: 'must be `next` of the page before, as it came' });
    return z.NEVER;
  });

function decoded(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}

export const monitorsQuerySchema = z.strictObject({
  state: wordsOf<MonitorState>(monitorStates, 'States, separated by commas, of').optional(),
  outcome: wordsOf<Outcome>(outcomes, 'Monitors that ended so; separated by commas, of').optional(),
  profile: profileNameSchema.optional(),
  name: z
    .string()
    .min(1)
    .max(MAX_NAME_CODE_POINTS * 2)
    .superRefine(checkStorable)
    .optional()
    .meta({ description: 'What the name begins with' }),
  label: z
    .union([label.transform((one) => [one]), z.array(label).max(32)])
    .transform((labels) => Object.fromEntries(labels) as Record<string, string>)
    .optional()
    .meta({
      description: 'A label that they have, as key:value or key=value. Repeated: all of them',
      type: 'array',
      items: { type: 'string' },
      anyOf: undefined,
      examples: [['team:books']],
    }),
  createdFrom: instant('Created at or after').optional(),
  createdTo: instant('Created before').optional(),
  limit: limit(50, MAX_MONITORS_A_PAGE),
  cursor: cursor.optional().meta({ description: '`next` of the page before', type: 'string' }),
});
export type MonitorsQuery = z.output<typeof monitorsQuerySchema>;

export const eventsQuerySchema = z.strictObject({
  after: wholeNumber(0, 2_147_483_647)
    .prefault('0')
    .meta({ description: 'The number of the last one known', type: 'integer', minimum: 0, default: 0 }),
  limit: limit(100, MAX_EVENTS_A_PAGE),
});
export type EventsQuery = z.output<typeof eventsQuerySchema>;

export const deleteMonitorQuerySchema = z.strictObject({
  remote: z
    .enum(['true', 'false'], 'must be true or false')
    .prefault('false')
    .transform((text) => text === 'true')
    .meta({
      description: 'The job is deleted at the remote side first, where the profile can',
      type: 'boolean',
      default: false,
      enum: undefined,
    }),
});
export type DeleteMonitorQuery = z.output<typeof deleteMonitorQuerySchema>;
