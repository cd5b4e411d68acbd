import type { JobPage, JobRepresentation, JobSummary } from '@app/contracts';
import { factsOf, standingOf } from './job-facts.js';
import type { JobTransition } from './job-life.js';
import type { JobNow } from './job-now.js';
import { progressOf, startOf } from './job-progress.js';

export function toJobSummary(job: JobNow): JobSummary {
  return {
    id: job.id,
    number: job.number,
    name: job.name,
    dialect: job.dialect,
    reference: job.reference,
    scenario: job.life.scenario ?? null,
    state: job.state,
    standing: standingOf(job),
    percent: progressOf(job)?.percent ?? null,
    createdAt: iso(job.createdAt),
    startedAt: iso(startOf(job)),
    endedAt: iso(job.endedAt),
    nextTransitionAt: iso(job.context.nextTransitionAt),
  };
}

export function toJob(job: JobNow, history: JobTransition[]): JobRepresentation {
  const facts = factsOf(job);
  const phase = job.life.phases?.[facts.phase];
  return {
    ...toJobSummary(job),
    namespace: job.namespace,
    progress: facts.progress,
    phase: phase ? { index: facts.phase, name: phase.name ?? null, status: phase.status ?? null } : null,
    result: facts.result,
    error: facts.error && { ...facts.error, body: facts.error.body ?? null },
    logs: facts.logs,
    counts: job.counts,
    history: history.map(({ sequence, from, to, at }) => ({ sequence, from, to, at: iso(at) })),
    now: iso(job.now),
  };
}

export function toJobPage(jobs: JobNow[], next: number | undefined): JobPage {
  return { jobs: jobs.map(toJobSummary), ...(next === undefined ? {} : { next: String(next) }) };
}

function iso(instant: number): string;
function iso(instant: number | null): string | null;
function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
