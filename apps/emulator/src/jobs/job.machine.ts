/**
 * The life of an emulated job, as it was drawn for it:
 *
 *   open ──begun──▶ Queued ──after queuedMs──▶ InProgress ──after inProgressMs──▶ Completed | Failed | Canceled
 *                     └───────────── cancel requested, after takesMs ───────────────────────────▶ Canceled
 *
 * Open is Queued without a next step: an API that wants its data before it begins makes such. A paused job has none
 * either, until it is resumed. Time moves a job (`TimePassed`, from the advancer and from whoever reads it), and what its
 * API is asked. One event makes one step, and each step counts from the instant at which the one before was due, not from
 * when somebody noticed: a job that nobody looked at for an hour catches up as if it had been on time. All instants are
 * milliseconds since the epoch on the clock of the job's namespace.
 */
import { assign, initialTransition, setup, transition } from 'xstate';
import { jobStates, type JobState } from '@app/contracts';
import { JobUnreadable } from './job-unreadable.errors.js';
import type { JobOutcome, MachineLife } from './life.js';

export interface JobContext {
  /** When the next step is due; null once the job has ended, and while it is open or paused. */
  nextTransitionAt: number | null;
  /** It waits to be told to begin. */
  isOpen?: true | undefined;
  /** Since when it is at work. */
  startedAt?: number | undefined;
  /** Since when it is paused, and how long it then waits for its next step. */
  pausedAt?: number | undefined;
  remainingMs?: number | undefined;
  /** How long it was paused, of the time since `startedAt`. */
  pausedMs?: number | undefined;
  /** Since when it is to be canceled: its next step is that end. */
  cancelRequestedAt?: number | undefined;
  endedAt?: number | undefined;
}

export type JobEvent =
  | { type: 'TimePassed'; at: number }
  | { type: 'Begun'; at: number }
  | { type: 'CancelRequested'; at: number; takesMs: number }
  | { type: 'PauseRequested'; at: number }
  | { type: 'ResumeRequested'; at: number };

/** What a row keeps of a job's life. */
export interface JobSnapshot {
  state: JobState;
  life: MachineLife;
  context: JobContext;
}

interface Birth {
  at: number;
  life: MachineLife;
  isOpen?: boolean | undefined;
}

/** What is asked of a job that has not ended. */
const asked = {
  CancelRequested: { guard: 'isNotToEnd', actions: 'waitToBeCanceled' },
  PauseRequested: { guard: 'isGoing', actions: 'pause' },
  ResumeRequested: { guard: 'isPaused', actions: 'resume' },
} as const;

