import { type CompiledDialect, durationMs } from '@app/contracts';
import type { ReplyPlan, Sent } from '../faults/reply-plan.js';
import type { PlayedRequest } from '../referee/played-request.js';
import type { Answer, DialectCall, MatchedCall } from './dialect-call.js';
import { keylessBody } from './keyless-body.js';
import { isKeyTaken } from './repeats.js';
import { type ReplyReading, readSent } from './reply-reading.js';

/** A request that was answered, with all that the referee is told of it. */
export interface PlayedCall {
  call: DialectCall | MatchedCall;
  answer: Answer;
  plan: ReplyPlan;
  sent: Sent;
  /** Path and query as they came in. */
  url: string;
  /** On the database's clock, in milliseconds. */
  at: number;
  answeredAt: number;
  /** What the namespace's clock showed at `at`. */
  emulatedAt: number;
}

/** What the referee is told of a request. Pure. */
export function playedRequestOf({
  call,
  answer,
  plan,
  sent,
  url,
  at,
  answeredAt,
  emulatedAt,
}: PlayedCall): PlayedRequest {
  const { dialect, incoming, namespace, name, isForeign } = call;
  const { job, kind } = answer;
  const match = 'match' in call ? call.match : undefined;
  const reading = sent === 'whole' && 'match' in call ? readSent(call, answer, plan, answeredAt) : {};
  const { tellsEnd, hintMs, isThrottled } = reading;
  const keptFor = dialect.compiled.profile.result?.keptFor;
  return {
    namespace,
    dialect: name,
    kind,
    origin: isForeign ? 'foreign' : 'own',
    url,
    request: incoming,
    job: job && { id: job.id, reference: job.reference },
    ...(job === null && match?.reference !== undefined && { reference: match.reference }),
    at,
    emulatedAt,
    answeredAt,
    reply: sent === 'whole' ? { code: plan.code, headers: plan.headers } : null,
    ...(tellsEnd !== undefined && { tellsEnd }),
    ...(hintMs !== undefined && { hintMs }),
    ...(isThrottled !== undefined && { isThrottled }),
    ...(keptFor !== undefined && { longestWaitMs: durationMs(keptFor) / 2 }),
    ...(kind === 'poll' && { isAlsoResult: match?.also.some((route) => route.kind === 'result') ?? false }),
    credentialNames: credentialNames(dialect),
    ...(kind === 'start' && { start: startOf(call, answer, reading) }),
  };
}

function credentialNames({ compiled: { auth } }: CompiledDialect): string[] {
  return auth?.scheme === 'api-key' ? [auth.name] : [];
}

function startOf(
  call: DialectCall | MatchedCall,
  { job }: Answer,
  { isDoubtful }: ReplyReading,
): NonNullable<PlayedRequest['start']> {
  const { dialect, incoming } = call;
  const match = 'match' in call ? call.match : undefined;
  const key = match?.bound.key ?? incoming.headers['idempotency-key'];
  const takesKey = isKeyTaken(dialect, job?.life.replies, key === undefined ? undefined : incoming);
  const route = dialect.routes.find(
    ({ route: { kind, index } }) => kind === match?.route.kind && index === match.route.index,
  );
  return {
    ...(key !== undefined && { key, keyless: keylessBody(route?.body, incoming, key) }),
    takesKey,
    isSafeToRepeat: takesKey,
    ...(isDoubtful !== undefined && { isDoubtful }),
  };
}
