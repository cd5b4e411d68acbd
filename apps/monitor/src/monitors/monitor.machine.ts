import { type Captures, type MonitorState, monitorStates } from '@app/contracts';
import { assign, initialTransition, setup, transition } from 'xstate';
import { guards } from './monitor-guards.js';
import * as update from './monitor-updates.js';
import type { MonitorContext, MonitorEvent } from './monitor.types.js';

/*
 * A monitor's life: it starts one job, watches it to its end, and keeps apart what befell the job from what befell us.
 *
 *   Pending ──StartIntended──► Starting ──JobStarted──► Watching ──► Succeeded | Failed | Canceled | Lost
 *      ▲                        │      └─StartDoubted─► StartUnknown ──JobStarted──► Watching
 *      └──────StartDeferred─────┘
 *   Suspended remembers where it goes on. DeadlinePassed ends any live state as TimedOut.
 *
 * The watcher sends what the remote side said (StartIntended … OperationFailed) and DeadlinePassed; people send the
 * …Requested. In Starting a request waits until the start has resolved, for until then nobody knows whether there is a
 * job. A cancel that crosses over asks the remote job to stop and goes on watching: what the polls say decides. Once a
 * job has succeeded its result may still have to be fetched: whatever happens then, it has succeeded.
 * Time and ids arrive inside the events; nothing here does anything. What an event changes: `monitor-updates`; on what
 * it depends: `monitor-guards`.
 */

/** What a new monitor knows of its job: nothing, or what it takes to poll it, and in which phase. */
interface NewJob {
  startKey: string;
  job: Captures | null;
  phase?: string | null | undefined;
}

/** A job that had ended when its start was answered. */
const endedAtOnce = {
  JobSucceeded: [
    { guard: 'fetchesResult', target: 'Watching', actions: ['keepStatus', 'beginFetching', 'forgetRequest'] },
    { target: 'Succeeded', actions: ['keepStatus', 'keepResult'] },
  ],
  JobFailed: { target: 'Failed', actions: ['keepStatus', 'keepError'] },
  JobCanceled: { target: 'Canceled', actions: 'keepStatus' },
} as const;

