import type { CompiledDialect, IncomingRequest, ScenarioReplies } from '@app/contracts';

/** What a start under a used key gets: the first job, 409, or another job. */
export type Repeated = NonNullable<NonNullable<ScenarioReplies['start']>['repeated']>;

/**
 * What a repeat gets: as the scenario says, else as the API does it. Where the supplement is silent, an API that is safe
 * to repeat tells the first job again, and so does one that is sent an Idempotency-Key.
 */
export function repeatedIn(
  { compiled, supplement }: CompiledDialect,
  replies: ScenarioReplies | undefined,
  { headers }: Pick<IncomingRequest, 'headers'>,
): Repeated {
  const said = replies?.start?.repeated ?? supplement.repeated;
  if (said !== undefined) return said;
  return compiled.start.safeToRepeat || headers['idempotency-key'] !== undefined ? 'first' : 'another';
}
