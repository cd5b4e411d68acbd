import { Injectable } from '@nestjs/common';
import type { JobState } from '@app/contracts';
import { rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { JobEntity } from './job.entity.js';
import type { Job, JobTransition, Moved } from './job-life.js';

/** What a replica writes into the rows that it takes. The token is the fence: a later claim has another one. */
export interface Claim {
  replica: string;
  token: string;
  leaseMs: number;
}

/** A job that this replica holds, and the token under which it may write. */
export interface ClaimedJob extends Job {
  claimToken: string;
}

/** What became of a claimed job, and whether it is due again so soon that its claim is kept. */
export interface AdvancedJob extends Moved<ClaimedJob> {
  keepsClaim: boolean;
}

/** A job as its status is told. */
export type JobView = Pick<Job, 'id' | 'name' | 'state'>;

type ClaimedRow = Omit<ClaimedJob, 'claimToken'>;

/** Every statement about jobs that live. Instants go in as ISO 8601 text; `at` stands in for `now()` in tests alone. */
@Injectable()
export class JobsRepository {
  constructor(private readonly source: DataSource) {}

  /** Stores a new job with the first entry of its record; false where its name or its start key is taken. */
  async insert(born: Moved<Job>, claim: Claim | null, startKey: string | null): Promise<boolean> {
    const { job, transitions } = born;
    // Without a conflict target, for either of two unique indexes may decide; it waits for a rival that has not committed.
    const inserted = await rows<{ id: string }>(
      this.source,
      `WITH inserted AS (
         INSERT INTO emulator.jobs
           (id, name, state, context, sequence, next_transition_at, start_key, created_at,
            claimed_by, claim_token, claimed_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now() + $11 * interval '1 millisecond')
         ON CONFLICT DO NOTHING
         RETURNING id, state, sequence, created_at
       )
       INSERT INTO emulator.job_transitions (job_id, sequence, to_state, at)
       SELECT id, sequence, state, created_at
       FROM inserted
       RETURNING job_id AS id`,
      [
        job.id,
        job.name,
        job.state,
        JSON.stringify(job.context),
        job.sequence,
        iso(job.context.nextTransitionAt),
        startKey,
        iso(transitions[0]!.at),
        claim?.replica ?? null,
        claim?.token ?? null,
        claim?.leaseMs ?? null,
      ],
    );
    return inserted.length === 1;
  }

  async findById(id: string): Promise<JobView | null> {
    const [job] = await rows<JobView>(this.source, `SELECT id, name, state FROM emulator.jobs WHERE id = $1`, [id]);
    return job ?? null;
  }

  findByStartKey(startKey: string): Promise<JobView | null> {
    return this.source
      .getRepository(JobEntity)
      .findOne({ where: { startKey }, select: { id: true, name: true, state: true } });
  }

  /** Takes up to `limit` jobs whose next transition is due within `aheadMs`, earliest first, that nobody holds. */
  async claimDue(claim: Claim, aheadMs: number, limit: number, at: Date | null = null): Promise<ClaimedJob[]> {
    // Index jobs_due, in its order. SKIP LOCKED: two replicas that tick together share the work instead of waiting.
    const claimed = await rows<ClaimedRow>(
      this.source,
      `WITH due AS MATERIALIZED (
         SELECT id
         FROM emulator.jobs
         WHERE finished_at IS NULL
           AND next_transition_at <= coalesce($5::timestamptz, now()) + $4 * interval '1 millisecond'
           AND (claimed_until IS NULL OR claimed_until < coalesce($5::timestamptz, now()))
         ORDER BY next_transition_at
         LIMIT $6
         FOR UPDATE SKIP LOCKED
       )
       UPDATE emulator.jobs AS job
       SET claimed_by = $1,
           claim_token = $2,
           claimed_until = coalesce($5::timestamptz, now()) + $3 * interval '1 millisecond'
       FROM due
       WHERE job.id = due.id
       RETURNING job.id, job.name, job.state, job.context, job.sequence`,
      [claim.replica, claim.token, claim.leaseMs, aheadMs, at, limit],
    );
    return claimed.map((job) => ({ ...job, claimToken: claim.token }));
  }

  /**
   * Writes what became of claimed jobs, and answers the ids of those whose claim still stood; the others are untouched.
   * A claim that is kept is renewed; any other is set free.
   */
  async saveTransitions(moved: AdvancedJob[], leaseMs: number): Promise<Set<string>> {
    const jobs = moved.map(({ job }) => job);
    const transitions = moved.flatMap((each) => each.transitions);
    const written = await rows<{ id: string }>(
      this.source,
      `WITH moved AS (
         SELECT *
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::integer[], $6::timestamptz[],
                     $7::timestamptz[], $8::boolean[])
           AS moved (id, claim_token, state, context, sequence, next_transition_at, finished_at, keeps_claim)
       ), advanced AS (
         UPDATE emulator.jobs AS job
         SET state = moved.state,
             context = moved.context,
             sequence = moved.sequence,
             next_transition_at = moved.next_transition_at,
             finished_at = moved.finished_at,
             claimed_by = CASE WHEN moved.keeps_claim THEN job.claimed_by END,
             claim_token = CASE WHEN moved.keeps_claim THEN job.claim_token END,
             claimed_until = CASE WHEN moved.keeps_claim THEN now() + $9 * interval '1 millisecond' END
         FROM moved
         WHERE job.id = moved.id
           AND job.claim_token = moved.claim_token
         RETURNING job.id
       ), recorded AS (
         INSERT INTO emulator.job_transitions (job_id, sequence, from_state, to_state, at)
         SELECT step.job_id, step.sequence, step.from_state, step.to_state, step.at
         FROM unnest($10::uuid[], $11::integer[], $12::text[], $13::text[], $14::timestamptz[])
           AS step (job_id, sequence, from_state, to_state, at)
         JOIN advanced ON advanced.id = step.job_id
       )
       SELECT id FROM advanced`,
      [
        jobs.map((job) => job.id),
        jobs.map((job) => job.claimToken),
        jobs.map((job) => job.state),
        jobs.map((job) => JSON.stringify(job.context)),
        jobs.map((job) => job.sequence),
        jobs.map((job) => iso(job.context.nextTransitionAt)),
        moved.map(finishedAt),
        moved.map(({ keepsClaim }) => keepsClaim),
        leaseMs,
        ...columnsOf(transitions),
      ],
    );
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

function columnsOf(transitions: JobTransition[]): [string[], number[], (JobState | null)[], JobState[], string[]] {
  return [
    transitions.map(({ jobId }) => jobId),
    transitions.map(({ sequence }) => sequence),
    transitions.map(({ from }) => from),
    transitions.map(({ to }) => to),
    transitions.map(({ at }) => iso(at)),
  ];
}

/** A job ends at the instant at which its last transition was due. */
function finishedAt({ job, transitions }: Moved<ClaimedJob>): string | null {
  return job.context.nextTransitionAt === null ? iso(transitions.at(-1)!.at) : null;
}

function iso(instant: number): string;
function iso(instant: number | null): string | null;
function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
