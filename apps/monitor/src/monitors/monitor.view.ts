import {
  type CompiledProfile,
  type MonitorRepresentation,
  type MonitorSummary,
  type Redactor,
  type RemoteError,
  isOutcome,
  redactor,
} from '@app/contracts';
import { remoteIdOf } from './job-id.js';
import { errorOf } from './monitor-error.js';
import type { MonitorRow } from './monitor-list.repository.js';
import { linksOf, monitorUrl } from './monitor-links.js';
import type { MonitorEntity } from './monitor.entity.js';
import { type MonitorSnapshot, begin, isInDoubt } from './monitor.machine.js';
import type { MonitorContext } from './monitor.types.js';

/** Whose redactor hides what is secret; without a profile the usual names alone are hidden. */
export function redactorOf(profile: CompiledProfile | undefined): Redactor {
  return redactor(profile ?? ({ profile: {} } as CompiledProfile));
}

/** What rows that were written by an earlier release may lack. */
const blank = begin({ startKey: '', job: null }).context;

/** A monitor as a list shows it. */
export function toSummary(publicBaseUrl: string, monitor: MonitorRow, redact: Redactor): MonitorSummary {
  const { id, name, profile, profileVersion, state, labels } = monitor;
  const context = { ...blank, ...monitor.context };
  return {
    id,
    name,
    profile,
    profileVersion,
    state,
    outcome: isOutcome(state) ? state : null,
    labels,
    jobId: remoteIdOf(context),
    status: toStatus(context),
    error: redacted(shownError({ state, context }), redact),
    createdAt: monitor.createdAt.toISOString(),
    updatedAt: monitor.updatedAt.toISOString(),
    endedAt: monitor.finishedAt?.toISOString() ?? null,
    deadlineAt: monitor.deadlineAt.toISOString(),
    links: { self: monitorUrl(publicBaseUrl, id) },
  };
}

/** Everything of a monitor that people may see. */
export function toMonitor(publicBaseUrl: string, monitor: MonitorEntity, redact: Redactor): MonitorRepresentation {
  const { id, version, input, pace } = monitor;
  const context = { ...blank, ...monitor.context };
  const { status, result, trouble, operation, reason, polls, retryAfterMs } = context;
  const seen = toStatus(context);
  return {
    ...toSummary(publicBaseUrl, { ...monitor, createdMicros: '' }, redact),
    version,
    input,
    job: toJob(context, redact),
    status: seen && { ...seen, value: redact.body(status) },
    result: result?.kind === 'missed' ? { ...result, error: redacted(result.error, redact) } : result,
    trouble: trouble && {
      since: instant(trouble.since),
      count: trouble.count,
      error: redacted(trouble.error, redact),
    },
    requested: toRequested(context),
    operation: operation && { ...operation, nextAt: operation.nextAt === null ? null : instant(operation.nextAt) },
    operationError: redacted(context.operationError, redact),
    reason,
    polls,
    lastPollAt: context.polledAt === null ? null : instant(context.polledAt),
    nextPollAt: monitor.nextPollAt?.toISOString() ?? null,
    pace,
    retryAfterMs,
    startedAt: context.startedAt === null ? null : instant(context.startedAt),
    links: linksOf(publicBaseUrl, id, monitor),
  };
}

function toStatus({ statusWord, verdict, progress }: MonitorContext): MonitorSummary['status'] {
  return statusWord === null && verdict === null ? null : { word: statusWord, verdict, progress };
}

function toJob(context: MonitorContext, redact: Redactor): MonitorRepresentation['job'] {
  if (context.job === null) return null;
  const captured = redact.body(context.job) as Record<string, unknown>;
  return {
    id: remoteIdOf(context),
    statusUrl: typeof captured['statusUrl'] === 'string' ? captured['statusUrl'] : null,
    captured,
  };
}

/** Why it did not succeed; while its start is in doubt, why. */
function shownError(monitor: MonitorSnapshot): RemoteError | null {
  return errorOf(monitor) ?? (isInDoubt(monitor) ? monitor.context.error : null);
}

function redacted<Error extends RemoteError | null>(error: Error, redact: Redactor): Error {
  if (error === null) return error;
  const { message, body } = error;
  return { ...error, message: redact.text(message), ...(body === undefined ? {} : { body: redact.body(body) }) };
}

function toRequested({ requested }: MonitorContext): MonitorRepresentation['requested'] {
  if (requested === null) return null;
  return requested === 'cancel' || requested === 'detach' ? 'cancel' : 'suspend';
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
