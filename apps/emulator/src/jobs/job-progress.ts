import type { JobFacts } from '@app/contracts';
import type { JobNow } from './job-now.js';
import type { LifeProgress } from './life.js';

type Told = NonNullable<JobFacts['progress']>;

const BY_DEFAULT: LifeProgress = { steps: 100 };
const TOTAL_BY_DEFAULT = 100;

/** How long a job has been at work, without its pauses; 0 before it began. */
export function workedMs(job: JobNow): number {
  const { context } = job;
  const startedAt = startOf(job);
  if (startedAt === null) return 0;
  const until = Math.min(job.now, ...[context.pausedAt, context.cancelRequestedAt, job.endedAt].filter(isInstant));
  return Math.max(until - startedAt - (context.pausedMs ?? 0), 0);
}

/** Since when a job is at work; null before. Jobs of the first release did not keep it. */
export function startOf({ state, context, life, endedAt }: JobNow): number | null {
  if (context.startedAt !== undefined) return context.startedAt;
  if (state === 'Queued' || context.cancelRequestedAt !== undefined) return null;
  const end = endedAt ?? context.nextTransitionAt;
  return end === null ? null : end - life.inProgressMs;
}

/** Which part of its work a job has done: 0 to 1. */
export function shareOf(job: JobNow): number {
  if (job.state === 'Completed') return 1;
  const { inProgressMs } = job.life;
  const startedAt = startOf(job);
  if (startedAt === null) return 0;
  return inProgressMs === 0 ? 1 : Math.min(workedMs(job) / inProgressMs, 1);
}

/** The phase that it is in, from 0; the last one, where its work is done. */
export function phaseOf(job: JobNow): number {
  const phases = job.life.phases ?? [];
  let left = job.state === 'Completed' ? Infinity : workedMs(job);
  for (const [index, { ms }] of phases.entries()) {
    left -= ms;
    if (left < 0) return index;
  }
  return Math.max(phases.length - 1, 0);
}

/** How far it is told to have come; null where nothing is to be told. It comes in steps, and never beyond where it ends. */
export function progressOf(job: JobNow): Told | null {
  const { progress = BY_DEFAULT, endPercent = 100, outcome } = job.life;
  if (progress === false) return null;
  const { steps, total = TOTAL_BY_DEFAULT, messages } = progress;
  const most = outcome === 'Completed' ? 100 : endPercent;
  const hasEnded = job.endedAt !== null && shareOf(job) === 1;
  const exact = shareOf(job) * (most / 100);
  const share = hasEnded ? exact : Math.floor(exact * steps + 1e-9) / steps;
  const percent = Math.round(share * 10_000) / 100;
  const message = partOf(messages, exact) ?? null;
  return { percent, done: Math.floor(share * total + 1e-9), total, message };
}

/** The lines that were written so far: one after the other, in equal parts of the work; none before it began. */
export function logsOf(job: JobNow): string[] {
  const { logs = [] } = job.life;
  if (startOf(job) === null) return [];
  return logs.slice(0, Math.floor(shareOf(job) * logs.length) + 1);
}

function partOf(parts: string[] | undefined, share: number): string | undefined {
  return parts?.[Math.min(Math.floor(share * parts.length), parts.length - 1)];
}

function isInstant(instant: number | null | undefined): instant is number {
  return typeof instant === 'number';
}

/** Whether the record of a job is still there, for whoever asks: a scenario may keep it for so long after its end. */
export function isKept({ life: { keptForMs }, endedAt, now }: JobNow): boolean {
  return keptForMs === undefined || endedAt === null || now < endedAt + keptForMs;
}
