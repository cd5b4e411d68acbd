import { type DraftReply, type ErrorToWrite, type JobFacts, errorKindOf, writeError } from '@app/contracts';
import { type FaultEffects, insteadOf, mergeEffects, prevents } from '../faults/fault-effects.js';
import { type FaultMoment, faultsAt } from '../faults/faults-at.js';
import type { JobNow } from '../jobs/job-now.js';
import type { Answer, DialectCall, MatchedCall } from './dialect-call.js';

/** What is sent where nothing is: the connection breaks before. */
const NOTHING: DraftReply = { code: 503, headers: {} };

/** What goes wrong with a request about a job, the whole namespace's trouble first. */
export function effectsFor(call: DialectCall, job: JobNow, on: FaultMoment['on']): FaultEffects {
  const effects = faultsAt(job.life, {
    on,
    number: on === 'other' ? 1 : job.counts[on],
    ageMs: job.now - job.createdAt,
    credential: call.credential,
    startCredential: job.request?.credential ?? null,
  });
  return mergeEffects([call.outage, effects]);
}

/** What is answered where something keeps the request from doing its work; undefined where nothing does. */
export function preventedBy(
  effects: FaultEffects,
  call: DialectCall & Partial<MatchedCall>,
  job: JobNow | null = null,
  facts: JobFacts | null = null,
): Answer | undefined {
  if (!prevents(effects)) return undefined;
  const error = insteadOf(effects);
  const draft = error === undefined ? NOTHING : errorReply(call, errorOf(error));
  return { draft, effects, kind: call.match?.route.kind ?? 'unmatched', job, facts, isFault: true };
}

/** A job that is not there is told as any that is not: its code is not the scenario's until the reply goes out. */
function errorOf({ code, message }: NonNullable<ReturnType<typeof insteadOf>>): ErrorToWrite {
  const kind = errorKindOf(code);
  return { kind, ...(kind !== 'unknown' && { status: code }), ...(message !== undefined && { message }) };
}

/** An error as the API tells it. */
export function refused(
  call: DialectCall & Partial<MatchedCall>,
  error: ErrorToWrite,
  job: JobNow | null = null,
): Answer {
  const kind = call.match?.route.kind ?? 'unmatched';
  return { draft: errorReply(call, error), effects: call.outage, kind, job, facts: null };
}

/** There is no such job, or its record is gone. */
export function unknownJob(call: MatchedCall): Answer {
  return refused(call, { kind: 'unknown' });
}

function errorReply(call: DialectCall & Partial<MatchedCall>, error: ErrorToWrite): DraftReply {
  const { dialect, incoming, base, match } = call;
  return writeError(dialect, match && { ...match, incoming }, incoming, error, { base });
}
