import type { Captures, MonitorEventType, PollReading, ProfileRequest, Progress, RemoteError } from '@app/contracts';

/** What a monitor remembers beside its state. */
export interface MonitorContext {
  /** Sent with the start request, so that a repeat can be recognised and a late reply attributed. */
  startKey: string;
  /** What the requests before the start brought; it is written with the intent to start. */
  prepared: Captures | null;
  /** What was captured of the job from replies; null until the job is known. `id` is its id, if it has one. */
  job: Captures | null;
  /** When the start was answered, milliseconds since the epoch; null where the monitor attached to a running job. */
  startedAt: number | null;
  /** The phase of the profile in which the job is polled. */
  phase: string | null;
  /** What the last good poll meant. */
  verdict: SeenVerdict | null;
  /** The job's status as the remote side last said it, and its status word. */
  status: unknown;
  statusWord: string | null;
  progress: Progress | null;
  /** Polls sent, as of the last write. */
  polls: number;
  /** Those of the phase that it is in, likewise. */
  pollsInPhase?: number;
  /** When the last of them was answered, milliseconds since the epoch. */
  polledAt: number | null;
  /** The wait that the remote side asked for with its last reply: part of the pace in effect. */
  retryAfterMs: number | null;
  /** Asked for before the job was known, as by a callback that overtook the start reply: then the first poll does not wait. */
  pollAtOnce: boolean;
  /**
   * A streak of requests that failed: the network's or the remote side's trouble, not the job's failure. `missing`: how
   * many of its last found no record.
   */
  trouble: { since: number; count: number; missing?: number; error: RemoteError } | null;
  /** Asked for while the start was under way; `cancel` and `pause` reach the remote job, too. */
  requested: 'suspend' | 'pause' | 'cancel' | 'detach' | null;
  /** Where a suspended monitor goes on. */
  resumeTo: 'Pending' | 'StartUnknown' | 'Watching' | null;
  /** What is being asked of the remote job beside polls. */
  operation: PendingOperation | null;
  /** Why the remote side refused what was last asked of it. */
  operationError: RemoteError | null;
  /** The job has succeeded, and this request fetches its result; without credentials. */
  fetch: ProfileRequest | null;
  /** A job whose start is in doubt is being looked for; counts the attempts. */
  search: { attempts: number } | null;
  result: MonitorResult | null;
  /** Why it was suspended, resumed or canceled, in the words of who did it. */
  reason: string | null;
  /** Why it did not succeed, or why its start is in doubt. */
  error: RemoteError | null;
}

/** What a good poll can mean while the job lives, and at its end. */
export type SeenVerdict = Extract<
  PollReading['verdict'],
  'running' | 'paused' | 'needs_input' | 'unknown' | 'succeeded' | 'failed' | 'canceled'
>;

/** A request to the remote side that a person asked for, until it is answered. */
export interface PendingOperation {
  kind: 'cancel' | 'pause' | 'resume';
  attempts: number;
  /** When it is sent next, milliseconds since the epoch on the database's clock; null once it was taken. */
  nextAt: number | null;
  /** When the job is polled next, likewise, as of the last write: the row's own instant is the earlier of both. */
  pollAt?: number | null;
}

/** The job's result: itself, where to get it, or why it could not be had. */
export type MonitorResult =
  | { kind: 'inline'; value: unknown }
  | { kind: 'reference'; url: string; reason?: string }
  | { kind: 'missed'; error: RemoteError };

interface Seen {
  at: number;
  polls: number;
  verdict: SeenVerdict;
  statusWord: string | null;
  status: unknown;
  progress: Progress | null;
  /** What this reply brought of the job; added to what is known. */
  captured: Captures;
  phase: string | null;
  retryAfterMs: number | null;
}

interface Asked {
  at: number;
  reason: string | null;
  /** Whether the profile can ask the same of the remote job, and it is to be asked. */
  crosses: boolean;
}

/** What can happen to a monitor: past facts, each with its instant (milliseconds since the epoch, database's clock). */
export type MonitorEvent =
  | { type: 'StartIntended'; at: number; prepared: Captures | null }
  | { type: 'JobStarted'; at: number; captured: Captures; phase: string | null; retryAfterMs: number | null }
  | { type: 'StartRefused'; at: number; error: RemoteError }
  | { type: 'StartDeferred'; at: number; error: RemoteError }
  | { type: 'StartDoubted'; at: number; error: RemoteError; safeToRepeat: boolean; canSearch: boolean }
  | { type: 'JobNotFound'; at: number; isOver: boolean }
  | ({ type: 'StatusSeen' } & Seen)
  | ({ type: 'JobSucceeded'; fetch: ProfileRequest | null; result: MonitorResult | null } & Seen)
  | ({ type: 'JobFailed'; error: RemoteError } & Seen)
  | ({ type: 'JobCanceled' } & Seen)
  | { type: 'JobLost'; at: number; polls: number; error: RemoteError }
  | {
      type: 'PollFailed';
      at: number;
      polls: number;
      failures: number;
      isMissing: boolean;
      error: RemoteError;
      retryAfterMs: number | null;
    }
  | { type: 'PollsExhausted'; at: number; polls: number; error: RemoteError }
  | { type: 'FetchFailed'; at: number; error: RemoteError }
  | { type: 'ResultKept'; at: number; result: MonitorResult }
  | { type: 'OperationTaken'; at: number; kind: PendingOperation['kind'] }
  | { type: 'OperationDone'; at: number; kind: PendingOperation['kind'] }
  | { type: 'OperationGone'; at: number; kind: PendingOperation['kind'] }
  | { type: 'OperationRefused'; at: number; kind: PendingOperation['kind']; error: RemoteError }
  | { type: 'OperationFailed'; at: number; kind: PendingOperation['kind']; nextAt: number }
  | { type: 'DeadlinePassed'; at: number; remoteCancel?: 'accepted' | 'failed' }
  | { type: 'PollRequested'; at: number }
  | ({ type: 'SuspendRequested' } & Asked)
  | ({ type: 'ResumeRequested' } & Asked)
  | ({ type: 'CancelRequested' } & Asked)
  | { type: 'StartAgainRequested'; at: number }
  | { type: 'GiveUpRequested'; at: number };

/** One entry of a monitor's history. */
export interface HistoryEntry {
  type: MonitorEventType;
  at: number;
  data: Record<string, unknown>;
}
