/**
 * The life of an emulated job, as its scenario wrote it:
 *
 *   Queued ──after queuedMs──▶ InProgress ──after inProgressMs──▶ Completed | Failed | Canceled
 *
 * Nothing but time moves a job. The advancer sends `TimePassed` with what the database's clock shows; a job that is not
 * due stays where it is. One event makes one step, and each step counts from the instant at which the one before was
 * due, not from when somebody noticed: a job that nobody looked at for an hour catches up as if it had been on time.
 */
import { assign, initialTransition, setup, transition } from 'xstate';
import { jobStates, type JobState } from '@app/contracts';
import type { JobOutcome, Scenario } from '../scenarios/scenario.js';
import { JobUnreadable } from './job-unreadable.errors.js';

export interface JobContext {
  scenario: Scenario;
  /** When the next step is due, in milliseconds since the epoch; null once the job has ended. */
  nextTransitionAt: number | null;
}

export type JobEvent = { type: 'TimePassed'; at: number };

/** What a row keeps of a job's life. */
export interface JobSnapshot {
  state: JobState;
  context: JobContext;
}

interface Birth {
  at: number;
  scenario: Scenario;
}

const jobMachine = setup({
  types: {} as { context: JobContext; events: JobEvent; input: Birth | undefined },
  guards: {
    stepIsDue: ({ context, event }) => isDue(context, event),
    endIsDue: ({ context, event }, end: { as: JobOutcome }) =>
      isDue(context, event) && context.scenario.outcome === end.as,
  },
  actions: {
    waitForTheEnd: assign({ nextTransitionAt: ({ context }) => dueAt(context) + context.scenario.inProgressMs }),
    waitForNothing: assign({ nextTransitionAt: null }),
  },
}).createMachine({
  context: ({ input }) => (input === undefined ? unborn : contextOf(input)),
  initial: 'Queued',
  states: {
    /** Accepted, not begun. Time moves it on. */
    Queued: { on: { TimePassed: { guard: 'stepIsDue', target: 'InProgress', actions: 'waitForTheEnd' } } },
    /** At work. Time moves it on, to the end that its scenario has for it. */
    InProgress: {
      on: {
        TimePassed: [
          { guard: { type: 'endIsDue', params: { as: 'Completed' } }, target: 'Completed', actions: 'waitForNothing' },
          { guard: { type: 'endIsDue', params: { as: 'Failed' } }, target: 'Failed', actions: 'waitForNothing' },
          { guard: { type: 'endIsDue', params: { as: 'Canceled' } }, target: 'Canceled', actions: 'waitForNothing' },
        ],
      },
    },
    /** Ended well, ended badly, ended early. Nothing moves these on; retention deletes them. */
    Completed: { type: 'final' },
    Failed: { type: 'final' },
    Canceled: { type: 'final' },
  },
});

/** XState asks for a first context before each pure transition, without input, and drops it; to throw there is slow. */
const unborn: JobContext = { scenario: { queuedMs: 0, inProgressMs: 0, outcome: 'Completed' }, nextTransitionAt: null };

function contextOf({ at, scenario }: Birth): JobContext {
  return { scenario, nextTransitionAt: at + scenario.queuedMs };
}

function isDue(context: JobContext, event: JobEvent): boolean {
  return context.nextTransitionAt !== null && context.nextTransitionAt <= event.at;
}

function dueAt(context: JobContext): number {
  if (context.nextTransitionAt === null) throw new Error('A job that has ended has no next step');
  return context.nextTransitionAt;
}

/** The first moment of a job's life. */
export function begin(birth: Birth): JobSnapshot {
  const [born] = initialTransition(jobMachine, birth);
  return { state: born.value, context: born.context };
}

/** What becomes of a job by one event; `changed` is false where the event means nothing to it. */
export function advance(current: JobSnapshot, event: JobEvent): JobSnapshot & { changed: boolean } {
  if (!jobStates.includes(current.state)) throw new JobUnreadable(`No job was ever in the state ${current.state}`);
  const before = jobMachine.resolveState({ value: current.state, context: current.context });
  const [after] = transition(jobMachine, before, event);
  return { state: after.value, context: after.context, changed: after !== before };
}
