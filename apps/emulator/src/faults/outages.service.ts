import { Injectable } from '@nestjs/common';
import type { FaultEffects } from './fault-effects.js';

/** Spans in which all requests of a namespace fail. */
@Injectable()
export class OutagesService {
  /** What goes wrong in the namespace now, whatever is asked; no field where all is well. */
  effectsNow(_namespace: string): Promise<FaultEffects> {
    return Promise.resolve({});
  }
}
