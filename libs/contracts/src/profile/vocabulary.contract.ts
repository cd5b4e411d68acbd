import { z } from 'zod';
import { DURATION_PATTERN, MAX_DURATION_DAYS, durationMs } from './duration.js';
import { LocatorError, MAX_LOCATOR_CHARACTERS, parseLocator } from './locator.js';
import { MAX_TEMPLATE_CHARACTERS, parseTemplate } from './template.js';

/*
 * The words of which profiles are made: a locator says where a value is, a template where it goes, a duration how long.
 */

export const profileNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-"',
  )
  .meta({ id: 'ProfileName', examples: ['plain-202'] });

export const secretNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must begin with a letter or digit and hold only letters, digits, ".", "_" and "-"',
  )
  .meta({ id: 'SecretName', examples: ['openai'] });

export const durationSchema = z
  .string()
  .regex(DURATION_PATTERN, { error: 'must be a duration such as 250ms, 20s, 1.5m, 24h or 7d', abort: true })
  .refine(
    (text) => durationMs(text) <= durationMs(`${MAX_DURATION_DAYS}d`),
    `must not be longer than ${MAX_DURATION_DAYS}d`,
  )
  .meta({ id: 'Duration', description: 'A span of time: ms, s, m, h or d', examples: ['20s'] });

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
  .meta({ id: 'Template', description: 'Text with places: {{locator}}', examples: ['Bearer {{job.token}}'] });

/** A URL, which may have places. */
export const urlTemplateSchema = z
  .string()
  .max(MAX_TEMPLATE_CHARACTERS)
  .superRefine(parsesWith(parseTemplate))
  .refine(
    (text) => /^https?:\/\//i.test(text) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text),
    'must be an http or https URL, or relative to baseUrl',
  )
  .meta({
    id: 'UrlTemplate',
    description: 'A URL with places: {{locator}}',
    examples: ['/jobs/{{job.id}}', '{{job.statusUrl}}'],
  });

/** Says of a text why it does not parse, with what is allowed. */
export function parsesWith(parse: (text: string) => unknown) {
  return (text: string, context: z.RefinementCtx): void => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof LocatorError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  };
}
