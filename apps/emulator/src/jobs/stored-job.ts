import type { CallbackWish } from '../callbacks/plan-callbacks.js';
import type { Job } from './job-life.js';
import type { Life, MachineLife } from './life.js';

/** A job as far as it is read to be moved on: without what may be large. Read the whole by its id. */
export interface StoredJob extends Job {
  dialect: string | null;
  reference: string;
  life: MachineLife & Pick<Life, 'seed' | 'drawKey' | 'callbacks'>;
  /** Where its start request asked to be called back. */
  callback: CallbackWish | null;
}
