import {
  type Captures,
  type PollReading,
  type ProfileRequest,
  type Progress,
  type RemoteError,
  boundedJson,
} from '@app/contracts';
import type { MonitorContext, MonitorEvent, MonitorResult, SeenVerdict } from './monitor.types.js';

const MAX_STATUS_CHARACTERS = 65_536;

/** What a poll brought, as the poller's memory has it; `failures` and `missingInARow` count this one. */
export interface Polled {
  reading: PollReading;
  at: number;
  polls: number;
  failures: number;
  missingInARow: number;
  /** The budgets of the phase in which it was sent. */
  phase: { missing: { graceMs: number; limit: number }; failing: { forMs: number | null; limit: number | null } };
  /** Where the job succeeded: the request behind which its result lies, or the result itself. */
  fetch: ProfileRequest | null;
  result: MonitorResult | null;
}

/**
 * The event that a poll is worth, or undefined where it says nothing new: an unchanged poll costs neither a transition
 * nor a statement. News are an end, a new status word or progress, a new pace, another place to ask, and the
 * beginning, the doublings and the end of a streak of failures. Pure.
 */
export function newsOf(context: MonitorContext, polled: Polled): MonitorEvent | undefined {
  const { reading, at, polls } = polled;
  const error = reading.error ?? { code: reading.verdict, message: `The reply was taken as ${reading.verdict}` };
  switch (reading.verdict) {
    case 'running':
    case 'paused':
    case 'needs_input':
    case 'unknown':
      return isUnchanged(context, reading) ? undefined : { type: 'StatusSeen', ...seen(polled, reading.verdict) };
    case 'succeeded':
      return {
        type: 'JobSucceeded',
        ...seen(polled, 'succeeded'),
        fetch: polled.fetch,
        result: polled.result,
      };
    case 'failed':
      return { type: 'JobFailed', ...seen(polled, 'failed'), error };
    case 'canceled':
      return { type: 'JobCanceled', ...seen(polled, 'canceled') };
    case 'lost':
    case 'missing':
      // Who took our cancel may forget the job at once.
      if (isCancelTaken(context)) return { type: 'JobCanceled', ...seen(polled, 'canceled') };
      if (isLost(context, polled)) return { type: 'JobLost', at, polls, error };
      return failureNews(context, polled, error);
    case 'transient':
    case 'reauth':
    case 'follow':
      return failureNews(context, polled, error);
  }
}

function seen({ at, polls, reading }: Polled, verdict: SeenVerdict) {
  const { statusWord, progress, captured, phase } = reading;
  const status = bounded(reading.status);
  return { at, polls, verdict, statusWord, status, progress, captured, phase, retryAfterMs: reading.hintMs ?? null };
}

function isUnchanged(context: MonitorContext, reading: PollReading): boolean {
  return (
    context.trouble === null &&
    context.statusWord === reading.statusWord &&
    context.verdict === reading.verdict &&
    context.retryAfterMs === (reading.hintMs ?? null) &&
    context.phase === reading.phase &&
    isSameProgress(context.progress, reading.progress) &&
    isKnown(context.job, reading.captured)
  );
}

/** Whether two readings of progress say the same. */
export function isSameProgress(one: Progress | null, other: Progress | null): boolean {
  return (
    one?.percent === other?.percent &&
    one?.done === other?.done &&
    one?.total === other?.total &&
    one?.message === other?.message
  );
}

function isKnown(job: Captures | null, captured: Captures): boolean {
  for (const name in captured) if (!isSame(job?.[name], captured[name])) return false;
  return true;
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other);
}

function isCancelTaken({ operation }: MonitorContext): boolean {
  return operation?.kind === 'cancel' && operation.nextAt === null;
}

/** A record that is not there yet is no news in the grace after the start; later it is gone once it was missing often enough. */
function isLost({ verdict, startedAt }: MonitorContext, polled: Polled): boolean {
  const {
    at,
    missingInARow,
    reading,
    phase: { missing },
  } = polled;
  if (reading.verdict === 'lost') return true;
  const isGrace = verdict === null && startedAt !== null && at < startedAt + missing.graceMs;
  return !isGrace && missingInARow >= missing.limit;
}

function failureNews(context: MonitorContext, polled: Polled, error: RemoteError): MonitorEvent | undefined {
  const { at, polls, failures, reading, phase } = polled;
  const { forMs, limit } = phase.failing;
  if (failures >= (limit ?? Infinity) || (forMs !== null && at - (context.trouble?.since ?? at) >= forMs)) {
    const spent = {
      ...error,
      code: 'polls-failing',
      message: `Polls failed for longer than they may: ${error.message}`,
    };
    return { type: 'PollsExhausted', at, polls, error: spent };
  }
  const retryAfterMs = reading.hintMs ?? null;
  const isDoubling = Number.isInteger(Math.log2(failures));
  if (context.trouble !== null && context.retryAfterMs === retryAfterMs && !isDoubling) return undefined;
  return { type: 'PollFailed', at, polls, failures, isMissing: reading.verdict === 'missing', error, retryAfterMs };
}

/** A status that is too large to be kept with every monitor is cut. */
function bounded(status: unknown): unknown {
  const kept = boundedJson(status, MAX_STATUS_CHARACTERS);
  return kept.isCut ? { truncated: kept.text } : status;
}
