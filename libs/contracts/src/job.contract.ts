import { z } from 'zod';

/** The life of a job: `Queued → InProgress → Completed | Failed | Canceled`. */
export const jobStates = ['Queued', 'InProgress', 'Completed', 'Failed', 'Canceled'] as const;
export const jobStateSchema = z.enum(jobStates).meta({ id: 'JobState' });
export type JobState = z.infer<typeof jobStateSchema>;

/** Whether a job in this state has ended. */
export function isFinal(state: JobState): boolean {
  return state !== 'Queued' && state !== 'InProgress';
}

export const MAX_NAME_CODE_POINTS = 256;

/** What makes a name unusable, as a sentence; undefined if it is good. */
function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'must not be empty';
  if ([...name].length > MAX_NAME_CODE_POINTS) return `must not be longer than ${MAX_NAME_CODE_POINTS} code points`;
  if (name === '.' || name === '..') return 'must not be "." or ".."';
  if (/\p{Cc}/u.test(name)) return 'must not hold control characters';
  if (/\p{Cs}/u.test(name)) return 'must be well-formed Unicode (no lone surrogate)';
  return undefined;
}

/**
 * The name of a job or a monitor, kept as sent: one to 256 code points, not only white space, no control characters.
 * Slashes, dots, spaces, other scripts and emoji are good; "." and ".." are not, for they vanish from URLs.
 */
export const nameSchema = z
  .string()
  .superRefine((name, context) => {
    const fault = nameFault(name);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({ id: 'Name', examples: ['gb4711'] });

/** Idempotency-Key: one to 255 visible ASCII characters (draft-ietf-httpapi-idempotency-key-header-07, with our own bound). */
export const startKeySchema = z.string().regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters');