const machine = setup({
  types: {
    context: {} as MonitorContext,
    events: {} as MonitorEvent,
    input: {} as NewJob | undefined,
  },
  guards,
  actions: {
    keepPrepared: assign(update.keepPrepared),
    keepJob: assign(update.keepJob),
    keepStatus: assign(update.keepStatus),
    keepPace: assign(update.keepPace),
    keepReason: assign(update.keepReason),
    keepError: assign(update.keepError),
    keepPolls: assign(update.keepPolls),
    keepResult: assign(update.keepResult),
    missResult: assign(update.missResult),
    beginFetching: assign(update.beginFetching),
    countTrouble: assign(update.countTrouble),
    beginSearch: assign(update.beginSearch),
    countSearch: assign(update.countSearch),
    rememberPoll: assign(update.rememberPoll),
    rememberCancel: assign(update.rememberCancel),
    rememberSuspend: assign(update.rememberSuspend),
    forgetRequest: assign(update.forgetRequest),
    crossOverAsRequested: assign(update.crossOverAsRequested),
    beginCancel: assign(update.beginOperation('cancel')),
    crossOverPause: assign(update.crossOver('pause')),
    crossOverResume: assign(update.crossOver('resume')),
    operationTaken: assign(update.operationTaken),
    operationFailed: assign(update.operationFailed),
    endOperation: assign(update.endOperation),
    keepOperationError: assign(update.keepOperationError),
    startAgain: assign(update.startAgain),
    giveUp: assign(update.giveUp),
    goOnPending: assign(update.goOnLater('Pending')),
    goOnDoubting: assign(update.goOnLater('StartUnknown')),
    goOnWatching: assign(update.goOnLater('Watching')),
    goOn: assign(update.goOn),
  },
}).createMachine({
  id: 'monitor',
  initial: 'Created',
  // XState asks for a first context before each pure transition too, without input, and drops it; throwing there is slow.
  context: ({ input }) => ({
    startKey: input?.startKey ?? '',
    prepared: null,
    job: input?.job ?? null,
    startedAt: null,
    phase: input?.phase ?? null,
    verdict: null,
    status: null,
    statusWord: null,
    progress: null,
    polls: 0,
    polledAt: null,
    retryAfterMs: null,
    pollAtOnce: false,
    trouble: null,
    requested: null,
    resumeTo: null,
    operation: null,
    operationError: null,
    fetch: null,
    search: null,
    result: null,
    reason: null,
    error: null,
  }),
  states: {
    /** Never stored: a new monitor either starts a job or attaches to one that runs already. */
    Created: { always: [{ guard: 'jobIsKnown', target: 'Watching' }, { target: 'Pending' }] },

    /** Nothing was sent, or surely nothing arrived. The watcher moves it on. */
    Pending: {
      on: {
        StartIntended: { target: 'Starting', actions: 'keepPrepared' },
        StartRefused: { target: 'Failed', actions: 'keepError' },
        StartDeferred: { actions: 'countTrouble' },
        SuspendRequested: { target: 'Suspended', actions: ['keepReason', 'goOnPending'] },
        CancelRequested: { target: 'Canceled', actions: 'keepReason' },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** The start request is on its way, or its reply was lost and it may be asked again under the same key. */
    Starting: {
      on: {
        JobStarted: [
          { guard: 'detachIsRequested', target: 'Canceled', actions: 'keepJob' },
          {
            guard: 'cancelIsRequested',
            target: 'Watching',
            actions: ['keepJob', 'keepPace', 'forgetRequest', 'beginCancel'],
          },
          {
            guard: 'suspendIsRequested',
            target: 'Suspended',
            actions: ['keepJob', 'keepPace', 'crossOverAsRequested', 'goOnWatching'],
          },
          { target: 'Watching', actions: ['keepJob', 'keepPace'] },
        ],
        ...endedAtOnce,
        StartRefused: [
          { guard: 'endIsRequested', target: 'Canceled', actions: 'keepError' },
          { target: 'Failed', actions: 'keepError' },
        ],
        StartDeferred: [
          { guard: 'endIsRequested', target: 'Canceled' },
          { guard: 'suspendIsRequested', target: 'Suspended', actions: ['forgetRequest', 'goOnPending'] },
          { target: 'Pending', actions: 'countTrouble' },
        ],
        StartDoubted: [
          { guard: 'endsInDoubt', target: 'Canceled', actions: 'keepError' },
          { guard: 'isSafeToRepeat', actions: 'countTrouble' },
          {
            guard: 'suspendIsRequested',
            target: 'Suspended',
            actions: ['keepError', 'beginSearch', 'forgetRequest', 'goOnDoubting'],
          },
          { target: 'StartUnknown', actions: ['keepError', 'beginSearch'] },
        ],
        PollRequested: { actions: 'rememberPoll' },
        SuspendRequested: { guard: 'isNotToEnd', actions: ['keepReason', 'rememberSuspend'] },
        ResumeRequested: { guard: 'suspendIsRequested', actions: 'forgetRequest' },
        CancelRequested: { actions: ['keepReason', 'rememberCancel'] },
        DeadlinePassed: 'TimedOut',
      },
    },

    /** Sent, and nobody knows whether it arrived: the profile's search, a late reply or a person settles it. */
    StartUnknown: {
      on: {
        JobStarted: [
          {
            guard: 'cancelIsRequested',
            target: 'Watching',
            actions: ['keepJob', 'keepPace', 'forgetRequest', 'beginCancel'],
          },
          { target: 'Watching', actions: ['keepJob', 'keepPace'] },
        ],
        ...endedAtOnce,
        StartRefused: { target: 'Failed', actions: 'keepError' },
        JobNotFound: [{ guard: 'searchIsInVain', target: 'Canceled' }, { actions: 'countSearch' }],
        StartAgainRequested: { target: 'Pending', actions: ['startAgain', 'forgetRequest'] },
        GiveUpRequested: { target: 'Lost', actions: 'giveUp' },
        PollRequested: { actions: 'rememberPoll' },
        SuspendRequested: { guard: 'isNotToEnd', target: 'Suspended', actions: ['keepReason', 'goOnDoubting'] },
        CancelRequested: [
          { guard: 'crossesOnceFound', actions: ['keepReason', 'rememberCancel'] },
          { target: 'Canceled', actions: 'keepReason' },
        ],
        DeadlinePassed: 'TimedOut',
      },
    },

    /** The job is known and polled; once it has succeeded its result may be fetched. What the replies say moves it on. */
    Watching: {
      on: {
        StatusSeen: { guard: 'isNotFetching', actions: 'keepStatus' },
        JobSucceeded: [
          { guard: 'fetchesResult', actions: ['keepStatus', 'beginFetching', 'endOperation'] },
          { guard: 'isNotFetching', target: 'Succeeded', actions: ['keepStatus', 'keepResult', 'endOperation'] },
        ],
        JobFailed: { guard: 'isNotFetching', target: 'Failed', actions: ['keepStatus', 'keepError', 'endOperation'] },
        JobCanceled: { guard: 'isNotFetching', target: 'Canceled', actions: ['keepStatus', 'endOperation'] },
        JobLost: { guard: 'isNotFetching', target: 'Lost', actions: ['keepPolls', 'keepError', 'endOperation'] },
        PollFailed: { guard: 'isNotFetching', actions: ['countTrouble', 'keepPolls', 'keepPace'] },
        PollsExhausted: {
          guard: 'isNotFetching',
          target: 'TimedOut',
          actions: ['keepPolls', 'keepError', 'endOperation'],
        },
        FetchFailed: { guard: 'isFetching', actions: 'countTrouble' },
        ResultKept: { guard: 'isFetching', target: 'Succeeded', actions: 'keepResult' },
        OperationTaken: [
          { guard: 'cancelIsAsked', actions: 'operationTaken' },
          { guard: 'isAsked', actions: 'endOperation' },
        ],
        OperationDone: [
          { guard: 'cancelIsAsked', target: 'Canceled', actions: 'endOperation' },
          { guard: 'isAsked', actions: 'endOperation' },
        ],
        OperationGone: { guard: 'isAsked', actions: 'endOperation' },
        OperationRefused: { guard: 'isAsked', actions: ['keepOperationError', 'endOperation'] },
        OperationFailed: { guard: 'isAsked', actions: 'operationFailed' },
        SuspendRequested: {
          guard: 'isNotCanceling',
          target: 'Suspended',
          actions: ['keepReason', 'goOnWatching', 'crossOverPause'],
        },
        CancelRequested: [
          { guard: 'isFetching', target: 'Succeeded', actions: ['keepReason', 'missResult'] },
          { guard: 'isCancelingAlready' },
          { guard: 'crosses', actions: ['keepReason', 'beginCancel'] },
          { target: 'Canceled', actions: ['keepReason', 'endOperation'] },
        ],
        DeadlinePassed: [{ guard: 'isFetching', target: 'Succeeded', actions: 'missResult' }, { target: 'TimedOut' }],
      },
    },

    /** Nothing is polled. A person moves it on; its deadline runs. */
    Suspended: {
      on: {
        JobStarted: { guard: 'goesOnDoubting', actions: ['keepJob', 'keepPace', 'goOnWatching'] },
        OperationTaken: { guard: 'isAsked', actions: 'endOperation' },
        OperationDone: { guard: 'isAsked', actions: 'endOperation' },
        OperationGone: { guard: 'isAsked', actions: 'endOperation' },
        OperationRefused: { guard: 'isAsked', actions: ['keepOperationError', 'endOperation'] },
        OperationFailed: { guard: 'isAsked', actions: 'operationFailed' },
        StartAgainRequested: { guard: 'goesOnDoubting', actions: ['startAgain', 'goOnPending'] },
        GiveUpRequested: { guard: 'goesOnDoubting', target: 'Lost', actions: 'giveUp' },
        ResumeRequested: [
          { guard: 'goesOnPending', target: 'Pending', actions: ['keepReason', 'goOn'] },
          { guard: 'goesOnDoubting', target: 'StartUnknown', actions: ['keepReason', 'goOn'] },
          { target: 'Watching', actions: ['keepReason', 'goOn', 'crossOverResume'] },
        ],
        CancelRequested: [
          { guard: 'isFetching', target: 'Succeeded', actions: ['keepReason', 'missResult'] },
          { guard: 'crossesToTheJob', target: 'Watching', actions: ['keepReason', 'goOn', 'beginCancel'] },
          { guard: 'crossesOnceFound', target: 'StartUnknown', actions: ['keepReason', 'goOn', 'rememberCancel'] },
          { target: 'Canceled', actions: ['keepReason', 'endOperation'] },
        ],
        DeadlinePassed: [{ guard: 'isFetching', target: 'Succeeded', actions: 'missResult' }, { target: 'TimedOut' }],
      },
    },

    /** The job completed. */
    Succeeded: { type: 'final' },
    /** The job failed, or its start was refused. */
    Failed: { type: 'final' },
    /** The job was canceled, or a person ended our watching. */
    Canceled: { type: 'final' },
    /** The deadline passed first, or polls failed for longer than they may. */
    TimedOut: { type: 'final' },
    /** The remote side no longer knows the job, or nobody ever learned whether there was one. */
    Lost: { type: 'final' },
  },
});

/** A stored row holds a state that the chart does not know. */
export class UnknownMonitorState extends Error {}

export interface MonitorSnapshot {
  state: MonitorState;
  context: MonitorContext;
}

/** Whether a monitor has a next request; the others wait for people, or have ended. */
export function sendsRequests({ state, context }: MonitorSnapshot): boolean {
  if (state === 'StartUnknown') return context.search !== null;
  if (state === 'Suspended') return context.operation?.nextAt != null;
  return state === 'Pending' || state === 'Starting' || state === 'Watching';
}

/** When a stored monitor polls next, where its row has one instant for that and for what is asked of its job. */
export function storedPollAt({ context, nextPollAt }: { context: MonitorContext; nextPollAt: number | null }) {
  const { operation } = context;
  if (operation === null || operation.nextAt === null || operation.pollAt === undefined) return nextPollAt;
  return operation.pollAt;
}

/** Whether nobody knows if its start arrived. */
export function isInDoubt({ state, context }: MonitorSnapshot): boolean {
  return state === 'StartUnknown' || (state === 'Suspended' && context.resumeTo === 'StartUnknown');
}

/** A new monitor: Pending, or Watching where it attaches to a job that is known already. */
export function begin(input: NewJob): MonitorSnapshot {
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
