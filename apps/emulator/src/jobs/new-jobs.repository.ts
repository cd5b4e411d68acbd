import { Injectable } from '@nestjs/common';
import { type Executor, isoInstant, preparedRows, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { type ClockRow, clockColumns } from '../clock/clock-columns.js';
import type { Claim } from './claims.repository.js';
import type { NewJob } from './job-birth.js';
import type { Moved } from './job-life.js';

/** Why a new job was not stored: its clock has changed since it was made, or its name, key or reference is taken. */
export type NotInserted = 'clock-changed' | 'taken';

/** What a start is counted among: 0 where it is not, else 1. More numbers: the last of them is taken. */
export interface Counts {
  starts: number;
  numbers: number;
}

/** What is settled before a job is made that is counted. */
export interface Counted extends ClockRow {
  starts: number;
  numbers: number;
}

interface Outcome {
  isCurrent: boolean;
  number: number | null;
}

/** Statements by which jobs come to be. */
@Injectable()
export class NewJobsRepository {
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
    executor?: Executor,
  ): Promise<{ number: number } | NotInserted> {
    // Without a conflict target, for any of three unique indexes may decide; it waits for a rival that has not committed.
    // FOR KEY SHARE: a reset waits for it, and it for a reset; changes of the clock do not. What it waited for is seen.
    const statement = `
       WITH clock AS (
         SELECT name
         FROM emulator.namespaces
         WHERE name = $2
           AND version = $3
         FOR KEY SHARE
       ), inserted AS (
         INSERT INTO emulator.jobs
           (id, namespace, dialect, dialect_number, reference, name, state, context, sequence, life, request, start_key,
            created_at, next_transition_at, claimed_by, claim_token, claimed_until)
         SELECT $1::uuid, clock.name, $4, $5::bigint, $6, $7, $8,
                $9::jsonb, $10::integer, $11::jsonb, $12::jsonb, $13, $14::timestamptz, $15::timestamptz,
                $16, $17::uuid, now() + $18::float8 * interval '1 millisecond'
         FROM clock
         ON CONFLICT DO NOTHING
         RETURNING id, coalesce(dialect_number, number) AS number, state, sequence, created_at
       ), recorded AS (
         INSERT INTO emulator.job_transitions (job_id, sequence, to_state, at)
         SELECT id, sequence, state, created_at
         FROM inserted
       )
       SELECT EXISTS (SELECT FROM clock) AS "isCurrent",
              (SELECT number::float8 FROM inserted) AS number`;
    const parameters = [
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
    ];
    const [outcome] = await (executor === undefined
      ? preparedRows<Outcome>(this.source, statement, parameters)
      : rows<Outcome>(executor, statement, parameters));
    if (!outcome!.isCurrent) return 'clock-changed';
    return outcome!.number === null ? 'taken' : { number: outcome!.number };
  }

  /** Counts a start of the namespace, and keeps others from counting until the transaction ends; undefined where there is no such. */
  async countStart(executor: Executor, namespace: string, { starts, numbers }: Counts): Promise<Counted | undefined> {
    const [counted] = await rows<Counted>(
      executor,
      `UPDATE emulator.namespaces AS clock
       SET starts = clock.starts + $2::integer,
           numbers = clock.numbers + $3::integer
       WHERE clock.name = $1
       RETURNING clock.starts::float8 AS starts,
                 clock.numbers::float8 AS numbers,
                 ${clockColumns}`,
      [namespace, starts, numbers],
    );
    return counted;
  }
}
