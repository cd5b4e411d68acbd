import { Injectable } from '@nestjs/common';
import { type Executor, isUuid, isoInstant, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { type ClockRow, clockColumns } from '../clock/clock-columns.js';
import type { Claim } from './claims.repository.js';
import { type JobRow, jobColumns } from './job-columns.js';
import type { NewJob } from './job-birth.js';
import type { JobTransition, Moved } from './job-life.js';
import type { RequestKind } from './job-now.js';

/** Why a new job was not stored: its clock has changed since it was made, or its name, key or reference is taken. */
export type NotInserted = 'clock-changed' | 'taken';

/** What is settled before a job without a name of its client's is made. */
export interface Counted extends ClockRow {
  ordinal: number;
  number: number;
}

const SOURCE = `FROM emulator.jobs AS job JOIN emulator.namespaces AS clock ON clock.name = job.namespace`;

/** A text that is a uuid may also be the job's id: some names of a job tell that alone. */
const BY_REFERENCE = `
  job.namespace = $1
  AND job.dialect = $2
  AND ((job.reference = $3 AND job.is_reference_current) OR job.id = $4::uuid)`;

const counters: Record<RequestKind, string> = {
  start: 'repeats',
  poll: 'polls',
  result: 'results',
  cancel: 'cancels',
};

/** Statements about one job: it is stored, found, deleted. A row and its clock are read together, so that both are of one instant. */
@Injectable()
export class JobsRepository {
  constructor(private readonly source: DataSource) {}

  transaction<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result> {
    return this.source.transaction(work);
  }

  /**
   * Stores a new job with the first entry of its record; not where its name, key or reference is taken, and not where the
   * clock that it was made by has changed since.
   */
  async insert(
    { job, transitions }: Moved<NewJob>,
    claim: Claim | null,
    clockVersion: number,
    executor: Executor = this.source,
  ): Promise<{ number: number } | NotInserted> {
    // Without a conflict target, for any of three unique indexes may decide; it waits for a rival that has not committed.
    const [outcome] = await rows<{ isCurrent: boolean; number: number | null }>(
      executor,
      `WITH clock AS (
         SELECT name
         FROM emulator.namespaces
         WHERE name = $2
           AND version = $3
       ), inserted AS (
         INSERT INTO emulator.jobs
           (id, namespace, dialect, number, reference, name, state, context, sequence, life, request, start_key,
            created_at, next_transition_at, claimed_by, claim_token, claimed_until)
         SELECT $1::uuid, clock.name, $4, coalesce($5::bigint, nextval('emulator.jobs_number_seq')), $6, $7, $8,
                $9::jsonb, $10::integer, $11::jsonb, $12::jsonb, $13, $14::timestamptz, $15::timestamptz,
                $16, $17::uuid, now() + $18::float8 * interval '1 millisecond'
         FROM clock
         ON CONFLICT DO NOTHING
         RETURNING id, number, state, sequence, created_at
       ), recorded AS (
         INSERT INTO emulator.job_transitions (job_id, sequence, to_state, at)
         SELECT id, sequence, state, created_at
         FROM inserted
       )
       SELECT EXISTS (SELECT FROM clock) AS "isCurrent",
              (SELECT number::float8 FROM inserted) AS number`,
      [
        job.id,
        job.namespace,
        clockVersion,
        job.dialect,
        job.number,
        job.reference,
        job.name,
        job.state,
        JSON.stringify(job.context),
        job.sequence,
        JSON.stringify(job.life),
        job.request === null ? null : JSON.stringify(job.request),
        job.startKey,
        isoInstant(transitions[0]!.at),
        isoInstant(job.context.nextTransitionAt),
        claim?.replica ?? null,
        claim?.token ?? null,
        claim?.leaseMs ?? null,
      ],
    );
    if (!outcome!.isCurrent) return 'clock-changed';
    return outcome!.number === null ? 'taken' : { number: outcome!.number };
  }

  /** Counts a start of the namespace, and locks its clock until the transaction ends; undefined where there is no such. */
  async countStart(executor: Executor, namespace: string): Promise<Counted | undefined> {
    const [counted] = await rows<Counted>(
      executor,
      `UPDATE emulator.namespaces AS clock
       SET starts = starts + 1
       WHERE clock.name = $1
       RETURNING clock.starts::float8 AS ordinal,
                 nextval('emulator.jobs_number_seq')::float8 AS number,
                 ${clockColumns}`,
      [namespace],
    );
    return counted;
  }

  /** A number for a job whose reference is made of it. */
  async nextNumber(): Promise<number> {
    const [next] = await rows<{ number: number }>(
      this.source,
      `SELECT nextval('emulator.jobs_number_seq')::float8 AS number`,
    );
    return next!.number;
  }

  findById(namespace: string, id: string, executor?: Executor): Promise<JobRow | undefined> {
    return this.findOne(`job.id = $2 AND job.namespace = $1`, [namespace, id], executor);
  }

  /** Index jobs_reference. */
  findByReference(namespace: string, dialect: string, reference: string): Promise<JobRow | undefined> {
    return this.findOne(BY_REFERENCE, [namespace, dialect, reference, isUuid(reference) ? reference : null]);
  }

  /** Index jobs_start_key. */
  findByStartKey(namespace: string, dialect: string | null, startKey: string): Promise<JobRow | undefined> {
    return this.findOne(`job.namespace = $1 AND coalesce(job.dialect, '') = $2 AND job.start_key = $3`, [
      namespace,
      dialect ?? '',
      startKey,
    ]);
  }

  /** The job of no dialect that has the name, as far as the table knows. Index jobs_live_name. */
  findLiveByName(namespace: string, name: string): Promise<JobRow | undefined> {
    return this.findOne(`job.namespace = $1 AND job.name = $2 AND job.finished_at IS NULL AND job.dialect IS NULL`, [
      namespace,
      name,
    ]);
  }

  /** Reads a job and counts what was asked of it. Index jobs_reference. */
  async touch(namespace: string, dialect: string, reference: string, kind: RequestKind): Promise<JobRow | undefined> {
    return this.count(kind, BY_REFERENCE, [namespace, dialect, reference, isUuid(reference) ? reference : null]);
  }

  /** The same, of a job that is known by its id. */
  touchById(namespace: string, id: string, kind: RequestKind): Promise<JobRow | undefined> {
    return this.count(kind, `job.namespace = $1 AND job.id = $2`, [namespace, id]);
  }

  /** The steps of a job that are written. */
  readHistory(id: string): Promise<JobTransition[]> {
    return rows(
      this.source,
      `SELECT job_id AS "jobId",
              sequence,
              from_state AS "from",
              to_state AS "to",
              (extract(epoch FROM at) * 1000)::float8 AS at
       FROM emulator.job_transitions
       WHERE job_id = $1
       ORDER BY sequence`,
      [id],
    );
  }

  /** Lets a later job have the reference. */
  async giveUpReference(id: string): Promise<void> {
    await rows(this.source, `UPDATE emulator.jobs SET is_reference_current = false WHERE id = $1`, [id]);
  }

  async delete(namespace: string, id: string): Promise<boolean> {
    const deleted = await rows<{ id: string }>(
      this.source,
      `DELETE FROM emulator.jobs WHERE namespace = $1 AND id = $2 RETURNING id`,
      [namespace, id],
    );
    return deleted.length === 1;
  }

  async deleteAll(executor: Executor, namespace: string): Promise<void> {
    await rows(executor, `DELETE FROM emulator.jobs WHERE namespace = $1`, [namespace]);
  }

  private async findOne(
    condition: string,
    parameters: unknown[],
    executor: Executor = this.source,
  ): Promise<JobRow | undefined> {
    const [job] = await rows<JobRow>(executor, `SELECT ${jobColumns} ${SOURCE} WHERE ${condition}`, parameters);
    return job;
  }

  private async count(kind: RequestKind, condition: string, parameters: unknown[]): Promise<JobRow | undefined> {
    const [job] = await rows<JobRow>(
      this.source,
      `UPDATE emulator.jobs AS job
       SET ${counters[kind]} = job.${counters[kind]} + 1
       FROM emulator.namespaces AS clock
       WHERE clock.name = job.namespace
         AND ${condition}
       RETURNING ${jobColumns}`,
      parameters,
    );
    return job;
  }
}
