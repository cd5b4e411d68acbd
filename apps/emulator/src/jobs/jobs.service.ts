import { Injectable } from '@nestjs/common';
import type { JobNow, RequestKind } from './job-now.js';
import type { CommandedJob, JobCommand, JobFilter, StartRequest, StartedJob } from './start-request.js';

/** What can be asked of jobs, whichever face it comes through. Everything is told as of now on the namespace's clock. */
@Injectable()
export class JobsService {
  /** Throws JobNameTaken, ReferenceTaken, StartKeyReused, and the faults of names and keys. */
  start(request: StartRequest): Promise<StartedJob> {
    throw new Error(`not yet ${request.namespace}`);
  }

  /** By its id. Throws JobUnknown. */
  find(namespace: string, id: string): Promise<JobNow> {
    throw new Error(`not yet ${namespace} ${id}`);
  }

  /** By what its dialect calls it; null where there is none, or its record is no longer kept. */
  findByReference(namespace: string, dialect: string, reference: string): Promise<JobNow | null> {
    throw new Error(`not yet ${namespace} ${dialect} ${reference}`);
  }

  /** The same, and counts what is asked of it, in one statement: `counts` of the answer has it. */
  touch(namespace: string, dialect: string, reference: string, kind: RequestKind): Promise<JobNow | null> {
    throw new Error(`not yet ${namespace} ${dialect} ${reference} ${kind}`);
  }

  /** Asks something of a job, by its id. `takesMs`: how long a cancel takes; 0 by default. Throws JobUnknown. */
  command(namespace: string, id: string, command: JobCommand, takesMs = 0): Promise<CommandedJob> {
    throw new Error(`not yet ${namespace} ${id} ${command} ${takesMs}`);
  }

  /** The newest first. A page may be shorter than its limit, and there be more: `next` tells where it goes on. */
  list(namespace: string, filter: JobFilter): Promise<{ jobs: JobNow[]; next: number | undefined }> {
    throw new Error(`not yet ${namespace} ${filter.limit}`);
  }

  /** Whatever it does: its record is gone. False where there is none. */
  delete(namespace: string, id: string): Promise<boolean> {
    throw new Error(`not yet ${namespace} ${id}`);
  }
}
