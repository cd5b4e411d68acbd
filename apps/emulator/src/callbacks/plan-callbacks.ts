import type { InlineScenario, JobState } from '@app/contracts';
import { drawSpan } from '../scenarios/draw-span.js';
import { type DrawSeed, drawShare } from '../scenarios/draws.js';

/*
 * Which callbacks a step of a job's life brings. Pure: the same steps bring the same callbacks, whoever plans them. What a
 * callback says is made when it is sent, of the job as it stood at `at`.
 */

/** What a job is told about to whoever started it. */
export const callbackEvents = ['running', 'progress', 'end'] as const;
export type CallbackEvent = (typeof callbackEvents)[number];

/** Where a start asked to be called back: a job's stored request has it as `callback`. */
export interface CallbackWish {
  url: string;
  /** Which events the API calls back for: `callback.on` of the dialect's supplement; by default the end alone. */
  on?: readonly CallbackEvent[] | undefined;
}

/** What planning needs to know of a job. */
export interface CalledJob {
  id: string;
  namespace: string;
  callback: CallbackWish | null;
  life: { inProgressMs: number; callbacks?: InlineScenario['callbacks']; seed?: string; drawKey?: string };
}

/** A step that was taken; `at` is when it was due, on the clock of the namespace. */
export interface Step {
  sequence: number;
  to: JobState;
  at: number;
}

/** A callback as it is stored. Instants are milliseconds since the epoch, on the clock of the namespace. */
export interface PlannedCallback {
  jobId: string;
  namespace: string;
  /** Unique for the job; grows as its life goes on. */
  number: number;
  /** The number of the callback that this one repeats, or its own. */
  message: number;
  event: CallbackEvent;
  url: string;
  /** How the job stood, and when. */
  state: JobState;
  at: number;
  dueAt: number;
  /** Not before the end was told: the scenario shuffles. */
  isAfterEnd: boolean;
  isForged: boolean;
  /** Never sent. */
  isLost: boolean;
}

/** At most so many callbacks come of one step, and each is sent up to 101 times: their numbers do not meet. */
const CALLBACKS_A_STEP = 4;
const NUMBERS_A_STEP = 1000;

/** How far the job has come when an API that calls back on progress does so. */
const PROGRESS_SHARES = [0.25, 0.5, 0.75];

const ends = new Set<JobState>(['Completed', 'Failed', 'Canceled']);

/** The callbacks that the steps of one job bring; none where nobody asked for any. */
export function planCallbacks(job: CalledJob, steps: readonly Step[]): PlannedCallback[] {
  const { callback } = job;
  if (callback === null) return [];
  const on = new Set<CallbackEvent>(callback.on ?? ['end']);
  return steps.flatMap((step) =>
    momentsOf(job, step)
      .filter(({ event }) => on.has(event))
      .flatMap((moment, index) => copiesOf(job, callback.url, moment, step.sequence * NUMBERS_A_STEP + index, on)),
  );
}

interface Moment {
  event: CallbackEvent;
  state: JobState;
  at: number;
}

function momentsOf({ life }: CalledJob, { to, at }: Step): Moment[] {
  if (ends.has(to)) return [{ event: 'end', state: to, at }];
  if (to !== 'InProgress') return [];
  const progress = PROGRESS_SHARES.map((share) => Math.round(at + life.inProgressMs * share));
  return [{ event: 'running', state: to, at }, ...progress.map((at): Moment => ({ event: 'progress', state: to, at }))];
}

/** One callback, and as many repeats as the scenario wants. */
function copiesOf(
  { id, namespace, life }: CalledJob,
  url: string,
  moment: Moment,
  message: number,
  on: ReadonlySet<CallbackEvent>,
): PlannedCallback[] {
  const { delay, repeat = 0, lost = 0, shuffled = false, forged = false } = life.callbacks ?? {};
  const seed: DrawSeed = { seed: life.seed ?? '', drawKey: life.drawKey ?? id };
  const delayMs = delay === undefined ? 0 : drawSpan(delay, seed, 'callback-delay', message);
  const numbers = Array.from({ length: repeat + 1 }, (_, copy) => message + copy * CALLBACKS_A_STEP);
  return numbers.map((number) => ({
    ...moment,
    jobId: id,
    namespace,
    number,
    message,
    url,
    dueAt: moment.at + delayMs,
    isAfterEnd: shuffled && moment.event !== 'end' && on.has('end'),
    isForged: forged,
    isLost: drawShare(seed, 'callback-lost', number) < lost,
  }));
}
