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

/**
 * Whether a repeat under the same key makes no second job, as the API promises or the scenario has it.
 *
 * @param keyed the request with its key; undefined where it has none, and could have sent an Idempotency-Key
 */
export function isKeyTaken(
  dialect: CompiledDialect,
  replies: ScenarioReplies | undefined,
  keyed: Pick<IncomingRequest, 'headers'> = { headers: { 'idempotency-key': '' } },
): boolean {
  const isPromised = dialect.compiled.start.safeToRepeat || dialect.supplement.repeated === 'first';
  return isPromised || repeatedIn(dialect, replies, keyed) !== 'another';
}
