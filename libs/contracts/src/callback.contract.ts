import { z } from 'zod';
import { checkStorable } from './json.contract.js';

/** Wire shapes of `GET /api/v1/callbacks` of the emulator: what was, and will be, sent to those who started jobs. */

/**
 * What became of a callback: delivered (2xx); lost, as the scenario has it; refused for good (410); given up after the
 * last attempt; overtaken, for the job had ended or paused before; unwritable, for the dialect is gone or can't say it.
 */
export const callbackOutcomes = ['delivered', 'lost', 'refused', 'given-up', 'overtaken', 'unwritable'] as const;
export type CallbackOutcome = (typeof callbackOutcomes)[number];

export const sentCallbackSchema = z
  .object({
    job: z.object({ id: z.string(), reference: z.string() }),
    event: z.enum(['running', 'progress', 'end']),
    message: z.string().describe('Its id; repeats have the same'),
    url: z.string(),
    at: z.iso.datetime().describe('When what it tells came about, on the clock of the namespace'),
    dueAt: z.iso.datetime().describe('When it is, or was last, to be sent, on the clock of the namespace'),
    forged: z.boolean(),
    attempts: z.int(),
    outcome: z.enum(callbackOutcomes).nullable().describe('Null: it is still to be sent'),
    answer: z
      .string()
      .nullable()
      .describe('What the last attempt was answered: a status code, or the word of an error'),
  })
  .meta({ id: 'Callback' });

export const callbacksSchema = z.object({ callbacks: z.array(sentCallbackSchema) }).meta({ id: 'Callbacks' });
export type CallbackList = z.infer<typeof callbacksSchema>;

export const callbacksQuerySchema = z.strictObject({
  job: z
    .string()
    .min(1)
    .max(512)
    .superRefine(checkStorable)
    .optional()
    .meta({ description: 'Id of the job: ours, or as the API shows it' }),
});
export type CallbacksQuery = z.infer<typeof callbacksQuerySchema>;
