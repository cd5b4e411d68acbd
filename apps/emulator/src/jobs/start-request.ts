import type { JobNow, StoredRequest } from './job-now.js';
import type { Life } from './life.js';

/** What a job can be called by where the API chooses: both are settled before it is stored. */
export interface NewNames {
  id: string;
  /** Counted in the namespace, from 1. */
  number: number;
}

/** How a job is to be started. */
export interface StartRequest {
  namespace: string;
  dialect: string | null;
  name: string | null;
  /** A start repeated under its key gets the first job. Keys of one dialect do not meet those of another. */
  startKey?: string | undefined;
  /** What the dialect calls it: said by the client (text), or made of the new job's names, where it has a dialect. By default its id. */
  reference?: string | ((names: NewNames) => string) | undefined;
  /**
   * How long a reference that the client said is taken: while its job lives (default), as long as its record is there, or
   * never. A later job under it takes the place of the one before.
   */
  taken?: 'live' | 'kept' | 'never' | undefined;
  /**
   * Gives it its life. Starts of a namespace are counted where neither a name nor a reference was said, so that lives are
   * drawn by these; else the ordinal is 0.
   */
  life: (ordinal: number) => Life;
  request?: StoredRequest | undefined;
  /** It is made, and begins when it is told to. */
  isOpen?: boolean | undefined;
}

export interface StartedJob {
  job: JobNow;
  /** It is the first job of the key, which was used before; that is counted in `counts.start`. */
  isRepeated: boolean;
}

/** What can be asked of a job beside its status. `begin` starts one that is open. */
export type JobCommand = 'cancel' | 'pause' | 'resume' | 'begin';

export interface CommandedJob {
  job: JobNow;
  /** False where it meant nothing to the job: it has ended, is paused already, and so on. */
  isChanged: boolean;
}

export interface JobFilter {
  states?: JobNow['state'][] | undefined;
  /** Null: jobs of no dialect. */
  dialect?: string | null | undefined;
  name?: string | undefined;
  /** What the bound input of the start request holds (all of these members, at any depth). */
  input?: unknown;
  /** The newest first; behind this place in the list. */
  before?: number | undefined;
  limit: number;
}
