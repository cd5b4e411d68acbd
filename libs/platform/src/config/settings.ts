import { z } from 'zod';

/** A number of seconds, minutes, … from the environment; fractions are good. */
export function quantity(minimum: number, maximum: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, `must be a number from ${minimum} to ${maximum}`)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `must be a number from ${minimum} to ${maximum}`);
}

/** A whole number from the environment. */
export function count(minimum: number, maximum: number): z.ZodType<number, string> {
  return quantity(minimum, maximum).refine(Number.isInteger, 'must be a whole number') as z.ZodType<number, string>;
}

/** `true` or `false` from the environment. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

/** An absolute http(s) URL without a trailing slash. */
export const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an absolute http or https URL',
  )
  .transform((text) => text.replace(/\/+$/, ''));

/** Settings that both apps have; an app adds its port and its own. */
export const commonSettings = {
  DATABASE_URL: z
    .string('set it to a Postgres URL, or use npm start, which brings a Postgres of its own')
    .refine(
      (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
      'must be a URL that begins with postgres:// or postgresql://',
    ),
  LISTEN_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATABASE_POOL_SIZE: count(2, 200).prefault('10'),
  DATABASE_STATEMENT_TIMEOUT_SEC: quantity(0.1, 3600).prefault('10'),
  SHUTDOWN_TIMEOUT_SEC: quantity(0.1, 300).prefault('8'),
  RETENTION_DAYS: quantity(0.0001, 36_500).prefault('30'),
  STOP_WITH_STDIN: flag.prefault('false'),
};

/** A TCP port; 0 lets the system choose one. */
export const port = count(0, 65_535);
