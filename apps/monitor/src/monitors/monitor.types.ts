import type { MonitorEventType, RemoteError } from '@app/contracts';

/** What a monitor remembers beside its state. */
export interface MonitorContext {
  /** Sent with the start request, so that a repeat can be recognised and a late reply attributed. */
  startKey: string;
  jobId: string | null;
  /** The job's status as the remote side last said it, and its status word. */
  status: unknown;
  statusWord: string | null;
  /** Polls sent, as of the last write. */
  polls: number;
  /** The wait that the remote side asked for with its last reply: part of the pace in effect. */
  retryAfterMs: number | null;
  /** A streak of requests that failed: the network's or the remote side's trouble, not the job's failure. */
  trouble: { since: number; count: number; error: RemoteError } | null;
  /** Asked for while Starting. */
  requested: 'suspend' | 'cancel' | null;
  /** Where a suspended monitor goes on. */
  resumeTo: 'Pending' | 'StartUnknown' | 'Watching' | null;
  /** Why it was suspended, resumed or canceled, in the words of who did it. */
  reason: string | null;
  /** Why it did not succeed, or why its start is in doubt. */
  error: RemoteError | null;
}

interface Seen {
  at: number;
  polls: number;
  statusWord: string;
  status: unknown;
  retryAfterMs: number | null;
}

/** What can happen to a monitor: past facts, each with its instant (milliseconds since the epoch, database's clock). */
export type MonitorEvent =
  | { type: 'StartIntended'; at: number }
  | { type: 'JobStarted'; at: number; jobId: string; retryAfterMs: number | null }
  | { type: 'StartRefused'; at: number; error: RemoteError }
  | { type: 'StartDeferred'; at: number; error: RemoteError }
  | { type: 'StartDoubted'; at: number; error: RemoteError; safeToRepeat: boolean }
  | ({ type: 'StatusSeen' } & Seen)
  | ({ type: 'JobSucceeded' } & Seen)
  | ({ type: 'JobFailed'; error: RemoteError } & Seen)
  | ({ type: 'JobCanceled' } & Seen)
  | { type: 'JobLost'; at: number; polls: number; error: RemoteError }
  | { type: 'PollFailed'; at: number; polls: number; failures: number; error: RemoteError; retryAfterMs: number | null }
  | { type: 'DeadlinePassed'; at: number }
  | { type: 'SuspendRequested'; at: number; reason: string | null }
  | { type: 'ResumeRequested'; at: number; reason: string | null }
  | { type: 'CancelRequested'; at: number; reason: string | null };

/** One entry of a monitor's history. */
export interface HistoryEntry {
  type: MonitorEventType;
  at: number;
  data: Record<string, unknown>;
}
