import { type MonitorState, type RemoteError, monitorStates } from '@app/contracts';
import { assign, initialTransition, setup, transition } from 'xstate';
import type { MonitorContext, MonitorEvent } from './monitor.types.js';

/*
 * A monitor's life: it starts one job, watches it to its end, and keeps apart what befell the job from what befell us.
 *
 *   Pending ──StartIntended──► Starting ──JobStarted──► Watching ──► Succeeded | Failed | Canceled | Lost
 *      ▲                        │      └─StartDoubted─► StartUnknown ──JobStarted──► Watching
 *      └──────StartDeferred─────┘
 *   Suspended remembers where it goes on. DeadlinePassed ends any live state as TimedOut.
 *
 * The watcher sends what the remote side said (StartIntended … JobLost, PollFailed) and DeadlinePassed; people send
 * SuspendRequested, ResumeRequested, CancelRequested. In Starting a request waits until the start has resolved, for
 * until then nobody knows whether there is a job. Time and ids arrive inside the events; nothing here does anything.
 */

type Of<Type extends MonitorEvent['type']> = Extract<MonitorEvent, { type: Type }>;

/** A streak of failed requests goes on, or begins. Failed starts are counted here, failed polls by the poller. */
const countTrouble = (
  { trouble }: MonitorContext,
  { at, error, failures }: { at: number; error: RemoteError; failures?: number },
): Pick<MonitorContext, 'trouble'> => ({
  trouble: { since: trouble?.since ?? at, count: failures ?? (trouble?.count ?? 0) + 1, error },
});

const keepSeen = ({
  polls,
  statusWord,
  status,
  retryAfterMs,
}: Of<'StatusSeen' | 'JobSucceeded' | 'JobFailed' | 'JobCanceled'>) => ({
  polls,
  statusWord,
  status,
  retryAfterMs,
  trouble: null,
});

