import type { JobState } from '@app/contracts';
import { type JobEvent, type JobSnapshot, advance, begin } from './job.machine.js';
import type { MachineLife } from './life.js';

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
  namespace: string;
  name: string | null;
  sequence: number;
}

export interface Moved<Subject extends Job> {
  job: Subject;
  transitions: JobTransition[];
}

/** A new job, and the first entry of its record. */
export function createJob<Birth extends Omit<Job, 'state' | 'context' | 'sequence'>>(
  birth: Birth & { life: MachineLife },
  at: number,
  isOpen = false,
): Moved<Birth & Job> {
  const { state, context } = begin({ at, life: birth.life, isOpen });
  const job = { ...birth, sequence: 0, state, context };
  return { job, transitions: [{ jobId: job.id, sequence: 0, from: null, to: state, at }] };
}

/** Everything that became of a job by the instant `at`: none, one or, where it lags, several transitions. */
export function passTime<Subject extends Job>(subject: Subject, at: number): Moved<Subject> {
  const transitions: JobTransition[] = [];
  let job = subject;
  for (let dueAt = job.context.nextTransitionAt; dueAt !== null; dueAt = job.context.nextTransitionAt) {
    if (dueAt > at) break;
    const { changed, state, context } = advance(job, { type: 'TimePassed', at });
    if (!changed) break;
    const sequence = job.sequence + 1;
    transitions.push({ jobId: job.id, sequence, from: job.state, to: state, at: dueAt });
    job = { ...job, state, context, sequence };
  }
  return { job, transitions };
}

/** What becomes of a job that is asked something at `event.at`: first of what was due until then, then of what is due at once. */
export function ask<Subject extends Job>(subject: Subject, event: JobEvent): Moved<Subject> & { isChanged: boolean } {
  const until = passTime(subject, event.at);
  const { changed, context } = advance(until.job, event);
  const after = passTime({ ...until.job, context }, event.at);
  return { job: after.job, transitions: [...until.transitions, ...after.transitions], isChanged: changed };
}
