import { Injectable } from '@nestjs/common';
import { type Executor, isUuid, preparedRows, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { type JobRow, jobColumns } from './job-columns.js';
import type { JobTransition } from './job-life.js';
import type { RequestKind } from './job-now.js';

const SOURCE = `FROM emulator.jobs AS job JOIN emulator.namespaces AS clock ON clock.name = job.namespace`;

/*
 * Each condition can be looked up in one index alone. Prepared statements keep the plan that they were given first, and
 * while the table is empty any index is as good as another: IS TRUE keeps a condition out of them.
 */
const BY_ID = `job.id = $2 AND (job.namespace = $1) IS TRUE`;
/** Index jobs_reference. */
const BY_REFERENCE = `job.namespace = $1 AND job.dialect = $2 AND job.reference = $3 AND job.is_reference_current`;
const BY_ID_IN_DIALECT = `job.id = $3 AND (job.namespace = $1 AND job.dialect = $2) IS TRUE`;

const counters: Record<RequestKind, string> = {
  start: 'repeats',
  poll: 'polls',
  result: 'results',
  cancel: 'cancels',
};

/** Statements about one job: it is found, counted upon, deleted. A row and its clock are read together, so that both are of one instant. */
@Injectable()
export class JobsRepository {
  constructor(private readonly source: DataSource) {}

  transaction<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result> {
    return this.source.transaction(work);
  }

  findById(namespace: string, id: string): Promise<JobRow | undefined> {
    return this.findOne(BY_ID, [namespace, id]);
  }

  /** A text that is a uuid may also be the job's id, for some names of a job tell that alone. */
  async findByReference(namespace: string, dialect: string, reference: string): Promise<JobRow | undefined> {
    const parameters = [namespace, dialect, reference];
    const job = await this.findOne(BY_REFERENCE, parameters);
    return job ?? (isUuid(reference) ? this.findOne(BY_ID_IN_DIALECT, parameters) : undefined);
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

  /** Reads a job and counts what was asked of it. */
  async touch(namespace: string, dialect: string, reference: string, kind: RequestKind): Promise<JobRow | undefined> {
    const parameters = [namespace, dialect, reference];
    const job = await this.count(kind, BY_REFERENCE, parameters);
    return job ?? (isUuid(reference) ? this.count(kind, BY_ID_IN_DIALECT, parameters) : undefined);
  }

  /** The same, of a job that is known by its id. */
  touchById(namespace: string, id: string, kind: RequestKind): Promise<JobRow | undefined> {
    return this.count(kind, BY_ID, [namespace, id]);
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

  private async findOne(condition: string, parameters: unknown[]): Promise<JobRow | undefined> {
    const [job] = await preparedRows<JobRow>(
      this.source,
      `SELECT ${jobColumns} ${SOURCE} WHERE ${condition}`,
      parameters,
    );
    return job;
  }

  private async count(kind: RequestKind, condition: string, parameters: unknown[]): Promise<JobRow | undefined> {
    const [job] = await preparedRows<JobRow>(
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
