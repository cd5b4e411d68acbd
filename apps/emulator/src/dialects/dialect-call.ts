import type { CompiledDialect, DraftReply, IncomingRequest, JobFacts, RouteMatch } from '@app/contracts';
import type { FaultEffects } from '../faults/fault-effects.js';
import type { JobNow } from '../jobs/job-now.js';

/** A request to a dialect, with all that is known of it before anything is asked of the core. */
export interface DialectCall {
  namespace: string;
  /** What the dialect is called. */
  name: string;
  dialect: CompiledDialect;
  incoming: IncomingRequest;
  /** Its body is larger than what is read: there is none in `incoming`. */
  isTooLarge: boolean;
  /** It came in at the other origin, which is no place of the API's own. */
  isForeign: boolean;
  /** The dialect's absolute base at our own origin, and at the other one. */
  base: string;
  foreignBase: string;
  /** Fingerprint of its credentials; null where there are none. */
  credential: string | null;
  /** The text of Longwatch-Scenario. */
  scenario: string | undefined;
  /** What goes wrong in the whole namespace. */
  outage: FaultEffects;
}

/** A request of the API. */
export interface MatchedCall extends DialectCall {
  match: RouteMatch;
}

/** What a request is answered, before anything of it goes wrong on the way. */
export interface Answer {
  draft: DraftReply;
  effects: FaultEffects;
  kind: RouteMatch['route']['kind'] | 'unmatched';
  /** The job that it was about, as it stood then. */
  job: JobNow | null;
  facts: JobFacts | null;
  /** The reply is none of the API's, but one of the scenario's. */
  isFault?: boolean;
}
