import { readPoll } from '../profile/read-poll.js';
import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import { NOTHING, finished, pollAdditions, withAdditions } from './write-addition.js';
import { captureGoals, withIdentity } from './write-captures.js';
import { writeError } from './write-error.js';
import { errorGoals, hintGoals, progressGoals, withErrorBody, withHint } from './write-facts.js';
import { type Goal, type Reached, reach } from './write-goals.js';
import type { Pen } from './write-locator.js';
import { resultGoals, withResultLocation } from './write-result.js';
import { type Answer, penOf } from './write-scope.js';
import { type Sketch, replyOf } from './write-sketch.js';
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
  const { additions, words } = pollAdditions(answer, phase, facts.standing);
  const given = withAdditions(NOTHING, additions, answer);
  const isShaped = additions.some((addition) => addition?.body !== undefined);
  const shown = isShaped ? given : withIdentity(dialect, given, pen);
  // A code that the scenario says may fit the profile or not.
  const begins = [...(manner.code === undefined ? [] : [{ ...shown, code: manner.code }]), shown, given];

  for (const telling of tellings(dialect, phase, facts, (standing) => words?.[standing], pen)) {
    for (const begin of begins) {
      const told = reach(withErrorBody(begin, telling.facts.error), [telling.goal]);
      if (told.unmet.length > 0) continue;
      const all = reach(told.sketch, goalsOf(answer, telling, phase, pen, isShaped), [telling.goal]);
      return { sketch: led(all.sketch, answer, facts), unmet: [...telling.unmet, ...all.unmet] };
    }
  }
  return { sketch: led(shown, answer, facts), unmet: [facts.standing] };
}

/** What else is to be told, the weightiest first. */
function goalsOf(answer: Answer, { facts, goto }: Telling, phase: number, pen: Pen, isShaped: boolean): Goal[] {
  const { dialect, manner } = answer;
  const { compiled } = dialect;
  const asked = compiled.phases[phase]!;
  if (goto !== undefined) {
    return [...captureGoals(dialect, asked.capture, pen), ...hintGoals(asked, manner.hint, pen)];
  }
  const read = (sketch: Sketch) => readPoll(compiled, asked.name, replyOf(sketch, pen.scope), pen.scope).error;
  const progress = progressGoals(dialect, facts, pen, isShaped);
  if (facts.standing === 'succeeded') {
    // Where the code is the state the body is the result alone.
    return [...resultGoals(answer, facts, pen), ...(asked.codeIsState ? [] : progress)];
  }
  if (facts.standing === 'failed' && facts.error !== null) {
    return [...errorGoals(dialect, facts.error, pen, { read, isShaped }), ...progress];
  }
  if (isEnded(facts)) return progress;
  return [
    ...(asked.codeIsState ? captureGoals(dialect, asked.runningCapture, pen) : []),
    ...progress,
    ...hintGoals(asked, manner.hint, pen),
  ];
}

/** A redirect that a scenario asks for leads to the result. */
function led(sketch: Sketch, answer: Answer, facts: JobFacts): Sketch {
  const { code } = answer.manner;
  return code !== undefined && code >= 300 && code <= 399 ? withResultLocation(sketch, answer, facts) : sketch;
}
