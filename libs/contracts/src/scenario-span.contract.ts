import { z } from 'zod';
import { durationMs } from './profile/duration.js';
import { durationSchema } from './profile/vocabulary.contract.js';

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

export type Span = z.infer<typeof spanSchema>;

/** In which form a reply asks to wait: the right ones and the wrong ones. */
export const hintForms = ['seconds', 'date', 'zero', 'huge', 'negative', 'past-date', 'garbage', 'ms', 'body'] as const;
export type HintForm = (typeof hintForms)[number];

export const hintSchema = z
  .union([
    durationSchema,
    z.literal('none'),
    z.strictObject({
      after: durationSchema.optional(),
      form: z.enum(hintForms).optional(),
      on: z.enum(['start', 'poll']).optional().describe('Only there; by default on both'),
    }),
  ])
  .meta({
    id: 'ScenarioHint',
    description:
      'How long replies ask to wait, and in which form: seconds, date, zero, huge, negative, past-date, garbage, ms (Retry-After-Ms), body (where the profile reads it)',
  });

export type Hint = z.infer<typeof hintSchema>;