const machine = setup({
  types: {
    context: {} as MonitorContext,
    events: {} as MonitorEvent,
    input: {} as { startKey: string; jobId: string | null },
  },
  guards: {
    jobIsKnown: ({ context }) => context.jobId !== null,
    cancelIsRequested: ({ context }) => context.requested === 'cancel',
    suspendIsRequested: ({ context }) => context.requested === 'suspend',
    isSafeToRepeat: (_, { safeToRepeat }: { safeToRepeat: boolean }) => safeToRepeat,
    goesOnPending: ({ context }) => context.resumeTo === 'Pending',
    goesOnDoubting: ({ context }) => context.resumeTo === 'StartUnknown',
  },
}).createMachine({
  id: 'monitor',
  initial: 'Created',
  context: ({ input }) => ({
    startKey: input.startKey,
    jobId: input.jobId,
    status: null,
    statusWord: null,
    polls: 0,
    retryAfterMs: null,
    trouble: null,
    requested: null,
    resumeTo: null,
    reason: null,
    error: null,
  }),
  states: {
    /** Never stored: a new monitor either starts a job or attaches to one that runs already. */
    Created: { always: [{ guard: 'jobIsKnown', target: 'Watching' }, { target: 'Pending' }] },

    /** Nothing was sent, or surely nothing arrived. The watcher moves it on. */
    Pending: {
      on: {
        StartIntended: 'Starting',
        SuspendRequested: {
          target: 'Suspended',
          actions: assign(({ event }) => ({ resumeTo: 'Pending', reason: event.reason })),
        },
        CancelRequested: { target: 'Canceled', actions: assign(({ event }) => ({ reason: event.reason })) },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** The start request is on its way, or its reply was lost and it may be asked again under the same key. */
    Starting: {
      on: {
        JobStarted: [
          {
            guard: 'cancelIsRequested',
            target: 'Canceled',
            actions: assign(({ event }) => ({ jobId: event.jobId, trouble: null })),
          },
          {
            guard: 'suspendIsRequested',
            target: 'Suspended',
            actions: assign(({ event }) => ({
              jobId: event.jobId,
              trouble: null,
              requested: null,
              resumeTo: 'Watching',
            })),
          },
          {
            target: 'Watching',
            actions: assign(({ event }) => ({ jobId: event.jobId, trouble: null, retryAfterMs: event.retryAfterMs })),
          },
        ],
        StartRefused: [
          { guard: 'cancelIsRequested', target: 'Canceled', actions: assign(({ event }) => ({ error: event.error })) },
          { target: 'Failed', actions: assign(({ event }) => ({ error: event.error })) },
        ],
        StartDeferred: [
          { guard: 'cancelIsRequested', target: 'Canceled' },
          {
            guard: 'suspendIsRequested',
            target: 'Suspended',
            actions: assign({ requested: null, resumeTo: 'Pending' }),
          },
          { target: 'Pending', actions: assign(({ context, event }) => countTrouble(context, event)) },
        ],
        StartDoubted: [
          { guard: 'cancelIsRequested', target: 'Canceled', actions: assign(({ event }) => ({ error: event.error })) },
          {
            guard: { type: 'isSafeToRepeat', params: ({ event }) => event },
            actions: assign(({ context, event }) => countTrouble(context, event)),
          },
          {
            guard: 'suspendIsRequested',
            target: 'Suspended',
            actions: assign(({ event }) => ({ requested: null, resumeTo: 'StartUnknown', error: event.error })),
          },
          { target: 'StartUnknown', actions: assign(({ event }) => ({ error: event.error })) },
        ],
        SuspendRequested: { actions: assign(({ event }) => ({ requested: 'suspend', reason: event.reason })) },
        ResumeRequested: { guard: 'suspendIsRequested', actions: assign({ requested: null }) },
        CancelRequested: { actions: assign(({ event }) => ({ requested: 'cancel', reason: event.reason })) },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** Sent, and nobody knows whether it arrived: a late reply or a person settles it, never a second start. */
    StartUnknown: {
      on: {
        JobStarted: {
          target: 'Watching',
          actions: assign(({ event }) => ({
            jobId: event.jobId,
            error: null,
            trouble: null,
            retryAfterMs: event.retryAfterMs,
          })),
        },
        StartRefused: { target: 'Failed', actions: assign(({ event }) => ({ error: event.error })) },
        SuspendRequested: {
          target: 'Suspended',
          actions: assign(({ event }) => ({ resumeTo: 'StartUnknown', reason: event.reason })),
        },
        CancelRequested: { target: 'Canceled', actions: assign(({ event }) => ({ reason: event.reason })) },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** The job is known and polled. What a poll says moves it on. */
    Watching: {
      on: {
        StatusSeen: { actions: assign(({ event }) => keepSeen(event)) },
        JobSucceeded: { target: 'Succeeded', actions: assign(({ event }) => keepSeen(event)) },
        JobFailed: { target: 'Failed', actions: assign(({ event }) => ({ ...keepSeen(event), error: event.error })) },
        JobCanceled: { target: 'Canceled', actions: assign(({ event }) => keepSeen(event)) },
        JobLost: { target: 'Lost', actions: assign(({ event }) => ({ error: event.error, polls: event.polls })) },
        PollFailed: {
          actions: assign(({ context, event }) => ({
            ...countTrouble(context, event),
            polls: event.polls,
            retryAfterMs: event.retryAfterMs,
          })),
        },
        SuspendRequested: {
          target: 'Suspended',
          actions: assign(({ event }) => ({ resumeTo: 'Watching', reason: event.reason })),
        },
        CancelRequested: { target: 'Canceled', actions: assign(({ event }) => ({ reason: event.reason })) },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** Nothing is sent. A person moves it on; its deadline runs. */
    Suspended: {
      on: {
        JobStarted: {
          guard: 'goesOnDoubting',
          actions: assign(({ event }) => ({ jobId: event.jobId, error: null, resumeTo: 'Watching' })),
        },
        ResumeRequested: [
          {
            guard: 'goesOnPending',
            target: 'Pending',
            actions: assign(({ event }) => ({ resumeTo: null, reason: event.reason })),
          },
          {
            guard: 'goesOnDoubting',
            target: 'StartUnknown',
            actions: assign(({ event }) => ({ resumeTo: null, reason: event.reason })),
          },
          { target: 'Watching', actions: assign(({ event }) => ({ resumeTo: null, reason: event.reason })) },
        ],
        CancelRequested: { target: 'Canceled', actions: assign(({ event }) => ({ reason: event.reason })) },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** The job completed. */
    Succeeded: { type: 'final' },
    /** The job failed, or its start was refused. */
    Failed: { type: 'final' },
    /** The job was canceled, or a person ended our watching. */
    Canceled: { type: 'final' },
    /** The deadline passed first. */
    TimedOut: { type: 'final' },
    /** The remote side no longer knows the job. */
    Lost: { type: 'final' },
  },
});

/** A stored row holds a state that the chart does not know. */
export class UnknownMonitorState extends Error {}

export interface MonitorSnapshot {
  state: MonitorState;
  context: MonitorContext;
}

/** A new monitor: Pending, or Watching where it attaches to a job that is known already. */
export function begin(input: { startKey: string; jobId: string | null }): MonitorSnapshot {
  const [next] = initialTransition(machine, input);
  return { state: next.value as MonitorState, context: next.context };
}

/** What `event` makes of a monitor. `changed` is false where the state does not take the event. */
export function advance(current: MonitorSnapshot, event: MonitorEvent): MonitorSnapshot & { changed: boolean } {
  if (!monitorStates.includes(current.state))
    throw new UnknownMonitorState(`No monitor can be in state ${current.state}`);
  const snapshot = machine.resolveState({ value: current.state, context: current.context });
  const [next] = transition(machine, snapshot, event);
  return { state: next.value as MonitorState, context: next.context, changed: next !== snapshot };
}
