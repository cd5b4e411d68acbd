import { createHash } from 'node:crypto';
import {
  type Captures,
  type JobReference,
  type ResolveStart,
  type StartMonitor,
  durationMs,
  nameSchema,
  startKeySchema,
} from '@app/contracts';
import { AppError } from '@app/platform';
import { ProfileUnknown } from './monitor.errors.js';
import type { Resolution } from './monitor-requests.service.js';
import type { StartRequest } from './start-request.js';

/** Keys of this API are apart from those of others. */
const KEY_SCOPE = 'POST /api/v1/monitors';

/** What the body and the Idempotency-Key ask for. */
export function toStartRequest(body: StartMonitor, key: string | undefined): StartRequest {
  const { profile, input, attach, name, deadline, pace, labels } = body;
  return {
    profile,
    input: input ?? null,
    name: name ?? nameIn(input),
    job: attach && toCaptures(attach),
    pace,
    deadlineMs: deadline === undefined ? undefined : durationMs(deadline),
    labels,
    key: key === undefined ? undefined : toKey(key, body),
  };
}

function toKey(key: string, body: StartMonitor) {
  const fault = startKeySchema.safeParse(key).error?.issues[0]!.message;
  if (fault !== undefined) {
    throw new AppError('start-key-invalid', `The Idempotency-Key ${fault}`, [
      { parameter: 'Idempotency-Key', detail: fault },
    ]);
  }
  return { scope: KEY_SCOPE, key, digest: createHash('sha256').update(canonicalJson(body)).digest('base64url') };
}

/** The same text for the same facts, in whatever order they were sent. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** As in the other APIs: the input may name the job. */
function nameIn(input: unknown): string | undefined {
  const { jobName } = (typeof input === 'object' ? (input ?? {}) : {}) as { jobName?: unknown };
  return nameSchema.safeParse(jobName).data;
}

function toCaptures({ jobId, statusUrl }: JobReference): Captures {
  return jobId === undefined ? { statusUrl } : { id: jobId };
}

export function toResolution({ adopt, startAgain }: ResolveStart): Resolution {
  if (adopt !== undefined) return { kind: 'adopt', job: toCaptures(adopt) };
  return { kind: startAgain === true ? 'startAgain' : 'giveUp' };
}

/** What the core says of profiles, said of the body. */
export function toStartError(error: unknown): unknown {
  if (!(error instanceof ProfileUnknown)) return error;
  return new AppError('body-invalid', 'See errors', [{ pointer: '/profile', detail: error.message }]);
}
