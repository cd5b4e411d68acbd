import type { MonitorContext, MonitorEvent } from './monitor.types.js';

/*
 * On what a transition of the chart depends: each reads as a sentence about a monitor and the event that befalls it.
 */

type Of<Type extends MonitorEvent['type']> = Extract<MonitorEvent, { type: Type }>;
type Operation = Of<'OperationTaken'>;
type Guard = (facts: { context: MonitorContext; event: MonitorEvent }) => boolean;

export const guards = {
  jobIsKnown: ({ context }) => context.job !== null,
  cancelIsRequested: ({ context }) => context.requested === 'cancel',
  detachIsRequested: ({ context }) => context.requested === 'detach',
  endIsRequested: ({ context }) => context.requested === 'cancel' || context.requested === 'detach',
  suspendIsRequested: ({ context }) => context.requested === 'suspend' || context.requested === 'pause',
  isSafeToRepeat: ({ event }) => (event as Of<'StartDoubted'>).safeToRepeat,
  endsInDoubt: ({ context, event }) => {
    const { safeToRepeat, canSearch } = event as Of<'StartDoubted'>;
    return context.requested === 'detach' || (context.requested === 'cancel' && !safeToRepeat && !canSearch);
  },
  searchIsInVain: ({ context, event }) => (event as Of<'JobNotFound'>).isOver && context.requested === 'cancel',
  crosses: ({ event }) => (event as Of<'CancelRequested'>).crosses,
  crossesOnceFound: ({ context, event }) => (event as Of<'CancelRequested'>).crosses && context.search !== null,
  crossesToTheJob: ({ context, event }) => (event as Of<'CancelRequested'>).crosses && context.resumeTo === 'Watching',
  isCancelingAlready: ({ context, event }) =>
    context.operation?.kind === 'cancel' && (event as Of<'CancelRequested'>).crosses,
  isNotCanceling: ({ context }) => context.operation?.kind !== 'cancel',
  isNotToEnd: ({ context }) => context.requested !== 'cancel' && context.requested !== 'detach',
  isFetching: ({ context }) => context.fetch !== null,
  isNotFetching: ({ context }) => context.fetch === null,
  fetchesResult: ({ context, event }) => (event as Of<'JobSucceeded'>).fetch !== null && context.fetch === null,
  isAsked: ({ context, event }) => context.operation?.kind === (event as Operation).kind,
  cancelIsAsked: ({ context, event }) => context.operation?.kind === 'cancel' && (event as Operation).kind === 'cancel',
  goesOnPending: ({ context }) => context.resumeTo === 'Pending',
  goesOnDoubting: ({ context }) => context.resumeTo === 'StartUnknown',
} satisfies Record<string, Guard>;
