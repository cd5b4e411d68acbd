import type { Captures, ProfilePace } from '@app/contracts';
import type { StartKey } from './start-keys.repository.js';

/** What to start. Without `name` the job has the monitor's id for a name. */
export interface StartRequest {
  profile: string;
  input: unknown;
  name?: string | undefined;
  instanceId?: ((name: string) => string) | undefined;
  /** Watch a job that runs already instead of starting one: what is known of it. */
  job?: Captures | undefined;
  /** The phase in which it is polled; by default the first. */
  phase?: string | null | undefined;
  /** Over the profile's. */
  pace?: ProfilePace | undefined;
  deadlineMs?: number | undefined;
  labels?: Record<string, string> | undefined;
  /** Lets the start be repeated without starting a second monitor. */
  key?: StartKey | undefined;
}

export interface StartedMonitor {
  id: string;
  instanceId: string;
}
