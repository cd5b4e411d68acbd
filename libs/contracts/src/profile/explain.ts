import { boundedJson } from './bounded-json.js';
import type { CompiledCapture } from './captures.js';
import type { CompiledPhase, CompiledProfile } from './compiled.js';
import { type CompiledRule, holds } from './condition.js';
import { type PollDecision, decidePoll } from './decide-poll.js';
import { phaseOf } from './phase-of.js';
import { readLocator } from './read-locator.js';
import { type PollReading, pollReading } from './read-poll.js';
import { type StartReading, decideStart, readStart } from './read-start.js';
import type { Reply } from './reply.js';
import type { TestDocument } from './rules.contract.js';
import type { Scope } from './scope.js';
import { verdictOf } from './status-map.js';

/** A rule that was tried, and how each of its tests came out. */
export interface ExplainedRule {
  index: number;
  /** What was found is bounded; null where there is nothing. */
  when: { locator: string; expected: TestDocument; found: unknown; holds: boolean }[];
  then: unknown;
  decided: boolean;
}

/** Why a reply is read as it is. */
export interface Explanation {
  /** Those that were tried, in their order. */
  rules: ExplainedRule[];
  /** What is built in that decided, where neither a rule nor a status word did. */
  builtIn?: string;
  captures: { name: string; locator: string; found: unknown }[];
  /** What decided, in a sentence. */
  because: string;
}

const MAX_FOUND_CHARACTERS = 1024;

/** Reads the reply to a poll, and tells why it is read so. */
export function explainPoll(
  compiled: CompiledProfile,
  phaseName: string | null,
  reply: Reply,
  scope: Scope,
): PollReading & Explanation {
  const phase = phaseOf(compiled, phaseName);
  const inReply = { ...scope, reply };
  const decision = decidePoll(phase, reply, inReply);
  const tried = decision.by === 'body' ? [] : phase.rules;
  return {
    ...pollReading(compiled, phase, decision, inReply),
    rules: explainRules(tried, decision.rule, inReply),
    ...(decision.by === 'body' || decision.by === 'code' ? { builtIn: builtInOf(phase, decision, reply) } : {}),
    captures: explainCaptures([...phase.runningCapture, ...phase.capture], inReply),
    because: becauseOf(phase, decision, reply),
  };
}

/** Reads the reply to a start, and tells why it is read so. */
export function explainStart(compiled: CompiledProfile, reply: Reply, scope: Scope): StartReading & Explanation {
  const inReply = { ...scope, reply };
  const { verdict, rule } = decideStart(compiled.start, reply, inReply);
  const reading = readStart(compiled, reply, scope);
  const decided = rule === undefined ? `Code ${reply.code} means ${verdict}` : `Rule ${rule + 1} says ${verdict}`;
  return {
    ...reading,
    rules: explainRules(compiled.start.rules, rule, inReply),
    ...(rule === undefined ? { builtIn: `code ${reply.code} means ${verdict}` } : {}),
    captures: explainCaptures(compiled.start.capture, inReply),
    because: `${decided}${afterStart(verdict, reading)}.`,
  };
}

function afterStart(verdict: string, { ended, isToBeFound, verdict: final }: StartReading): string {
  if (ended !== undefined) return `; read as a poll reply, it says ${ended.verdict}`;
  if (isToBeFound === true) return '; but it names no job, so the job has to be found';
  return final === verdict ? '' : '; but it names no job, so nobody knows which one was started';
}

function explainRules<Then>(rules: CompiledRule<Then>[], decided: number | undefined, scope: Scope): ExplainedRule[] {
  return rules.slice(0, decided === undefined ? undefined : decided + 1).map(({ when, then }, index) => ({
    index,
    when: when.map((condition) => {
      const value = readLocator(condition.locator, scope);
      return {
        locator: condition.source,
        expected: condition.expected,
        found: shown(value),
        holds: holds(condition, value, scope),
      };
    }),
    then,
    decided: index === decided,
  }));
}

function explainCaptures(capture: CompiledCapture, scope: Scope): Explanation['captures'] {
  return capture.map(([name, locator, source]) => ({
    name,
    locator: source,
    found: shown(readLocator(locator, scope)),
  }));
}

function shown(value: unknown): unknown {
  const bounded = boundedJson(value ?? null, MAX_FOUND_CHARACTERS);
  return bounded.isCut ? bounded.text : bounded.value;
}

function builtInOf({ status, codeIsState }: CompiledPhase, { by, verdict }: PollDecision, { code }: Reply): string {
  if (by === 'body') return 'a good code with a body that can not be read means transient';
  if (codeIsState) return `without status, code ${code} means ${verdict}`;
  const isUnsaid = status === undefined && code >= 200 && code <= 299 && code !== 202;
  return isUnsaid
    ? `rules that look into the body, and none that holds, mean ${verdict}`
    : `code ${code} means ${verdict}`;
}

function becauseOf(phase: CompiledPhase, decision: PollDecision, reply: Reply): string {
  const { by, rule, verdict, word, trouble, goto } = decision;
  const ruled = rule === undefined ? '' : `Rule ${rule + 1} says to read the status. `;
  switch (by) {
    case 'body':
      return `${trouble}, so it says nothing of the job.`;
    case 'code':
      return `No rule holds, and ${builtInOf(phase, decision, reply)}.`;
    case 'rule':
      return `Rule ${rule! + 1} says ${goto === undefined ? verdict : `to go to ${goto}`}.`;
    case 'status':
      if (word === undefined) return `${ruled}${trouble}, so it says nothing of the job.`;
      return verdictOf(phase.statuses, word) === undefined
        ? `${ruled}The status word "${word}" is not in statuses, and unknown is ${phase.unknown}.`
        : `${ruled}The status word "${word}" means ${verdict}.`;
  }
}
