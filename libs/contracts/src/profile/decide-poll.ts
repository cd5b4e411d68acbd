import type { CompiledPhase } from './compiled.js';
import { allHold } from './condition.js';
import type { PollVerdictWord } from './rules.contract.js';
import type { Reply } from './reply.js';
import type { Scope } from './scope.js';
import { statusWord, verdictOf } from './status-map.js';

/** What decided what a reply means. */
export type DecidedBy = 'body' | 'rule' | 'code' | 'status';

/** What a reply to a poll means, and why. */
export interface PollDecision {
  verdict: PollVerdictWord | 'unknown' | 'follow';
  by: DecidedBy;
  /** Of the rule that held, if one did. */
  rule?: number;
  /** The phase that goes on, where a rule says so. */
  goto?: string;
  word?: string;
  /** Why a poll says nothing of the job. */
  trouble?: string;
}

/** Codes that say nothing of the job; what they say is built in. Others depend on whether the phase has a status. */
const BUILT_IN = new Map<number, PollDecision['verdict']>([
  [301, 'follow'],
  [307, 'follow'],
  [308, 'follow'],
  [401, 'reauth'],
  [404, 'missing'],
  [408, 'transient'],
  [410, 'lost'],
  [425, 'transient'],
  [429, 'transient'],
]);

/** Decides what a reply to a poll means: what can't be read, then the rules, then the code, then the status word. */
export function decidePoll(phase: CompiledPhase, reply: Reply, scope: Scope): PollDecision {
  const trouble = bodyTrouble(phase, reply);
  if (trouble !== undefined) return { verdict: 'transient', by: 'body', trouble };
  for (let rule = 0; rule < phase.rules.length; rule++) {
    const { when, then } = phase.rules[rule]!;
    if (!allHold(when, scope)) continue;
    if (then === 'status') return { ...byStatus(phase, scope), rule };
    if (typeof then === 'object') return { verdict: 'running', by: 'rule', rule, goto: then.goto };
    return { verdict: then, by: 'rule', rule };
  }
  const builtIn = BUILT_IN.get(reply.code) ?? (reply.code >= 500 ? 'transient' : undefined);
  if (builtIn !== undefined) return { verdict: builtIn, by: 'code' };
  return phase.codeIsState ? byCode(reply.code) : byCodeAndStatus(phase, reply.code, scope);
}

/** A good code with a body that can't be read never says how the job stands. */
function bodyTrouble({ readsBody }: CompiledPhase, reply: Reply): string | undefined {
  const { code, body, isTruncated } = reply;
  if (!readsBody || code < 200 || code > 299 || body !== undefined) return undefined;
  if (isTruncated === true) return 'The reply is too large to be read';
  const { text } = reply;
  return text === undefined || text.trim() === '' ? undefined : 'The reply is not JSON';
}

/** Without a status the code is the state. */
function byCode(code: number): PollDecision {
  if (code === 202) return { verdict: 'running', by: 'code' };
  if ((code >= 200 && code <= 299) || code === 302 || code === 303) return { verdict: 'succeeded', by: 'code' };
  return { verdict: code >= 400 ? 'failed' : 'transient', by: 'code' };
}

function byCodeAndStatus(phase: CompiledPhase, code: number, scope: Scope): PollDecision {
  if (code >= 200 && code <= 299) return phase.status === undefined ? unsaid(phase, code) : byStatus(phase, scope);
  return { verdict: code === 302 || code === 303 ? 'follow' : 'transient', by: 'code' };
}

/** The state is in the body, and no rule found it there: that is a word which the profile does not know, not success. */
function unsaid({ unknown }: CompiledPhase, code: number): PollDecision {
  if (code === 202) return { verdict: 'running', by: 'code' };
  return { verdict: unknown === 'hold' ? 'unknown' : unknown, by: 'code' };
}

function byStatus(phase: CompiledPhase, scope: Scope): PollDecision {
  const word = statusWord(phase.status ?? [], scope);
  if (word === undefined) return { verdict: 'transient', by: 'status', trouble: 'The reply holds no status' };
  const known = verdictOf(phase.statuses, word);
  return { verdict: known ?? (phase.unknown === 'hold' ? 'unknown' : phase.unknown), by: 'status', word };
}
