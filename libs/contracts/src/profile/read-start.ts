import type { RemoteError } from '../monitor.contract.js';
import { readCaptures } from './captures.js';
import type { CompiledProfile, CompiledStep } from './compiled.js';
import { allHold } from './condition.js';
import { decidePoll } from './decide-poll.js';
import { readHint } from './hints.js';
import type { StartVerdictWord } from './rules.contract.js';
import { type PollReading, isEnd, pollReading } from './read-poll.js';
import { jobError, requestError } from './remote-error.js';
import type { Reply } from './reply.js';
import { RequestFault } from './request-fault.js';
import { pollRequest } from './requests.js';
import type { Captures, Scope } from './scope.js';

/** What the reply to a start, or to a request before it, means. */
export interface StartReading {
  verdict: StartVerdictWord;
  captured: Captures;
  hintMs?: number;
  error?: RemoteError;
  /** It was started, but the reply names no job: `find` does. */
  isToBeFound?: boolean;
  /** The job has ended at once. */
  ended?: PollReading;
}

/** What decided the reply to a start. */
export interface StartDecision {
  verdict: StartVerdictWord;
  rule?: number;
}

/** Decides what the reply to a start, or to a request before it, means: the rules, then the code. */
export function decideStart({ rules }: CompiledStep, { code }: Reply, scope: Scope): StartDecision {
  const rule = rules.findIndex(({ when }) => allHold(when, scope));
  if (rule >= 0) return { verdict: rules[rule]!.then, rule };
  return { verdict: verdictOfCode(code) };
}

function verdictOfCode(code: number): StartVerdictWord {
  if ((code >= 200 && code <= 299) || code === 303) return 'started';
  if (code === 401) return 'reauth';
  // With these a server says that it has not acted on the request: RFC 8470, section 5.2; RFC 6585, section 4.
  if (code === 425 || code === 429) return 'deferred';
  return code === 408 || (code >= 500 && code !== 501) ? 'doubtful' : 'refused';
}

/** Reads the reply to a request before the start; `started` means that it did its work. Never throws. */
export function readStep(compiled: CompiledProfile, index: number, reply: Reply, scope: Scope): StartReading {
  const inReply = { ...scope, reply };
  const step = compiled.before[index]!;
  return readVerdict(compiled, step, decideStart(step, reply, inReply), inReply);
}

/** Reads the reply to a start. Never throws. */
export function readStart(compiled: CompiledProfile, reply: Reply, scope: Scope): StartReading {
  const inReply = { ...scope, reply };
  const reading = readVerdict(compiled, compiled.start, decideStart(compiled.start, reply, inReply), inReply);
  if (reading.verdict !== 'started') return reading;
  const known = { ...scope, job: { ...scope.job, ...reading.captured } };
  const fault = pollFault(compiled, known);
  const ended = readEnd(compiled, { ...known, reply }, fault !== undefined);
  if (ended !== undefined) return { ...reading, ended };
  if (fault === undefined) return reading;
  if (compiled.hasFind) return { ...reading, isToBeFound: true };
  const error = requestError(compiled.error, inReply, `The reply names no job. ${fault.message}`);
  return { ...reading, verdict: 'doubtful', error };
}

function readVerdict(
  compiled: CompiledProfile,
  step: CompiledStep,
  { verdict }: StartDecision,
  scope: Scope & { reply: Reply },
): StartReading {
  const reading: StartReading = { verdict, captured: verdict === 'started' ? readCaptures(step.capture, scope) : {} };
  const hintMs = readHint(compiled.phases[0]!.pace, scope);
  if (hintMs !== undefined) reading.hintMs = hintMs;
  if (verdict === 'refused') {
    const { code } = scope.reply;
    const otherwise = { code: `http-${code}`, message: `The remote side answered ${code}` };
    reading.error = jobError(compiled.error, scope, otherwise);
  } else if (verdict !== 'started') reading.error = requestError(compiled.error, scope);
  return reading;
}

/** Why the first phase can't be polled, if it can't. */
function pollFault(compiled: CompiledProfile, scope: Scope): RequestFault | undefined {
  try {
    pollRequest(compiled, compiled.phases[0]!.name, scope);
    return undefined;
  } catch (error) {
    if (error instanceof RequestFault) return error;
    throw error;
  }
}

/**
 * The end of a job that is over before it is polled. Where the profile says what the reply must hold, and it is not
 * there, a mere 2xx is no success unless the profile asks for that by `evaluate`.
 */
function readEnd(
  compiled: CompiledProfile,
  scope: Scope & { reply: Reply },
  namesNoJob: boolean,
): PollReading | undefined {
  const { evaluate, hasOwnCapture } = compiled.start;
  if (evaluate === false || (evaluate === undefined && !namesNoJob)) return undefined;
  const phase = compiled.phases[0]!;
  const decision = decidePoll(phase, scope.reply, scope);
  if (!isEnd(decision.verdict)) return undefined;
  if (evaluate === undefined && hasOwnCapture && decision.by === 'code') return undefined;
  return pollReading(compiled, phase, decision, scope);
}
