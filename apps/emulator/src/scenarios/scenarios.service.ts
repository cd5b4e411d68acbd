import { Injectable } from '@nestjs/common';
import type { Life } from '../jobs/life.js';
import type { FaultEffects } from '../faults/fault-effects.js';

/** What a start tells that matters to the choice of its scenario. */
export interface StartAsked {
  namespace: string;
  /** Name of the dialect; `seed` for the routes of /api, `native` for those of /api/v1. */
  dialect: string;
  /** Path of the request, behind the name of the dialect. */
  route: string;
  /** The job's name, where the client gave it one: it is what the life is drawn by. */
  name: string | null;
  startKey?: string | undefined;
  /** The text of Longwatch-Scenario: a name, or a scenario in JSON. */
  header?: string | undefined;
  /** The field `scenario` of a native start: a name, or a scenario. */
  field?: unknown;
  /** Fingerprint of the credential (`credentialOf`). */
  credential?: string | null;
}

/** What a start is given. */
export interface GivenLife {
  /** Name of the scenario, where it has one. */
  scenario?: string;
  /** Draws the life: by the job's name, and where it has none by this key, the ordinal of the start in its namespace. */
  lifeOf(ordinal: number | string): Life;
  /** What goes wrong with this very request. */
  effects: FaultEffects;
}

@Injectable()
export class ScenariosService {
  /** The life for a start. Throws AppError (422) where it asks for a scenario that is not there, or not valid. */
  lifeFor(_start: StartAsked): Promise<GivenLife> {
    throw new Error('not yet');
  }
}
