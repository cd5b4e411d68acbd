import type { RemoteError } from '@app/contracts';
import type { BreakerOutcome } from './breaker.js';
import { refusalCodes } from './target-answer.js';

/** What came to nothing on our side, or at a third party, says nothing of the target. */
const OURS = new Set<string>([...refusalCodes, 'secret-unavailable', 'token-unavailable', 'ABORTED']);

/** What an answer says of its target: no reply, 5xx and 429 are the target's trouble; a refusal of ours is not. Pure. */
export function outcomeOf(reply: { code: number } | undefined, error?: RemoteError): BreakerOutcome {
  if (reply !== undefined) return reply.code >= 500 || reply.code === 429 ? 'bad' : 'good';
  return error !== undefined && OURS.has(error.code) ? 'none' : 'bad';
}
