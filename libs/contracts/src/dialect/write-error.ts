import { jobError } from '../profile/remote-error.js';
import { type PollDecision, decidePoll } from '../profile/decide-poll.js';
import type { Asked, CompiledDialect, DraftReply, ErrorToWrite, IncomingRequest, Manner } from './dialect.js';
import { errorWords } from './error-words.js';
import { NOTHING, finished, isShaped, withAdditions } from './write-addition.js';
import { waysToHoldAll } from './write-conditions.js';
import { errorGoals } from './write-facts.js';
import { type Goal, reach } from './write-goals.js';
import { type Pen, inSketch } from './write-locator.js';
import { penOf } from './write-scope.js';
import { type Sketch, replyOf } from './write-sketch.js';

/** An error, where the profile reads one; `asked` is absent where the request is none of the API's. */
export function writeError(
  dialect: CompiledDialect,
  asked: Asked | undefined,
  incoming: IncomingRequest,
  error: ErrorToWrite,
  manner: Manner,
): DraftReply {
  return finished(sketchError(dialect, asked, incoming, error, manner), manner);
}

export function sketchError(
  dialect: CompiledDialect,
  asked: Asked | undefined,
  incoming: IncomingRequest,
  error: ErrorToWrite,
  manner: Manner,
): Sketch {
  const told = errorWords(error);
  const answer = { dialect, asked: asked ?? nowhere(incoming), facts: null, manner };
  const addition = dialect.supplement.errors?.[error.kind] ?? dialect.supplement.errors?.other;
  const begin = withAdditions({ ...NOTHING, code: told.status }, [addition], answer, { error: told });
  const coded = error.status === undefined ? begin : { ...begin, code: error.status };

  const pen = penOf(answer);
  const { compiled } = dialect;
  const otherwise = { code: '', message: '' };
  const read = (sketch: Sketch) => jobError(compiled.error, inSketch(sketch, pen.scope), otherwise);
  // The last place is where an API's gateway says it: the ones before are those of jobs.
  const { code, message } = compiled.error;
  const reversed = { ...compiled.error, code: code?.toReversed(), message: message?.toReversed() };
  const at = { ...dialect, compiled: { ...compiled, error: reversed } };
  const missing = asked?.route.kind === 'poll' && error.kind === 'unknown' && error.status === undefined;
  const goals = errorGoals(at, told, pen, { read, isShaped: isShaped(addition) });
  const { sketch } = reach(coded, [
    ...(missing ? missingGoals(dialect, asked.route.index, pen) : []),
    // Where the supplement has words of its own they stand, unless there are better ones.
    ...(error.code === undefined && isShaped(addition) ? [] : [goals.code]),
    ...(error.message === undefined && isShaped(addition) ? [] : [goals.message]),
  ]);
  return sketch;
}

/** To a poll an unknown job is one whose record is missing: by a rule, where the profile has one for it, or by the code. */
function missingGoals({ compiled }: CompiledDialect, index: number, pen: Pen): Goal[] {
  const phase = compiled.phases[index] ?? compiled.phases[0]!;
  const rules = phase.rules.filter(({ then }) => then === 'missing');
  const decide = (sketch: Sketch): PollDecision =>
    decidePoll(phase, replyOf(sketch, pen.scope), inSketch(sketch, pen.scope));
  const byRule: Goal = {
    name: 'that it is missing by a rule',
    isMet: (sketch) => rules.length === 0 || (decide(sketch).verdict === 'missing' && decide(sketch).by === 'rule'),
    *ways(sketch) {
      for (const { when } of rules) yield* waysToHoldAll(when, sketch, pen, () => []);
    },
  };
  const byCode: Goal = {
    name: 'that it is missing',
    isMet: (sketch) => ['missing', 'lost'].includes(decide(sketch).verdict),
    ways: (sketch) => [{ ...sketch, code: 404 }],
  };
  return [byRule, byCode];
}

function nowhere(incoming: IncomingRequest): Asked {
  return { route: { kind: 'other', index: 0 }, bound: { job: {} }, incoming };
}
