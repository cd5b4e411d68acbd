import { uuidV7 } from '@app/platform';
import { type NamespaceClock, emulatedAt } from '../clock/namespace-clock.js';
import { type Moved, createJob } from './job-life.js';
import type { JobNow, StoredRequest } from './job-now.js';
import type { Life } from './life.js';
import type { StartRequest } from './start-request.js';
import type { StoredJob } from './stored-job.js';

/** A new job as it is stored. */
export interface NewJob extends StoredJob {
  life: Life;
  /** Among the jobs of dialects in its namespace; null: it is of none. */
  number: number | null;
  startKey: string | null;
  request: StoredRequest | null;
}

/** A new job with the clock that it was made by. */
export interface BornJob extends Moved<NewJob> {
  clock: NamespaceClock;
  realNow: number;
}

/** What is settled before the life of a new job is. */
export interface Beginning {
  clock: NamespaceClock;
  realNow: number;
  /** Null for a job of no dialect. */
  number: number | null;
  ordinal: number;
}

/** Makes the job that is asked for. */
export function bearJob(request: StartRequest, { clock, realNow, number, ordinal }: Beginning): BornJob {
  const id = uuidV7();
  const { namespace, dialect, name, reference = id } = request;
  const birth = {
    id,
    namespace,
    dialect,
    name,
    number,
    reference: typeof reference === 'string' ? reference : reference({ id, number: number! }),
    life: request.life(ordinal),
    request: request.request ?? null,
    callback: request.request?.callback ?? null,
    startKey: request.startKey ?? null,
  };
  return { ...createJob(birth, emulatedAt(clock, realNow), request.isOpen), clock, realNow };
}

/** The job as its start is answered: no time has passed. */
export function bornJobNow({ job, transitions, clock, realNow }: BornJob, number: number): JobNow {
  const { id, namespace, dialect, reference, name, state, context, sequence, life, request } = job;
  return {
    ...{ id, number, namespace, dialect, reference, name, state, context, sequence, life, request },
    counts: { start: 0, poll: 0, result: 0, cancel: 0 },
    createdAt: transitions[0]!.at,
    endedAt: null,
    now: emulatedAt(clock, realNow),
    realNow,
  };
}
