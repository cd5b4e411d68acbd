import type { MonitorEventType, MonitorState } from '@app/contracts';
import { jobIdOf } from './job-id.js';
import type { MonitorSnapshot } from './monitor.machine.js';
import type { HistoryEntry, MonitorEvent } from './monitor.types.js';
import { isSameProgress } from './poll-reading.js';

/** The entry that entering a state adds to the history. */
const entered: Record<MonitorState, MonitorEventType> = {
  Pending: 'longwatch.monitor.start-failing.v1',
  Starting: 'longwatch.monitor.starting.v1',
  StartUnknown: 'longwatch.monitor.start-unknown.v1',
  Watching: 'longwatch.monitor.started.v1',
  Suspended: 'longwatch.monitor.suspended.v1',
  Succeeded: 'longwatch.monitor.succeeded.v1',
  Failed: 'longwatch.monitor.failed.v1',
  Canceled: 'longwatch.monitor.canceled.v1',
  TimedOut: 'longwatch.monitor.timed-out.v1',
  Lost: 'longwatch.monitor.lost.v1',
};

/** The parts of a history, each read from the difference that a transition made, in the order in which they are told. */
const parts = [troubleEntries, statusEntries, requestEntries, operationEntries, resultEntries, stateEntries];

/** What a transition adds to the history. Pure. */
export function historyOf(before: MonitorSnapshot, event: MonitorEvent, after: MonitorSnapshot): HistoryEntry[] {
  return parts.flatMap((part) =>
    part(before, event, after).map(([type, data]) => ({ type: `longwatch.monitor.${type}.v1`, at: event.at, data })),
  ) as HistoryEntry[];
}

type ShortType = MonitorEventType extends `longwatch.monitor.${infer Short}.v1` ? Short : never;
type Told = [type: ShortType, data: Record<string, unknown>][];

/** The beginning and the end of a streak of failed requests, by what they were for. */
function troubleEntries(before: MonitorSnapshot, event: MonitorEvent, after: MonitorSnapshot): Told {
  const [was, is] = [before.context.trouble, after.context.trouble];
  if (was !== null && is === null && event.type !== 'JobStarted' && event.type !== 'StartAgainRequested')
    return [['polls-recovered', { failures: was.count }]];
  if (was !== null || is === null || before.state !== after.state) return [];
  return [[troubleType(event), { error: is.error }]];
}

function troubleType(event: MonitorEvent): ShortType {
  if (event.type === 'FetchFailed') return 'result-failing';
  if (event.type !== 'PollFailed') return 'start-failing';
  return event.isMissing ? 'record-missing' : 'polls-failing';
}

/** What the job's status brought: a word, a word that the profile does not know, progress, another pace. */
function statusEntries(before: MonitorSnapshot, _: MonitorEvent, after: MonitorSnapshot): Told {
  const [was, is] = [before.context, after.context];
  const told: Told = [];
  const { statusWord, verdict, status, progress } = is;
  if (statusWord !== was.statusWord || verdict !== was.verdict) {
    const data = { statusWord, verdict, status, ...(progress === null ? {} : { progress }) };
    told.push([verdict === 'unknown' ? 'status-unknown' : 'status-changed', data]);
  } else if (progress !== null && !isSameProgress(progress, was.progress)) told.push(['progressed', { progress }]);
  if (is.retryAfterMs !== was.retryAfterMs && before.state === after.state)
    told.push(['pace-changed', { retryAfterMs: is.retryAfterMs }]);
  return told;
}

/** What people asked for that takes effect later. */
function requestEntries(before: MonitorSnapshot, event: MonitorEvent, after: MonitorSnapshot): Told {
  const [was, is] = [before.context, after.context];
  if (event.type === 'CancelRequested' && is.operation?.kind === 'cancel')
    return [['cancel-requested', { reason: is.reason }]];
  if (is.requested === was.requested || before.state !== after.state) return [];
  switch (is.requested) {
    case 'cancel':
    case 'detach':
      return [['cancel-requested', { reason: is.reason }]];
    case 'suspend':
    case 'pause':
      return [['suspend-requested', { reason: is.reason }]];
    case null:
      return [['resumed', { reason: is.reason }]];
  }
}

/** How the remote side took what was asked of its job. */
function operationEntries(before: MonitorSnapshot, event: MonitorEvent, after: MonitorSnapshot): Told {
  switch (event.type) {
    case 'OperationTaken':
    case 'OperationDone':
    case 'OperationGone':
      return [['operation-accepted', { kind: event.kind, answer: answers[event.type] }]];
    case 'OperationRefused':
      return [['operation-refused', { kind: event.kind, error: event.error }]];
    case 'OperationFailed':
      return before.context.operation?.attempts === 0 && after.context.operation !== null
        ? [['operation-failing', { kind: event.kind }]]
        : [];
    case 'JobNotFound':
      return event.isOver ? [['start-searched', { found: false }]] : [];
    default:
      return [];
  }
}

const answers = { OperationTaken: 'accepted', OperationDone: 'done', OperationGone: 'gone' };

function resultEntries(before: MonitorSnapshot, _: MonitorEvent, after: MonitorSnapshot): Told {
  return before.context.fetch === null && after.context.fetch !== null ? [['result-awaited', {}]] : [];
}

function stateEntries(before: MonitorSnapshot, event: MonitorEvent, after: MonitorSnapshot): Told {
  if (before.state === after.state || isOneMoreAttempt(before, after)) return [];
  const type = typeOfEntering(before, event, after);
  return [
    [
      type.slice('longwatch.monitor.'.length, -'.v1'.length) as ShortType,
      { ...dataOf(after), ...remoteCancelOf(event) },
    ],
  ];
}

/** What came of stopping the remote job at the deadline, where its profile asks for that. */
function remoteCancelOf(event: MonitorEvent): { remoteCancel?: string } {
  return event.type === 'DeadlinePassed' && event.remoteCancel !== undefined
    ? { remoteCancel: event.remoteCancel }
    : {};
}

/** A start that fails for hours is told of at its beginning and at every doubling, not at every attempt. */
function isOneMoreAttempt(before: MonitorSnapshot, after: MonitorSnapshot): boolean {
  if (before.state === 'Pending' && after.state === 'Starting') return before.context.trouble !== null;
  if (before.state !== 'Starting' || after.state !== 'Pending') return false;
  return !Number.isInteger(Math.log2(after.context.trouble?.count ?? 1));
}

function typeOfEntering(before: MonitorSnapshot, event: MonitorEvent, after: MonitorSnapshot): MonitorEventType {
  if (event.type === 'ResumeRequested') return 'longwatch.monitor.resumed.v1';
  if (event.type === 'StartAgainRequested') return 'longwatch.monitor.starting.v1';
  if (before.state === 'Suspended' && after.state === 'Watching') return 'longwatch.monitor.resumed.v1';
  return entered[after.state];
}

/** The facts worth keeping about a state that was entered; absent ones are left out. */
function dataOf({ state, context }: MonitorSnapshot): Record<string, unknown> {
  const facts = {
    state,
    jobId: jobIdOf(context),
    reason: context.reason,
    error: context.error ?? context.trouble?.error ?? null,
    result: context.result?.kind ?? null,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}
