import { Injectable } from '@nestjs/common';
import type { JobState } from '@app/contracts';
import { type Executor, isoInstant, preparedRows, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { type ClockRow, clockColumns } from '../clock/clock-columns.js';
import { emulatedNow } from '../clock/emulated-now.js';
import type { JobTransition, Moved } from './job-life.js';
import type { StoredJob } from './stored-job.js';

/** What a replica writes into the rows that it takes. The token is the fence: a later claim has another one. */
export interface Claim {
  replica: string;
  token: string;
  leaseMs: number;
}

/** A job that this replica holds, and the token under which it may write. */
export interface ClaimedJob extends StoredJob {
  claimToken: string;
}

/** What became of a claimed job, by which version of its clock, and whether it is due again so soon that its claim is kept. */
export interface AdvancedJob extends Moved<ClaimedJob> {
  clockVersion: number;
  keepsClaim: boolean;
}

type ClaimedRow = StoredJob & ClockRow;

/** SQL: what is read of a job to move it on; the life without what may be large. */
export const storedColumns = `
  job.id,
  job.namespace,
  job.dialect,
  job.reference,
  job.name,
  job.state,
  job.context,
  job.sequence,
  job.life - '{result,error,logs,progress,phases,replies,faults}'::text[] AS life,
  job.request -> 'callback' AS callback`;

/** Every statement by which jobs are claimed and moved on by time. `at` stands in for `now()` in tests alone. */
@Injectable()
export class ClaimsRepository {
  constructor(private readonly source: DataSource) {}

  transaction<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result> {
    return this.source.transaction(work);
  }

  /** Takes up to `limit` jobs whose next transition is due within `aheadMs`, by the clocks of their namespaces, that nobody holds. */
  async claimDue(
    claim: Claim,
    aheadMs: number,
    limit: number,
    at: Date | null = null,
  ): Promise<(ClaimedJob & ClockRow)[]> {
    // Index jobs_due, in its order, for one namespace after the other. SKIP LOCKED: two replicas that tick together share
    // the work instead of waiting. MATERIALIZED: else the limit might not bound what is locked.
    const claimed = await rows<ClaimedRow>(
      this.source,
      `WITH due AS MATERIALIZED (
         SELECT next.id
         FROM emulator.namespaces AS clock
         CROSS JOIN LATERAL (
           SELECT id
           FROM emulator.jobs
           WHERE namespace = clock.name
             AND finished_at IS NULL
             AND next_transition_at
               <= ${emulatedNow('clock', `(coalesce($5::timestamptz, now()) + $4 * interval '1 millisecond')`)}
             AND (claimed_until IS NULL OR claimed_until < coalesce($5::timestamptz, now()))
           ORDER BY next_transition_at
           LIMIT $6
           FOR UPDATE SKIP LOCKED
         ) AS next
         LIMIT $6
       )
       UPDATE emulator.jobs AS job
       SET claimed_by = $1,
           claim_token = $2,
           claimed_until = coalesce($5::timestamptz, now()) + $3 * interval '1 millisecond'
       FROM due, emulator.namespaces AS clock
       WHERE job.id = due.id
         AND clock.name = job.namespace
       RETURNING ${storedColumns}, ${clockColumns}`,
      [claim.replica, claim.token, claim.leaseMs, aheadMs, at, limit],
    );
    return claimed.map((job) => ({ ...job, claimToken: claim.token }));
  }

  /**
   * Writes what became of claimed jobs, and answers the ids of those whose claim still stood, on a clock that was still
   * the same; the others are untouched. A claim that is kept is renewed; any other is set free.
   */
  async saveTransitions(moved: AdvancedJob[], leaseMs: number, executor?: Executor): Promise<Set<string>> {
    const jobs = moved.map(({ job }) => job);
    const transitions = moved.flatMap((each) => each.transitions);
    const statement = `
       WITH moved AS (
         SELECT *
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::integer[], $6::timestamptz[],
                     $7::timestamptz[], $8::boolean[], $9::bigint[])
           AS moved (id, claim_token, state, context, sequence, next_transition_at, finished_at, keeps_claim,
                     clock_version)
       ), advanced AS (
         UPDATE emulator.jobs AS job
         SET state = moved.state,
             context = moved.context,
             sequence = moved.sequence,
             next_transition_at = moved.next_transition_at,
             finished_at = moved.finished_at,
             written_at = now(),
             claimed_by = CASE WHEN moved.keeps_claim THEN job.claimed_by END,
             claim_token = CASE WHEN moved.keeps_claim THEN job.claim_token END,
             claimed_until = CASE WHEN moved.keeps_claim THEN now() + $10 * interval '1 millisecond' END
         FROM moved, emulator.namespaces AS clock
         WHERE job.id = moved.id
           AND job.claim_token = moved.claim_token
           AND clock.name = job.namespace
           AND clock.version = moved.clock_version
         RETURNING job.id
       ), recorded AS (
         INSERT INTO emulator.job_transitions (job_id, sequence, from_state, to_state, at)
         SELECT step.job_id, step.sequence, step.from_state, step.to_state, step.at
         FROM unnest($11::uuid[], $12::integer[], $13::text[], $14::text[], $15::timestamptz[])
           AS step (job_id, sequence, from_state, to_state, at)
         JOIN advanced ON advanced.id = step.job_id
       )
       SELECT id FROM advanced`;
    const parameters = [
      jobs.map((job) => job.id),
      jobs.map((job) => job.claimToken),
      jobs.map((job) => job.state),
      jobs.map((job) => JSON.stringify(job.context)),
      jobs.map((job) => job.sequence),
      jobs.map((job) => isoInstant(job.context.nextTransitionAt)),
      jobs.map((job) => isoInstant(job.context.endedAt ?? null)),
      moved.map(({ keepsClaim }) => keepsClaim),
      moved.map(({ clockVersion }) => clockVersion),
      leaseMs,
      ...columnsOf(transitions),
    ];
    const written = await (executor === undefined
      ? preparedRows<{ id: string }>(this.source, statement, parameters)
      : rows<{ id: string }>(executor, statement, parameters));
    return new Set(written.map(({ id }) => id));
  }

  /** Sets free whatever is claimed by `replica`, so that any replica may take it at once. */
  async releaseClaimsOf(replica: string): Promise<void> {
    await rows(
      this.source,
      `UPDATE emulator.jobs
       SET claimed_by = NULL, claim_token = NULL, claimed_until = NULL
       WHERE finished_at IS NULL
         AND claimed_by = $1`,
      [replica],
    );
  }
}

/** Transitions as the five arrays of a statement. */
export function columnsOf(
  transitions: JobTransition[],
): [string[], number[], (JobState | null)[], JobState[], string[]] {
  return [
    transitions.map(({ jobId }) => jobId),
    transitions.map(({ sequence }) => sequence),
    transitions.map(({ from }) => from),
    transitions.map(({ to }) => to),
    transitions.map(({ at }) => isoInstant(at)),
  ];
}
