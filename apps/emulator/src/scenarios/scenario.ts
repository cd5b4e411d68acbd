import type { EmulatorConfig } from '../config.js';

/** How a job can end. */
export type JobOutcome = 'Completed' | 'Failed' | 'Canceled';

/** The life that a job is given when it is created; it never changes afterwards. */
export interface Scenario {
  queuedMs: number;
  inProgressMs: number;
  outcome: JobOutcome;
}

/** The life that the settings give to every job: seed A's own. */
export function scenarioFrom(
  config: Pick<EmulatorConfig, 'ASYNC_JOB_QUEUED_DURATION_SEC' | 'ASYNC_JOB_INPROGRESS_DURATION_SEC'>,
): Scenario {
  return {
    queuedMs: Math.round(config.ASYNC_JOB_QUEUED_DURATION_SEC * 1000),
    inProgressMs: Math.round(config.ASYNC_JOB_INPROGRESS_DURATION_SEC * 1000),
    outcome: 'Completed',
  };
}

/** Where the life of every job is injected: `@Inject(SCENARIO)`. */
export const SCENARIO = Symbol('scenario');
