import type { InlineScenario } from '@app/contracts';
import type { Life } from '../jobs/life.js';

/** The life by the settings, for what a scenario leaves open. */
export interface DefaultLife {
  queuedMs: number;
  inProgressMs: number;
}

/** The scenario to draw from; one that is put or read from a file has a name. */
export type DrawnScenario = InlineScenario & { name?: string };

/**
 * Draws the life of one job. The same scenario and the same key give the same life, always and everywhere; every draw is
 * its own, so that to add one changes none of the others.
 */
export function drawLife(_scenario: DrawnScenario, _defaults: DefaultLife, _drawKey: string): Life {
  throw new Error('not yet');
}
