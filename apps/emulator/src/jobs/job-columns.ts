import type { JobState } from '@app/contracts';
import { type ClockRow, clockColumns, clockOf } from '../clock/clock-columns.js';
import { emulatedAt } from '../clock/namespace-clock.js';
import { passTime } from './job-life.js';
import type { JobNow, StoredRequest } from './job-now.js';
import type { JobContext } from './job.machine.js';
import type { Life } from './life.js';

/** A job as it is read as a whole, together with its namespace's clock. */
export interface JobRow extends ClockRow {
  id: string;
  number: number;
  /** Where it stands in lists. */
  place: number;
  namespace: string;
  dialect: string | null;
  reference: string;
  name: string | null;
  state: JobState;
  context: JobContext;
  sequence: number;
  life: Life;
  request: StoredRequest | null;
  repeats: number;
  polls: number;
  results: number;
  cancels: number;
  createdAt: number;
  finishedAt: number | null;
}

/** SQL: what is read of emulator.jobs under the alias `job`, and of emulator.namespaces under the alias `clock`. */
export const jobColumns = `
  job.id,
  coalesce(job.dialect_number, job.number)::float8 AS number,
  job.number::float8 AS place,
  job.namespace,
  job.dialect,
  job.reference,
  job.name,
  job.state,
  job.context,
  job.sequence,
  job.life,
  job.request,
  job.repeats,
  job.polls,
  job.results,
  job.cancels,
  (extract(epoch FROM job.created_at) * 1000)::float8 AS "createdAt",
  (extract(epoch FROM job.finished_at) * 1000)::float8 AS "finishedAt",
  ${clockColumns}`;

/** The job as of the instant at which it was read: the table may not have been told yet what time has made of it. */
export function toJobNow(row: JobRow): JobNow {
  const { repeats, polls, results, cancels, realNow } = row;
  const now = emulatedAt(clockOf(row), realNow);
  const { job } = passTime(row, now);
  return {
    id: job.id,
    number: job.number,
    namespace: job.namespace,
    dialect: job.dialect,
    reference: job.reference,
    name: job.name,
    state: job.state,
    context: job.context,
    sequence: job.sequence,
    life: job.life,
    request: job.request,
    counts: { start: repeats, poll: polls, result: results, cancel: cancels },
    createdAt: job.createdAt,
    endedAt: job.context.endedAt ?? job.finishedAt,
    now,
    realNow,
  };
}
