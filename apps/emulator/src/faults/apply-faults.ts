import type { DraftReply } from '@app/contracts';
import type { FaultEffects } from './fault-effects.js';
import type { ReplyPlan } from './reply-plan.js';

/**
 * How a draft goes out under what goes wrong. The draft is the true reply, or where `insteadOf` says so that error as the
 * API tells it. `now` is what the reply's Date will say, in milliseconds.
 */
export function applyFaults(_draft: DraftReply, _effects: FaultEffects, _now: number): ReplyPlan {
  throw new Error('not yet');
}
