import { Injectable } from '@nestjs/common';
import type { CallbackOutcome, JobState } from '@app/contracts';
import { type Executor, isoInstant, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { emulatedNow } from '../clock/emulated-now.js';
import type { CallbackEvent, PlannedCallback } from './plan-callbacks.js';

/** A callback that this replica sends. Instants are milliseconds since the epoch on the clock of the namespace. */
export interface ClaimedCallback {
  jobId: string;
  number: number;
  message: number;
  namespace: string;
  event: CallbackEvent;
  url: string;
  state: JobState;
  at: number;
  isForged: boolean;
  /** This one included. */
  attempts: number;
  claimToken: string;
}

/** A callback as it is told of. */
export interface KeptCallback {
  jobId: string;
  reference: string;
  number: number;
  message: number;
  event: CallbackEvent;
  url: string;
  at: Date;
  dueAt: Date;
  isForged: boolean;
  attempts: number;
  outcome: CallbackOutcome | null;
  answer: string | null;
}

/** Every statement about callbacks. Instants go in as ISO 8601 text. */
@Injectable()
export class CallbacksRepository {
  constructor(private readonly source: DataSource) {}

  /** Stores callbacks, within the transaction of the steps that bring them. */
  async insert(executor: Executor, planned: readonly PlannedCallback[]): Promise<void> {
    await rows(
      executor,
      `INSERT INTO emulator.callbacks
         (job_id, number, message, namespace, event, url, state, at, due_at, is_after_end, is_forged, settled_at, outcome)
       SELECT job_id, number, message, namespace, event, url, state, at, due_at, is_after_end, is_forged,
              CASE WHEN is_lost THEN now() END, CASE WHEN is_lost THEN 'lost' END
       FROM jsonb_to_recordset($1::jsonb)
         AS planned (job_id uuid, number integer, message integer, namespace text, event text, url text, state text,
                     at timestamptz, due_at timestamptz, is_after_end boolean, is_forged boolean, is_lost boolean)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(planned.map(toRow))],
    );
  }

  /** Claims up to `limit` callbacks that are due on their namespace's clock: of each job the first that is not settled. */
  claimDue(token: string, leaseMs: number, limit: number): Promise<ClaimedCallback[]> {
    // Index callbacks_due, in its order, for one namespace after the other: of what is due later nothing is read. SKIP LOCKED:
    // replicas that look together don't wait for each other.
    return rows<ClaimedCallback>(
      this.source,
      `WITH due AS MATERIALIZED (
         SELECT next.job_id, next.number
         FROM emulator.namespaces AS clock
         CROSS JOIN LATERAL (
           SELECT callback.job_id, callback.number
           FROM emulator.callbacks AS callback
           WHERE callback.namespace = clock.name
             AND callback.settled_at IS NULL
             AND callback.due_at <= ${emulatedNow('clock')}
             AND (callback.claimed_until IS NULL OR callback.claimed_until < now())
             AND (NOT callback.is_after_end OR EXISTS (
               SELECT
               FROM emulator.callbacks AS last
               WHERE last.job_id = callback.job_id
                 AND last.event = 'end'
                 AND last.settled_at IS NOT NULL
             ))
             AND NOT EXISTS (
               SELECT
               FROM emulator.callbacks AS earlier
               WHERE earlier.job_id = callback.job_id
                 AND earlier.settled_at IS NULL
                 AND (earlier.due_at, earlier.number) < (callback.due_at, callback.number)
                 AND (callback.is_after_end OR NOT earlier.is_after_end)
             )
           ORDER BY callback.due_at, callback.job_id, callback.number
           LIMIT $3
           FOR UPDATE SKIP LOCKED
         ) AS next
         LIMIT $3
       )
       UPDATE emulator.callbacks AS callback
       SET claim_token = $1, claimed_until = now() + $2 * interval '1 millisecond', attempts = callback.attempts + 1
       FROM due
       WHERE callback.job_id = due.job_id
         AND callback.number = due.number
       RETURNING callback.job_id AS "jobId", callback.number, callback.message, callback.namespace, callback.event,
                 callback.url, callback.state, (extract(epoch FROM callback.at) * 1000)::float8 AS at,
                 callback.is_forged AS "isForged", callback.attempts, callback.claim_token AS "claimToken"`,
      [token, leaseMs, limit],
    );
  }

  /** Writes what became of a callback for good; false where somebody else has claimed it meanwhile. */
  async settle(
    { jobId, number, claimToken }: ClaimedCallback,
    outcome: CallbackOutcome,
    answer: string | null,
  ): Promise<boolean> {
    const settled = await rows<{ number: number }>(
      this.source,
      `UPDATE emulator.callbacks
       SET settled_at = now(), outcome = $4, answer = $5, claim_token = NULL, claimed_until = NULL
       WHERE job_id = $1
         AND number = $2
         AND claim_token = $3
       RETURNING number`,
      [jobId, number, claimToken, outcome, answer],
    );
    return settled.length > 0;
  }

  /** Lets a callback that was not taken be due again, so long from now on its namespace's clock. */
  async retry({ jobId, number, claimToken }: ClaimedCallback, waitMs: number, answer: string | null): Promise<void> {
    await rows(
      this.source,
      `UPDATE emulator.callbacks AS callback
       SET due_at = ${emulatedNow('clock', 'clock_timestamp()')} + $4 * interval '1 millisecond',
           answer = $5, claim_token = NULL, claimed_until = NULL
       FROM emulator.namespaces AS clock
       WHERE callback.job_id = $1
         AND callback.number = $2
         AND callback.claim_token = $3
         AND clock.name = callback.namespace`,
      [jobId, number, claimToken, waitMs, answer],
    );
  }

  /** The callbacks of a namespace, or of one job of it by either of its ids; those of the newest jobs first. */
  list(namespace: string, job: string | null, limit: number): Promise<KeptCallback[]> {
    // Index callbacks_of_namespace. Ids of jobs grow with time.
    return rows<KeptCallback>(
      this.source,
      `SELECT callback.job_id AS "jobId", job.reference, callback.number, callback.message, callback.event, callback.url,
              callback.at, callback.due_at AS "dueAt", callback.is_forged AS "isForged", callback.attempts,
              callback.outcome, callback.answer
       FROM emulator.callbacks AS callback
       JOIN emulator.jobs AS job ON job.id = callback.job_id
       WHERE callback.namespace = $1
         AND ($2::text IS NULL OR job.id::text = $2 OR job.reference = $2)
       ORDER BY callback.job_id DESC, callback.number
       LIMIT $3`,
      [namespace, job, limit],
    );
  }
}

function toRow(callback: PlannedCallback) {
  return {
    job_id: callback.jobId,
    number: callback.number,
    message: callback.message,
    namespace: callback.namespace,
    event: callback.event,
    url: callback.url,
    state: callback.state,
    at: isoInstant(callback.at),
    due_at: isoInstant(callback.dueAt),
    is_after_end: callback.isAfterEnd,
    is_forged: callback.isForged,
    is_lost: callback.isLost,
  };
}
