import { z } from 'zod';

/** Every code that a problem document of ours can carry; its page is `docs/problems.md#<code>`. */
export const problemCodes = [
  'body-malformed',
  'body-invalid',
  'parameter-invalid',
  'body-too-large',
  'content-type-unsupported',
  'url-malformed',
  'url-too-long',
  'route-unknown',
  'method-not-allowed',
  'job-name-invalid',
  'job-name-taken',
  'job-unknown',
  'monitor-name-taken',
  'monitor-unknown',
  'monitor-live',
  'monitor-ended',
  'monitor-not-failed',
  'monitor-not-watching',
  'monitor-not-in-doubt',
  'process-unknown',
  'profile-unknown',
  'profile-in-use',
  'profile-shipped',
  'exchange-unknown',
  'dialect-unknown',
  'dialect-shipped',
  'precondition-failed',
  'start-key-invalid',
  'start-key-reused',
  'start-in-flight',
  'start-unfit',
  'operation-unsupported',
  'remote-purge-failed',
  'callback-unknown',
  'callback-unverified',
  'scenario-from-file',
  'scenario-unknown',
  'secret-given-outside',
  'secret-unknown',
  'secrets-key-missing',
  'database-unavailable',
  'shutting-down',
  'internal',
] as const;

export const problemCodeSchema = z.enum(problemCodes);
export type ProblemCode = z.infer<typeof problemCodeSchema>;

/** One invalid place of a request: a JSON pointer into its body, or the name of a parameter. RFC 9457, section 3 (its example). */
export const problemErrorSchema = z
  .object({
    pointer: z.string().describe('JSON pointer (RFC 6901) into the request body').optional(),
    parameter: z.string().describe('Name of the path, query or header parameter').optional(),
    detail: z.string().describe('What is wrong there, and what is allowed'),
  })
  .meta({ id: 'ProblemError' });

/** Every error of every native and seed route: RFC 9457 problem details. */
export const problemSchema = z
  .object({
    type: z.string().describe('Stable address of this kind of problem'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    instance: z.string().describe('Id of the request, as in the logs').optional(),
    code: problemCodeSchema,
    errors: z.array(problemErrorSchema).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
export type ProblemError = z.infer<typeof problemErrorSchema>;
