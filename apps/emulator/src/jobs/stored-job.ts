import type { Job } from './job-life.js';
import type { MachineLife } from './life.js';

/** A job as far as it is read to be moved on: without what may be large. Read the whole by its id. */
export interface StoredJob extends Job {
  life: MachineLife & { callbacks?: unknown };
  dialect: string | null;
  reference: string;
  /** Where its start request asked to be called back. */
  callbackUrl: string | null;
}
