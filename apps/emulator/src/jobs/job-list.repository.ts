import { Injectable } from '@nestjs/common';
import { rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { emulatedNow } from '../clock/emulated-now.js';
import { type JobRow, jobColumns } from './job-columns.js';
import type { JobFilter } from './start-request.js';

/** The list of jobs. */
@Injectable()
export class JobListRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Jobs that match, the newest first, and one more than asked for where there are more. Index jobs_by_number. Those that
   * are due match any state: what became of them is not known here.
   */
  list(namespace: string, filter: JobFilter): Promise<JobRow[]> {
    const parameters: unknown[] = [namespace, filter.limit + 1];
    const parameter = (value: unknown): string => `$${parameters.push(value)}`;
    return rows(
      this.source,
      `SELECT ${jobColumns}
       FROM emulator.jobs AS job
       JOIN emulator.namespaces AS clock ON clock.name = job.namespace
       WHERE ${['job.namespace = $1', ...conditionsOf(filter, parameter)].join('\n         AND ')}
       ORDER BY job.number DESC
       LIMIT $2`,
      parameters,
    );
  }
}

function conditionsOf(filter: JobFilter, parameter: (value: unknown) => string): string[] {
  const { states, dialect, name, input, before } = filter;
  return [
    states !== undefined &&
      `(job.state = ANY (${parameter(states)}::text[]) OR job.next_transition_at <= ${emulatedNow('clock')})`,
    dialect === null && `job.dialect IS NULL`,
    typeof dialect === 'string' && `job.dialect = ${parameter(dialect)}`,
    name !== undefined && `job.name = ${parameter(name)}`,
    input !== undefined && `job.request -> 'bound' -> 'input' @> ${parameter(JSON.stringify(input))}::jsonb`,
    before !== undefined && `job.number < ${parameter(before)}::bigint`,
  ].filter((condition) => condition !== false);
}
