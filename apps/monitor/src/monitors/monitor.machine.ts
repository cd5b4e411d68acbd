import { type MonitorState, monitorStates } from '@app/contracts';
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

/** What an event brings, where the chart has made sure that it brings it. */
type Brings<Key extends string> = Extract<MonitorEvent, Record<Key, unknown>>;

const machine = setup({
  types: {
    context: {} as MonitorContext,
    events: {} as MonitorEvent,
    input: {} as { startKey: string; jobId: string | null } | undefined,
  },
  guards: {
    jobIsKnown: ({ context }) => context.jobId !== null,
    cancelIsRequested: ({ context }) => context.requested === 'cancel',
    suspendIsRequested: ({ context }) => context.requested === 'suspend',
    isSafeToRepeat: ({ event }) => (event as Of<'StartDoubted'>).safeToRepeat,
    goesOnPending: ({ context }) => context.resumeTo === 'Pending',
    goesOnDoubting: ({ context }) => context.resumeTo === 'StartUnknown',
  },
  actions: {
    keepJob: assign(({ event }) => ({ jobId: (event as Of<'JobStarted'>).jobId, error: null, trouble: null })),
    keepPace: assign(({ event }) => ({ retryAfterMs: (event as Brings<'retryAfterMs'>).retryAfterMs })),
    keepReason: assign(({ event }) => ({ reason: (event as Brings<'reason'>).reason })),
    keepError: assign(({ event }) => ({ error: (event as Brings<'error'>).error })),
    keepPolls: assign(({ event }) => ({ polls: (event as Brings<'polls'>).polls })),
    keepStatus: assign(({ event }) => {
      const { statusWord, status } = event as Brings<'status'>;
      return { statusWord, status, trouble: null };
    }),
    /** A streak of failed requests begins or goes on. Failed polls are counted by the poller, failed starts here. */
    countTrouble: assign(({ context: { trouble }, event }) => {
      const { at, error, failures } = event as Brings<'error'> & { failures?: number };
      return { trouble: { since: trouble?.since ?? at, count: failures ?? (trouble?.count ?? 0) + 1, error } };
    }),
    request: assign((_, requested: NonNullable<MonitorContext['requested']>) => ({ requested })),
    forgetRequest: assign({ requested: null }),
    goOnLater: assign((_, resumeTo: NonNullable<MonitorContext['resumeTo']>) => ({ resumeTo })),
    goOn: assign({ resumeTo: null }),
  },
}).createMachine({
  id: 'monitor',
  initial: 'Created',
  // XState asks for a first context before each pure transition too, without input, and drops it; throwing there is slow.
  context: ({ input }) => ({
    startKey: input?.startKey ?? '',
    jobId: input?.jobId ?? null,
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
        SuspendRequested: { target: 'Suspended', actions: ['keepReason', goOnLaterAs('Pending')] },
        CancelRequested: { target: 'Canceled', actions: 'keepReason' },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** The start request is on its way, or its reply was lost and it may be asked again under the same key. */
    Starting: {
      on: {
        JobStarted: [
          { guard: 'cancelIsRequested', target: 'Canceled', actions: 'keepJob' },
          {
            guard: 'suspendIsRequested',
            target: 'Suspended',
            actions: ['keepJob', 'keepPace', 'forgetRequest', goOnLaterAs('Watching')],
          },
          { target: 'Watching', actions: ['keepJob', 'keepPace'] },
        ],
        StartRefused: [
          { guard: 'cancelIsRequested', target: 'Canceled', actions: 'keepError' },
          { target: 'Failed', actions: 'keepError' },
        ],
        StartDeferred: [
          { guard: 'cancelIsRequested', target: 'Canceled' },
          { guard: 'suspendIsRequested', target: 'Suspended', actions: ['forgetRequest', goOnLaterAs('Pending')] },
          { target: 'Pending', actions: 'countTrouble' },
        ],
        StartDoubted: [
          { guard: 'cancelIsRequested', target: 'Canceled', actions: 'keepError' },
          { guard: 'isSafeToRepeat', actions: 'countTrouble' },
          {
            guard: 'suspendIsRequested',
            target: 'Suspended',
            actions: ['keepError', 'forgetRequest', goOnLaterAs('StartUnknown')],
          },
          { target: 'StartUnknown', actions: 'keepError' },
        ],
        SuspendRequested: { actions: ['keepReason', { type: 'request', params: 'suspend' }] },
        ResumeRequested: { guard: 'suspendIsRequested', actions: 'forgetRequest' },
        CancelRequested: { actions: ['keepReason', { type: 'request', params: 'cancel' }] },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** Sent, and nobody knows whether it arrived: a late reply or a person settles it, never a second start. */
    StartUnknown: {
      on: {
        JobStarted: { target: 'Watching', actions: ['keepJob', 'keepPace'] },
        StartRefused: { target: 'Failed', actions: 'keepError' },
        SuspendRequested: { target: 'Suspended', actions: ['keepReason', goOnLaterAs('StartUnknown')] },
        CancelRequested: { target: 'Canceled', actions: 'keepReason' },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** The job is known and polled. What a poll says moves it on. */
    Watching: {
      on: {
        StatusSeen: { actions: ['keepStatus', 'keepPolls', 'keepPace'] },
        JobSucceeded: { target: 'Succeeded', actions: ['keepStatus', 'keepPolls', 'keepPace'] },
        JobFailed: { target: 'Failed', actions: ['keepStatus', 'keepPolls', 'keepPace', 'keepError'] },
        JobCanceled: { target: 'Canceled', actions: ['keepStatus', 'keepPolls', 'keepPace'] },
        JobLost: { target: 'Lost', actions: ['keepPolls', 'keepError'] },
        PollFailed: { actions: ['countTrouble', 'keepPolls', 'keepPace'] },
        SuspendRequested: { target: 'Suspended', actions: ['keepReason', goOnLaterAs('Watching')] },
        CancelRequested: { target: 'Canceled', actions: 'keepReason' },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** Nothing is sent. A person moves it on; its deadline runs. */
    Suspended: {
      on: {
        JobStarted: { guard: 'goesOnDoubting', actions: ['keepJob', goOnLaterAs('Watching')] },
        ResumeRequested: [
          { guard: 'goesOnPending', target: 'Pending', actions: ['keepReason', 'goOn'] },
          { guard: 'goesOnDoubting', target: 'StartUnknown', actions: ['keepReason', 'goOn'] },
          { target: 'Watching', actions: ['keepReason', 'goOn'] },
        ],
        CancelRequested: { target: 'Canceled', actions: 'keepReason' },
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

function goOnLaterAs<State extends NonNullable<MonitorContext['resumeTo']>>(params: State) {
  return { type: 'goOnLater' as const, params };
}

/** A stored row holds a state that the chart does not know. */
export class UnknownMonitorState extends Error {}

export interface MonitorSnapshot {
  state: MonitorState;
  context: MonitorContext;
}

/** Whether a monitor in this state has a next request; the others wait for people, or have ended. */
export function sendsRequests(state: MonitorState): boolean {
  return state === 'Pending' || state === 'Starting' || state === 'Watching';
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
