import type { JobState, Scenario } from '@app/contracts';

/*
 * Which callbacks a step of a job's life brings. Pure, so that whoever writes the step writes them with it, in the same
 * statement. What a callback says is made when it is sent, of the job as it stood at `at`.
 */

/** What a job is told about to whoever started it. */
export type CallbackEvent = 'running' | 'progress' | 'end';

/** Where a start asked to be called back: a job's stored request has it as `callback`. */
export interface CallbackWish {
  url: string;
  /** Which events the API calls back for: `callback.on` of the dialect's supplement; by default the end alone. */
  on?: readonly CallbackEvent[];
}

/** What planning needs to know of a job. */
export interface CalledJob {
  id: string;
  request: { callback?: CallbackWish } | null;
  life: { seed?: string; drawKey?: string; callbacks?: Scenario['callbacks'] };
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
  /** The step that it tells of, and which of its repeats it is, from 0: together they are its key. */
  sequence: number;
  copy: number;
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

/** The callbacks that the steps of one job bring; none where nobody asked for any. */
export function planCallbacks(job: CalledJob, steps: readonly Step[]): PlannedCallback[] {
  if (job.request?.callback === undefined || steps.length === 0) return [];
  return [];
}
