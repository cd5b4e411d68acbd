import type { JobState } from '@app/contracts';
import { advance, begin, type JobSnapshot } from './job.machine.js';
import type { Scenario } from '../scenarios/scenario.js';

/** One recorded step of a job. `at` is the instant at which it was due, however late it is written. */
export interface JobTransition {
  jobId: string;
  sequence: number;
  from: JobState | null;
  to: JobState;
  at: number;
}

/** A job as far as its life goes. `sequence` is the number of its latest transition. */
export interface Job extends JobSnapshot {
  id: string;
  name: string;
  sequence: number;
}

export interface Moved<Subject extends Job> {
  job: Subject;
  transitions: JobTransition[];
}

/** A new job, and the first entry of its record. */
export function createJob(birth: { id: string; name: string; at: number; scenario: Scenario }): Moved<Job> {
  const job = { id: birth.id, name: birth.name, sequence: 0, ...begin(birth) };
  return { job, transitions: [{ jobId: job.id, sequence: 0, from: null, to: job.state, at: birth.at }] };
}

/** Everything that became of a job by the instant `at`: none, one or, where it lags, several transitions. */
export function passTime<Subject extends Job>(subject: Subject, at: number): Moved<Subject> {
  const transitions: JobTransition[] = [];
  let job = subject;
  for (let dueAt = job.context.nextTransitionAt; dueAt !== null; dueAt = job.context.nextTransitionAt) {
    const { changed, state, context } = advance(job, { type: 'TimePassed', at });
    if (!changed) break;
    const sequence = job.sequence + 1;
    transitions.push({ jobId: job.id, sequence, from: job.state, to: state, at: dueAt });
    job = { ...job, state, context, sequence };
  }
  return { job, transitions };
}
