import type { ScenarioFault } from '@app/contracts';
import type { Life } from '../jobs/life.js';
import type { FaultEffects } from './fault-effects.js';

/** One request, as far as faults ask after it. */
export interface FaultMoment {
  /** `other`: whatever is none of these; faults on any requests alone hold for it. */
  on: Exclude<ScenarioFault['on'], undefined | 'any'> | 'other';
  /** The first of its kind for this job is 1. */
  number: number;
  /** The job's age on the namespace's clock; 0 for a start. */
  ageMs: number;
  /** Fingerprints of the credentials (`credentialOf`) of this request and of the job's start; null where there are none. */
  credential?: string | null;
  startCredential?: string | null;
}

/** What goes wrong with a request of a job that lives this life. */
export function faultsAt(
  _life: Pick<Life, 'faults' | 'replies' | 'seed' | 'drawKey'>,
  _moment: FaultMoment,
): FaultEffects {
  return {};
}
