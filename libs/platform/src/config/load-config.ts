import type { z } from 'zod';

/** One or more settings are bad; the message names all of them, a line each. */
export class ConfigError extends Error {}

/**
 * Reads settings from the environment: the only place that does. An empty variable counts as absent, for that is how
 * compose files and shells leave one out. Throws a ConfigError that names every bad setting at once.
 */
export function loadConfig<Schema extends z.ZodType>(
  schema: Schema,
  env: NodeJS.ProcessEnv = process.env,
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return Object.freeze(result.data) as z.output<Schema>;
  throw new ConfigError(result.error.issues.map((issue) => describe(issue, present)).join('\n'));
}

function describe(issue: z.core.$ZodIssue, env: Record<string, string | undefined>): string {
  const name = issue.path.join('.');
  const value = env[name];
  const given = value === undefined ? 'is not set' : isSecret(name) ? 'has a bad value' : `is ${JSON.stringify(value)}`;
  return `Bad setting ${name}: it ${given}; ${issue.message}`;
}

/** Whether a setting's value must never be printed. */
export function isSecret(name: string): boolean {
  return /DATABASE_?URL|SECRET|PASSWORD|TOKEN|KEY/i.test(name);
}

/** The settings as they may be logged: secrets masked. */
export function maskSecrets(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isSecret(name) && value !== undefined ? '***' : value]),
  );
}
