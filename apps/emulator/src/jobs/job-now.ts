import type { Bound, IncomingRequest, JobState } from '@app/contracts';
import type { CallbackWish } from '../callbacks/plan-callbacks.js';
import type { JobContext } from './job.machine.js';
import type { Life } from './life.js';

/** The request that started a job, as far as it is kept: what an API shows again, and what faults compare with. */
export interface StoredRequest {
  incoming: IncomingRequest;
  bound: Bound;
  callback?: CallbackWish;
  /** Fingerprint of the credential that it was sent with. */
  credential?: string | null;
}

/** What is asked of a job. */
export type RequestKind = 'start' | 'poll' | 'result' | 'cancel';

/** A job with the instant at which it was looked at: state and context are those of `now`, whatever the table says yet. */
export interface JobNow {
  /** UUID. */
  id: string;
  /** Of a job of a dialect: counted in its namespace, from 1, and again from 1 after a reset. Else counted over all namespaces. */
  number: number;
  namespace: string;
  /** Null: it was started by the native API or a seed's route. */
  dialect: string | null;
  /** What the API calls it; the id where there is no dialect. */
  reference: string;
  name: string | null;
  state: JobState;
  context: JobContext;
  /** Number of the latest transition. */
  sequence: number;
  life: Life;
  request: StoredRequest | null;
  /** How often was asked so far, this time included: repeats of the start, polls, results, cancels. */
  counts: Record<RequestKind, number>;
  /** Milliseconds since the epoch on the namespace's clock, as all its instants. */
  createdAt: number;
  endedAt: number | null;
  /** What the namespace's clock showed. */
  now: number;
  /** What the database's own clock showed. */
  realNow: number;
}
