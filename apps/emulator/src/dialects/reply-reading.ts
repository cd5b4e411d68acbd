import { type PollReading, type Reply, type Scope, isEnd, parseJson, readPoll, readStart } from '@app/contracts';
import type { ReplyPlan } from '../faults/reply-plan.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { hasEnded } from './standings.js';

/** What a client that reads a reply as the profile says knows by it. */
export interface ReplyReading {
  tellsEnd?: boolean;
  isDoubtful?: boolean;
  hintMs?: number | null;
  /** A 429 or 503 that says to come later, and not how the job stands. */
  isThrottled?: boolean;
}

/** Reads what was sent as the profile reads it. Pure. */
export function readSent(call: MatchedCall, answer: Answer, plan: ReplyPlan, receivedAt: number): ReplyReading {
  const { kind, facts } = answer;
  const hasOwnHints = readsHints(call);
  if (kind === 'start') {
    const { verdict, ended, hintMs } = readStart(...readable(call, answer, plan, receivedAt));
    return {
      isDoubtful: verdict === 'doubtful',
      tellsEnd: ended !== undefined,
      ...(hasOwnHints && { hintMs: hintMs ?? null }),
    };
  }
  const mayTell = facts !== null && hasEnded(facts) && plan.manner !== 'huge';
  const mayThrottle = plan.code === 429 || plan.code === 503;
  if (kind !== 'poll' || (!mayTell && !hasOwnHints && !mayThrottle)) return {};
  const { verdict, hintMs } = readAsPoll(call, answer, plan, receivedAt);
  return {
    tellsEnd: mayTell && isEnd(verdict),
    ...(hasOwnHints && { hintMs: hintMs ?? null }),
    ...(mayThrottle && { isThrottled: verdict === 'transient' }),
  };
}

/** Whether the profile says itself where hints are, or how far it believes them. */
function readsHints({ dialect: { compiled }, match: { route } }: MatchedCall): boolean {
  const { pace, poll } = compiled.profile;
  const phase = route.kind === 'poll' && poll !== undefined ? [poll].flat()[route.index] : undefined;
  return [pace, phase?.pace].some((own) => own?.hints !== undefined || own?.longestHint !== undefined);
}

function readAsPoll(call: MatchedCall, answer: Answer, plan: ReplyPlan, receivedAt: number): PollReading {
  const [compiled, reply, scope] = readable(call, answer, plan, receivedAt);
  return readPoll(compiled, compiled.phases[call.match.route.index]?.name ?? null, reply, scope);
}

function readable(
  { dialect: { compiled }, match: { bound }, incoming, base }: MatchedCall,
  { facts }: Answer,
  { code, headers, body: planned }: ReplyPlan,
  receivedAt: number,
): [typeof compiled, Reply, Scope] {
  // These have none on the wire, whatever was to be said in it.
  const body = code === 204 || code === 304 ? '' : planned;
  const reply = { code, headers, body: parseJson(body), text: body, url: base + incoming.path, receivedAt };
  const { input, key, name } = { ...facts?.bound, ...bound };
  return [
    compiled,
    reply,
    { input: input ?? facts?.bound.input, key, name, job: { ...facts?.bound.job, ...bound.job } },
  ];
}
