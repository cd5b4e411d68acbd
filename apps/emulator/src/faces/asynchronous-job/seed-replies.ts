import type { DraftReply, Problem, ScenarioReplies } from '@app/contracts';
import { type FaultEffects, insteadOf } from '../../faults/fault-effects.js';
import { hintAt } from '../../faults/retry-after-text.js';
import { factsOf } from '../../jobs/job-facts.js';
import type { JobNow } from '../../jobs/job-now.js';
import { toJobStarted, toJobStatus } from './asynchronous-job.view.js';

const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** An answer of the seed's routes, with what goes wrong with it. */
export interface SeedAnswer {
  draft: DraftReply;
  effects: FaultEffects;
  job: { id: string } | null;
  /** Whether it says that the job has ended. */
  tellsEnd: boolean;
}

/** The seed's own answer to a start, with what a scenario says of codes and hints. Pure, as all of these. */
export function startedAnswer(job: JobNow, effects: FaultEffects): SeedAnswer {
  const { start, retryAfter } = job.life.replies ?? {};
  const headers = hintHeaders(retryAfter, 'start', job.realNow);
  return { draft: { code: start?.code ?? 202, headers, body: toJobStarted(job) }, effects, job, tellsEnd: false };
}

/** The seed's own answer to a poll. */
export function statusAnswer(job: JobNow, effects: FaultEffects): SeedAnswer {
  const { pending, end, retryAfter } = job.life.replies ?? {};
  const hasEnded = job.endedAt !== null;
  const word = effects.status ?? (hasEnded ? end?.status : phaseWord(job));
  const body = { ...toJobStatus(job), ...(word !== undefined && { jobStatus: word }) };
  const headers = hasEnded ? {} : hintHeaders(retryAfter, 'poll', job.realNow);
  const code = (hasEnded ? end : pending)?.code ?? 200;
  const tellsEnd = hasEnded && effects.status === undefined && effects.body === undefined;
  return { draft: { code, headers, body }, effects, job, tellsEnd };
}

/** What is answered where something keeps a request from doing its work. */
export function refusedAnswer(effects: FaultEffects, job: SeedAnswer['job']): SeedAnswer {
  const { code, message = 'The scenario has it so' } = insteadOf(effects) ?? { code: 503, message: '' };
  return problemAnswer({ type: 'about:blank', status: code, detail: message }, effects, job);
}

/** A problem that something may go wrong with on its way. */
export function problemAnswer(
  body: Pick<Problem, 'type' | 'status' | 'detail'>,
  effects: FaultEffects,
  job: SeedAnswer['job'] = null,
): SeedAnswer {
  const headers = { 'content-type': PROBLEM_JSON };
  return { draft: { code: body.status, headers, body }, effects, job, tellsEnd: false };
}

function phaseWord(job: JobNow): string | undefined {
  return job.life.phases === undefined ? undefined : factsOf(job).status;
}

function hintHeaders(hint: ScenarioReplies['retryAfter'], on: 'start' | 'poll', now: number): Record<string, string> {
  const { ms, headers = {} } = hintAt(hint, on, now) ?? {};
  return ms === undefined ? headers : { 'retry-after': String(Math.ceil(ms / 1000)) };
}
