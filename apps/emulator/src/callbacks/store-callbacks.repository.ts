import type { PlannedCallback } from './plan-callbacks.js';

/**
 * The part of a statement that stores callbacks together with the step that brings them.
 * @param parameter where `callbackRows(…)` stands among the statement's parameters, such as `$15`
 * @param jobs the CTE with the ids of the jobs whose step was written: no other's callbacks are stored
 */
export function storeCallbacks(parameter: string, jobs: string): string {
  return `
    INSERT INTO emulator.callbacks
      (job_id, sequence, copy, namespace, event, url, state, at, due_at, is_after_end, is_forged, settled_at, outcome)
    SELECT planned.job_id, planned.sequence, planned.copy, job.namespace, planned.event, planned.url, planned.state,
           planned.at, planned.due_at, planned.is_after_end, planned.is_forged,
           CASE WHEN planned.is_lost THEN now() END, CASE WHEN planned.is_lost THEN 'lost' END
    FROM jsonb_to_recordset(${parameter}::jsonb)
      AS planned (job_id uuid, sequence integer, copy integer, event text, url text, state text, at timestamptz,
                  due_at timestamptz, is_after_end boolean, is_forged boolean, is_lost boolean)
    JOIN ${jobs} AS job ON job.id = planned.job_id`;
}

/** Callbacks as the parameter of that statement. */
export function callbackRows(planned: readonly PlannedCallback[]): string {
  return JSON.stringify(
    planned.map((callback) => ({
      job_id: callback.jobId,
      sequence: callback.sequence,
      copy: callback.copy,
      event: callback.event,
      url: callback.url,
      state: callback.state,
      at: new Date(callback.at).toISOString(),
      due_at: new Date(callback.dueAt).toISOString(),
      is_after_end: callback.isAfterEnd,
      is_forged: callback.isForged,
      is_lost: callback.isLost,
    })),
  );
}
