import type { PollVerdict, RemoteError } from '@app/contracts';
import type { Answer } from '../targets/target.client.js';
import type { MonitorContext, MonitorEvent } from './monitor.types.js';

const MAX_STATUS_CHARACTERS = 65_536;

/** What a poll brought, as the poller's memory has it; `failures` and `notFoundInARow` count this one. */
export interface PollReading {
  verdict: PollVerdict;
  at: number;
  polls: number;
  failures: number;
  notFoundInARow: number;
  notFoundLimit: number;
}

/** An answer that never came is this poll's own failure. */
export function unanswered(answer: Exclude<Answer, { kind: 'reply' }>): PollVerdict {
  return { verdict: 'transient', error: answer.error };
}

/**
 * The event that a reading is worth, or undefined where it says nothing new: an unchanged poll costs neither a
 * transition nor a statement. News are an end, a new status word or percentage, a new pace, and the beginning, the
 * doublings and the end of a streak of failures. Pure.
 */
export function newsOf(context: MonitorContext, reading: PollReading): MonitorEvent | undefined {
  const { verdict, at, polls } = reading;
  const retryAfterMs = 'retryAfterMs' in verdict ? (verdict.retryAfterMs ?? null) : null;
  switch (verdict.verdict) {
    case 'running': {
      const seen = { at, polls, statusWord: verdict.statusWord, status: verdict.status, retryAfterMs };
      return isUnchanged(context, seen) ? undefined : { type: 'StatusSeen', ...seen, status: bounded(verdict.status) };
    }
    case 'succeeded':
      return {
        type: 'JobSucceeded',
        at,
        polls,
        statusWord: verdict.statusWord,
        status: bounded(verdict.status),
        retryAfterMs,
      };
    case 'failed':
      return {
        type: 'JobFailed',
        at,
        polls,
        statusWord: verdict.statusWord,
        status: bounded(verdict.status),
        retryAfterMs,
        error: {
          code: 'job-failed',
          message: `The job ended as ${verdict.statusWord}`,
          body: bounded(verdict.status),
        },
      };
    case 'canceled':
      return {
        type: 'JobCanceled',
        at,
        polls,
        statusWord: verdict.statusWord,
        status: bounded(verdict.status),
        retryAfterMs,
      };
    case 'lost':
      return { type: 'JobLost', at, polls, error: verdict.error };
    case 'notFound':
      if (reading.notFoundInARow >= reading.notFoundLimit) return { type: 'JobLost', at, polls, error: verdict.error };
      return failureNews(context, reading, verdict.error, retryAfterMs);
    case 'transient':
      return failureNews(context, reading, verdict.error, retryAfterMs);
  }
}

function isUnchanged(
  context: MonitorContext,
  seen: { statusWord: string; status: unknown; retryAfterMs: number | null },
): boolean {
  return (
    context.trouble === null &&
    context.statusWord === seen.statusWord &&
    context.retryAfterMs === seen.retryAfterMs &&
    percentOf(context.status) === percentOf(seen.status)
  );
}

function failureNews(
  context: MonitorContext,
  { at, polls, failures }: PollReading,
  error: RemoteError,
  retryAfterMs: number | null,
): MonitorEvent | undefined {
  const isDoubling = Number.isInteger(Math.log2(failures));
  if (context.trouble !== null && context.retryAfterMs === retryAfterMs && !isDoubling) return undefined;
  return { type: 'PollFailed', at, polls, failures, error, retryAfterMs };
}

/** A status that is too large to be kept with every monitor is cut; its progress stays. */
function bounded(status: unknown): unknown {
  const text = JSON.stringify(status);
  if (text.length <= MAX_STATUS_CHARACTERS) return status;
  const percent = percentOf(status);
  // The cut may go through a pair of surrogates, and half of one can't be stored.
  return {
    ...(percent === undefined ? {} : { percent }),
    truncated: text.slice(0, MAX_STATUS_CHARACTERS).toWellFormed(),
  };
}

/** Progress in percent, where the status tells one under a usual name. */
export function percentOf(status: unknown): number | undefined {
  if (typeof status !== 'object' || status === null) return undefined;
  const { percent, percentComplete, progress } = status as Record<string, unknown>;
  return [percent, percentComplete, progress].find((value) => typeof value === 'number');
}
