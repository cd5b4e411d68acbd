import { readPoll } from '../profile/read-poll.js';
import { statusWord } from '../profile/status-map.js';
import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import type { Addition } from './supplement.contract.js';
import { NOTHING, finished, isShaped, pollAdditions, withAdditions } from './write-addition.js';
import { captureGoals, withIdentity } from './write-captures.js';
import { sketchError, writeError } from './write-error.js';
import { errorGoals, hintGoals, progressGoals, withErrorBody, withHint } from './write-facts.js';
import { type Goal, type Reached, reach } from './write-goals.js';
import { type Pen, inSketch } from './write-locator.js';
import { isBodyTheResult, resultGoals, withResultLocation } from './write-result.js';
import { type Answer, penOf } from './write-scope.js';
import { type Sketch, replyOf } from './write-sketch.js';
import { waysToSay } from './write-verdict.js';
import { type Telling, currentPhase, isEnded, tellings } from './write-standing.js';

/**
 * The reply to a poll: what the profile's own reading makes of it is how the job stands, with all that there is to tell
 * of it and that the API has a place for.
 */
export function writePoll(dialect: CompiledDialect, asked: Asked, facts: JobFacts, manner: Manner): DraftReply {
  const last = dialect.compiled.phases.length - 1;
  const phase = asked.route.kind === 'poll' ? Math.min(asked.route.index, last) : currentPhase(dialect, facts);
  if (phase > currentPhase(dialect, facts) && !isEnded(facts)) {
    return writeError(dialect, asked, asked.incoming, { kind: 'unknown' }, manner);
  }
  const { sketch } = sketchPoll({ dialect, asked, facts, manner }, facts, phase);
  return finished(isEnded(facts) ? sketch : withHint(sketch, manner.hint), manner);
}

/** The reply to a poll of that phase, and what of the facts it does not tell. */
export function sketchPoll(answer: Answer, facts: JobFacts, phase: number): Reached {
  const { dialect, manner } = answer;
  const pen = penOf(answer);
  const { additions, wordOf } = pollAdditions(answer, phase, facts.standing);
  const given = withAdditions(NOTHING, additions, answer);
  const isSaidAlready = additions.some(isShaped) || isBodyTheResult(dialect, facts);
  const shown = isSaidAlready ? given : withIdentity(dialect, given, pen);
  // A code that the scenario says may fit the profile or not.
  const begins = [...(manner.code === undefined ? [] : [{ ...shown, code: manner.code }]), shown, given];

  for (const telling of tellings(dialect, phase, facts, wordOf, pen)) {
    for (const begin of telling.isGone === true ? [goneSketch(answer, additions)] : begins) {
      const told = reach(withErrorBody(begin, telling.facts.error), [telling.goal]);
      if (told.unmet.length > 0) continue;
      const all = tellAll(told.sketch, { answer, telling, phase, pen, hasShape: additions.some(isShaped) });
      return { sketch: led(all.sketch, answer, facts), unmet: telling.unmet.length > 0 ? telling.unmet : all.unmet };
    }
  }
  return { sketch: led(shown, answer, facts), unmet: ['how it stands'] };
}

/** All that a reply can tell once it tells how the job stands. */
function tellAll(sketch: Sketch, told: Told): Reached {
  const { telling } = told;
  if (telling.isGone === true) return { sketch, unmet: [] };
  const words = wordGoals(told);
  const all = reach(sketch, [...words, ...goalsOf(told)], [telling.goal]);
  return { ...all, unmet: all.unmet.filter((name) => words.every((word) => word.name !== name)) };
}

/** A word of status, for an API that has one says it in each reply, though rules may not need it. */
function wordGoals({ answer, telling, phase, pen }: Told): Goal[] {
  const { dialect } = answer;
  const { status } = dialect.compiled.phases[phase]!;
  if (status === undefined || telling.goto !== undefined) return [];
  return [
    {
      name: 'the word',
      isMet: (one) => statusWord(status, inSketch(one, pen.scope)) !== undefined,
      ways: (one) => waysToSay({ dialect, phase, facts: telling.facts, word: undefined }, one, pen),
    },
  ];
}

interface Told {
  answer: Answer;
  telling: Telling;
  phase: number;
  pen: Pen;
  /** Whether the supplement says what there is in the body. */
  hasShape: boolean;
}

/** What else is to be told, the weightiest first. */
function goalsOf({ answer, telling, phase, pen, hasShape }: Told): Goal[] {
  const { dialect, manner } = answer;
  const { facts, goto } = telling;
  const { compiled } = dialect;
  const asked = compiled.phases[phase]!;
  if (goto !== undefined) {
    return [...captureGoals(dialect, asked.capture, pen), ...hintGoals(asked, manner.hint, pen)];
  }
  const read = (sketch: Sketch) => readPoll(compiled, asked.name, replyOf(sketch, pen.scope), pen.scope).error;
  const isSupplemented = dialect.supplement.poll !== undefined;
  const progress = progressGoals(dialect, facts, pen, isSupplemented);
  if (facts.standing === 'succeeded') {
    // Where the code is the state the body is the result alone.
    return [...resultGoals(answer, facts, pen), ...(asked.codeIsState ? [] : progress)];
  }
  if (facts.standing === 'failed' && facts.error !== null) {
    const { code, message } = errorGoals(dialect, facts.error, pen, { read, isShaped: hasShape });
    return [code, message, ...progress];
  }
  if (isEnded(facts)) return progress;
  return [
    ...(asked.codeIsState && !isSupplemented ? captureGoals(dialect, asked.runningCapture, pen) : []),
    ...progress,
    ...hintGoals(asked, manner.hint, pen),
  ];
}

/** What is told of a job that was deleted. */
function goneSketch({ dialect, asked, manner }: Answer, additions: (Addition | undefined)[]): Sketch {
  const said = additions.find((addition) => addition?.code !== undefined) ?? dialect.supplement.errors?.unknown;
  return sketchError(dialect, asked, asked.incoming, { kind: 'unknown', status: said?.code ?? 410 }, manner);
}

/** A redirect that a scenario asks for leads to the result. */
function led(sketch: Sketch, answer: Answer, facts: JobFacts): Sketch {
  const { code } = answer.manner;
  return code !== undefined && code >= 300 && code <= 399 ? withResultLocation(sketch, answer, facts) : sketch;
}
