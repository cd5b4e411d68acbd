import { Injectable } from '@nestjs/common';
import { type Executor, isoInstant, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { type ClockRow, clockColumns } from '../clock/clock-columns.js';
import { type Claim, columnsOf, storedColumns } from './claims.repository.js';
import type { Moved } from './job-life.js';
import type { StoredJob } from './stored-job.js';

/** Statements of what is asked of a job, whoever holds it. */
@Injectable()
export class JobCommandsRepository {
  constructor(private readonly source: DataSource) {}

  transaction<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result> {
    return this.source.transaction(work);
  }

  /** Keeps a job from everybody else until the transaction ends; false where there is none. */
  async lock(executor: Executor, namespace: string, id: string): Promise<boolean> {
    const locked = await rows<{ id: string }>(
      executor,
      `SELECT id FROM emulator.jobs WHERE id = $2 AND namespace = $1 FOR UPDATE`,
      [namespace, id],
    );
    return locked.length === 1;
  }

  /** A locked job and its clock. A statement of its own, for it must see what was written while the lock was waited for. */
  async read(executor: Executor, id: string): Promise<StoredJob & ClockRow> {
    const [job] = await rows<StoredJob & ClockRow>(
      executor,
      `SELECT ${storedColumns}, ${clockColumns}
       FROM emulator.jobs AS job
       JOIN emulator.namespaces AS clock ON clock.name = job.namespace
       WHERE job.id = $1`,
      [id],
    );
    return job!;
  }

  /** Writes what became of a locked job. Whoever held it holds it no more: its claim is broken, or another's from now on. */
  async save(executor: Executor, { job, transitions }: Moved<StoredJob>, claim: Claim | null): Promise<void> {
    await rows(
      executor,
      `WITH saved AS (
         UPDATE emulator.jobs
         SET state = $2,
             context = $3::jsonb,
             sequence = $4,
             next_transition_at = $5::timestamptz,
             finished_at = $6::timestamptz,
             written_at = now(),
             claimed_by = $7,
             claim_token = $8::uuid,
             claimed_until = now() + $9::float8 * interval '1 millisecond'
         WHERE id = $1
       )
       INSERT INTO emulator.job_transitions (job_id, sequence, from_state, to_state, at)
       SELECT step.job_id, step.sequence, step.from_state, step.to_state, step.at
       FROM unnest($10::uuid[], $11::integer[], $12::text[], $13::text[], $14::timestamptz[])
         AS step (job_id, sequence, from_state, to_state, at)`,
      [
        job.id,
        job.state,
        JSON.stringify(job.context),
        job.sequence,
        isoInstant(job.context.nextTransitionAt),
        isoInstant(job.context.endedAt ?? null),
        claim?.replica ?? null,
        claim?.token ?? null,
        claim?.leaseMs ?? null,
        ...columnsOf(transitions),
      ],
    );
  }
}
