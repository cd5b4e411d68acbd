import { Injectable } from '@nestjs/common';
import type { Executor } from '@app/platform';
import type { JobTransition } from './job-life.js';
import type { StoredJob } from './stored-job.js';

export interface WrittenJob {
  job: StoredJob;
  transitions: JobTransition[];
}

/** Somebody who writes rows of his own along with the transitions of jobs, in the same transaction. */
export interface TransitionWriter {
  /** Whether transitions of this job leave rows at all. Asked for every job of every batch, so it must be quick. */
  wants(job: StoredJob): boolean;
  /** Writes them. What it throws undoes the transitions, too; the advancer then tries again after a while. */
  write(executor: Executor, written: WrittenJob[]): Promise<void>;
  /** All of it is committed, by this replica. Must not throw. */
  written(): void;
}

/** Who else writes when jobs move: by time, by what is asked of them, and at their birth. */
@Injectable()
export class TransitionWriters {
  private readonly writers: TransitionWriter[] = [];

  add(writer: TransitionWriter): void {
    this.writers.push(writer);
  }

  /** Whether a batch needs a transaction at all. */
  areWanted(jobs: StoredJob[]): boolean {
    return this.writers.some((writer) => jobs.some((job) => writer.wants(job)));
  }

  async write(executor: Executor, written: WrittenJob[]): Promise<void> {
    for (const writer of this.writers) {
      const wanted = written.filter(({ job, transitions }) => transitions.length > 0 && writer.wants(job));
      if (wanted.length > 0) await writer.write(executor, wanted);
    }
  }

  /** To be called when the transaction is committed. */
  written(): void {
    for (const writer of this.writers) writer.written();
  }
}