const jobMachine = setup({
  types: {} as {
    context: { life: MachineLife; job: JobContext };
    events: JobEvent;
    input: Birth | undefined;
  },
  guards: {
    stepIsDue: ({ context: { job }, event }) => isDue(job, event.at),
    cancelIsDue: ({ context: { job }, event }) => job.cancelRequestedAt !== undefined && isDue(job, event.at),
    endIsDue: ({ context: { job, life }, event }, end: { as: JobOutcome }) =>
      isDue(job, event.at) && life.outcome === end.as,
    isOpen: ({ context: { job } }) => job.isOpen === true,
    isNotToEnd: ({ context: { job } }) => job.cancelRequestedAt === undefined,
    isGoing: ({ context: { job } }) => job.nextTransitionAt !== null && job.cancelRequestedAt === undefined,
    isPaused: ({ context: { job } }) => job.pausedAt !== undefined,
  },
  actions: {
    beQueued: assign({
      job: ({ context: { life }, event }) => ({ nextTransitionAt: event.at + life.queuedMs }),
    }),
    waitForTheEnd: assign({
      job: ({ context: { job, life } }) => ({
        ...job,
        startedAt: dueAt(job),
        nextTransitionAt: dueAt(job) + life.inProgressMs,
      }),
    }),
    end: assign({ job: ({ context: { job } }) => ({ ...job, endedAt: dueAt(job), nextTransitionAt: null }) }),
    waitToBeCanceled: assign({
      job: ({ context: { job }, event }) => {
        const takesMs = event.type === 'CancelRequested' ? event.takesMs : 0;
        const { isOpen: _, ...rest } = unpaused(job, event.at);
        return { ...rest, cancelRequestedAt: event.at, nextTransitionAt: event.at + takesMs };
      },
    }),
    pause: assign({
      job: ({ context: { job }, event }) => ({
        ...job,
        pausedAt: event.at,
        remainingMs: dueAt(job) - event.at,
        nextTransitionAt: null,
      }),
    }),
    resume: assign({
      job: ({ context: { job }, event }) => ({
        ...unpaused(job, event.at),
        nextTransitionAt: event.at + (job.remainingMs ?? 0),
      }),
    }),
  },
}).createMachine({
  context: ({ input }) => (input === undefined ? unborn : contextOf(input)),
  initial: 'Queued',
  states: {
    /** Accepted, not begun; or open. Time moves it on, once it has begun. */
    Queued: {
      on: {
        TimePassed: [
          { guard: 'cancelIsDue', target: 'Canceled', actions: 'end' },
          { guard: 'stepIsDue', target: 'InProgress', actions: 'waitForTheEnd' },
        ],
        Begun: { guard: 'isOpen', actions: 'beQueued' },
        ...asked,
      },
    },
    /** At work. Time moves it on, to the end that its life has for it. */
    InProgress: {
      on: {
        TimePassed: [
          { guard: 'cancelIsDue', target: 'Canceled', actions: 'end' },
          { guard: { type: 'endIsDue', params: { as: 'Completed' } }, target: 'Completed', actions: 'end' },
          { guard: { type: 'endIsDue', params: { as: 'Failed' } }, target: 'Failed', actions: 'end' },
          { guard: { type: 'endIsDue', params: { as: 'Canceled' } }, target: 'Canceled', actions: 'end' },
        ],
        ...asked,
      },
    },
    /** Ended well, ended badly, ended early. Nothing moves these on; retention deletes them. */
    Completed: { type: 'final' },
    Failed: { type: 'final' },
    Canceled: { type: 'final' },
  },
});

const nothing: MachineLife = { queuedMs: 0, inProgressMs: 0, outcome: 'Completed' };

/** XState asks for a first context before each pure transition, without input, and drops it; to throw there is slow. */
const unborn = { life: nothing, job: { nextTransitionAt: null } as JobContext };

function contextOf({ at, life, isOpen }: Birth): { life: MachineLife; job: JobContext } {
  return { life, job: isOpen === true ? { nextTransitionAt: null, isOpen } : { nextTransitionAt: at + life.queuedMs } };
}

function isDue({ nextTransitionAt }: JobContext, at: number): boolean {
  return nextTransitionAt !== null && nextTransitionAt <= at;
}

function dueAt({ nextTransitionAt }: JobContext): number {
  if (nextTransitionAt === null) throw new JobUnreadable('A job without a next step was to make one');
  return nextTransitionAt;
}

/** Only a pause of the work counts: one while it was queued came before `startedAt`. */
function unpaused({ pausedAt, remainingMs: _, ...job }: JobContext, at: number): JobContext {
  if (pausedAt === undefined || job.startedAt === undefined) return job;
  return { ...job, pausedMs: (job.pausedMs ?? 0) + at - pausedAt };
}

/** The first moment of a job's life. */
export function begin(birth: Birth): JobSnapshot {
  const [born] = initialTransition(jobMachine, birth);
  return { state: born.value, life: birth.life, context: born.context.job };
}

/** What becomes of a job by one event; `changed` is false where the event means nothing to it. */
export function advance(current: JobSnapshot, event: JobEvent): JobSnapshot & { changed: boolean } {
  const { state, life, context } = current;
  if (!jobStates.includes(state)) throw new JobUnreadable(`No job was ever in the state ${state}`);
  const before = jobMachine.resolveState({ value: state, context: { life, job: context } });
  const [after] = transition(jobMachine, before, event);
  return { state: after.value, life, context: after.context.job, changed: after !== before };
}
