import type { MonitorContext, MonitorEvent, MonitorResult, PendingOperation } from './monitor.types.js';

/*
 * What an event changes in a monitor's memory. The chart says when; these say what. Each takes the facts that the event
 * brings and answers the fields that change.
 */

/** What an event brings, where the chart has made sure that it brings it. */
type Brings<Key extends string> = Extract<MonitorEvent, Record<Key, unknown>>;
type Update = (facts: { context: MonitorContext; event: MonitorEvent }) => Partial<MonitorContext>;

export const keepPrepared: Update = ({ context, event }) => ({
  prepared: (event as Brings<'prepared'>).prepared ?? context.prepared,
});

export const keepJob: Update = ({ context, event }) => ({
  job: { ...context.prepared, ...context.job, ...(event as Brings<'captured'>).captured },
  prepared: null,
  startedAt: event.at,
  phase: (event as Brings<'phase'>).phase,
  error: null,
  trouble: null,
  search: null,
});

export const keepStatus: Update = ({ context, event }) => {
  const { verdict, statusWord, status, progress, captured, phase, polls, retryAfterMs } = event as Brings<
    'captured' | 'status'
  >;
  const job = { ...context.prepared, ...context.job, ...captured };
  const known = { verdict, statusWord, status, progress, job, prepared: null, phase, retryAfterMs, trouble: null };
  return { ...known, ...counted(context, polls, event.at) };
};

export const keepPace: Update = ({ context, event }) => ({
  retryAfterMs: context.pollAtOnce ? null : (event as Brings<'retryAfterMs'>).retryAfterMs,
  pollAtOnce: false,
});
/** A status that was pushed is no poll. */
function counted(before: MonitorContext, polls: number, at: number): Pick<MonitorContext, 'polls' | 'polledAt'> {
  return { polls, polledAt: polls === before.polls ? before.polledAt : at };
}

export const keepReason: Update = ({ event }) => ({ reason: (event as Brings<'reason'>).reason });
export const keepError: Update = ({ event }) => ({ error: (event as Brings<'error'>).error });
export const keepPolls: Update = ({ context, event }) => counted(context, (event as Brings<'polls'>).polls, event.at);
export const keepResult: Update = ({ event }) => ({
  result: (event as Brings<'result'>).result,
  fetch: null,
  trouble: null,
});
export const keepOperationError: Update = ({ event }) => ({ operationError: (event as Brings<'error'>).error });

/** A streak of failed requests begins or goes on. Failed polls are counted by the poller, others here. */
export const countTrouble: Update = ({ context: { trouble }, event }) => {
  const { at, error, failures } = event as Brings<'error'> & { failures?: number };
  return { trouble: { since: trouble?.since ?? at, count: failures ?? (trouble?.count ?? 0) + 1, error } };
};

/** The result was not to be had when the monitor had to end; the job has succeeded all the same. */
export const missResult: Update = ({ context, event }) => ({
  result: missed(event.type === 'DeadlinePassed' ? 'deadline-passed' : 'canceled', context),
  fetch: null,
});

function missed(code: string, { trouble }: MonitorContext): MonitorResult {
  const why = trouble === null ? '' : `: ${trouble.error.message}`;
  return { kind: 'missed', error: { code, message: `The monitor ended before the result was fetched${why}` } };
}

export const beginFetching: Update = ({ event }) => ({ fetch: (event as Brings<'fetch'>).fetch });
export const beginSearch: Update = ({ event }) => ({
  search: (event as Brings<'canSearch'>).canSearch ? { attempts: 0 } : null,
});
export const countSearch: Update = ({ context, event }) => ({
  search: (event as Brings<'isOver'>).isOver ? null : { attempts: (context.search?.attempts ?? 0) + 1 },
});

export const rememberPoll: Update = () => ({ pollAtOnce: true });

/** What was asked for in a state that can't take it yet. */
export const rememberCancel: Update = ({ event }) => ({
  requested: (event as Brings<'crosses'>).crosses ? 'cancel' : 'detach',
});
export const rememberSuspend: Update = ({ event }) => ({
  requested: (event as Brings<'crosses'>).crosses ? 'pause' : 'suspend',
});
export const forgetRequest: Update = () => ({ requested: null });

/** What was remembered is asked of the remote job, now that there is one. */
export const crossOverAsRequested: Update = (facts) => ({
  ...(facts.context.requested === 'pause' ? beginOperation('pause')(facts) : {}),
  requested: null,
});

/** Begins to ask something of the remote job, at once. */
export function beginOperation(kind: PendingOperation['kind']): Update {
  return ({ event }) => ({ operation: { kind, attempts: 0, nextAt: event.at }, operationError: null });
}

/** Suspending and resuming reach the remote job where its profile can, and end what was asked of it before. */
export function crossOver(kind: PendingOperation['kind']): Update {
  const begin = beginOperation(kind);
  return (facts) => ((facts.event as Brings<'crosses'>).crosses ? begin(facts) : { operation: null });
}

export const operationTaken: Update = ({ context }) => ({
  operation: context.operation && { ...context.operation, nextAt: null },
});
export const operationFailed: Update = ({ context, event }) => ({
  operation: context.operation && {
    ...context.operation,
    attempts: context.operation.attempts + 1,
    nextAt: (event as Brings<'nextAt'>).nextAt,
  },
});
export const endOperation: Update = () => ({ operation: null });

export const giveUp: Update = ({ context }) => ({
  error: {
    ...context.error,
    code: 'start-unknown',
    message: `Given up: ${context.error?.message ?? 'nobody knows whether the job was started'}`,
  },
  search: null,
});

/** A new start under the same key: who honours it answers with the first job. */
export const startAgain: Update = () => ({ error: null, trouble: null, search: null, pollAtOnce: false });

export function goOnLater(resumeTo: NonNullable<MonitorContext['resumeTo']>): Update {
  return () => ({ resumeTo });
}
export const goOn: Update = () => ({ resumeTo: null });
