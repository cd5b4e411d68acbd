import type { CompiledStart, CompiledStep } from '../profile/compiled.js';
import { RequestFault } from '../profile/request-fault.js';
import { pollRequest } from '../profile/requests.js';
import { type StartReading, readStart, readStep } from '../profile/read-start.js';
import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import { NOTHING, finished, withAdditions } from './write-addition.js';
import { captureGoals } from './write-captures.js';
import { waysToHoldAll } from './write-conditions.js';
import { hintGoals, withHint } from './write-facts.js';
import { beginning } from './write-like.js';
import { type Goal, type Reached, reach } from './write-goals.js';
import type { Pen } from './write-locator.js';
import { type Answer, penOf } from './write-scope.js';
import { type Sketch, replyOf, withHeader } from './write-sketch.js';

/** The reply to the start: it says that the job was started, and what the API calls it. */
export function writeStart(dialect: CompiledDialect, asked: Asked, facts: JobFacts, manner: Manner): DraftReply {
  const answer: Answer = { dialect, asked, facts, manner };
  const { sketch } = sketchStart(answer);
  return finished(withHint(leadingOn(sketch, answer), manner.hint), manner);
}

const REDIRECTS: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);

/** A redirect leads to where the job is polled. */
function leadingOn(sketch: Sketch, answer: Answer): Sketch {
  const { dialect, manner } = answer;
  if (!REDIRECTS.has(manner.code) || sketch.headers['location'] !== undefined) return sketch;
  try {
    const { url } = pollRequest(dialect.compiled, null, penOf(answer).scope);
    return withHeader(sketch, 'location', url.startsWith(`${manner.base}/`) ? url : manner.base + pathOf(url));
  } catch (error) {
    if (error instanceof RequestFault) return sketch;
    throw error;
  }
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** The reply to a request before the start; facts are null where there is no job yet. */
export function writeBefore(
  dialect: CompiledDialect,
  asked: Asked,
  facts: JobFacts | null,
  manner: Manner,
): DraftReply {
  return finished(sketchBefore({ dialect, asked, facts, manner }).sketch, manner);
}

/**
 * The reply to a start under a key or name that is taken, where the API tells a repeat in its own way; undefined where
 * it answers as it did at first.
 */
export function writeRepeated(
  dialect: CompiledDialect,
  asked: Asked,
  facts: JobFacts,
  manner: Manner,
): DraftReply | undefined {
  const { start } = dialect.compiled;
  const answer: Answer = { dialect, asked, facts, manner };
  const pen = penOf(answer);
  const again: Pen = { ...pen, scope: { ...pen.scope, again: true } };
  const { errors } = dialect.supplement;
  const begin = withAdditions({ ...NOTHING, code: 409 }, [errors?.taken], answer, {
    error: { code: 'conflict', message: `There is such a job already: '${facts.reference}'` },
  });
  const goal: Goal = {
    ...startedGoal(dialect, again),
    isMet: (sketch) =>
      sketch.code >= 400 && isStarted(readStart(dialect.compiled, replyOf(sketch, again.scope), again.scope)),
    ways: (sketch) => waysByRules(start, sketch, again),
  };
  const { sketch, unmet } = reach(begin, [...captureGoals(dialect, start.capture, again), goal]);
  return unmet.includes(goal.name) ? undefined : finished(sketch, manner);
}

export function sketchStart(answer: Answer): Reached {
  const { dialect, manner } = answer;
  const { start, phases } = dialect.compiled;
  const { start: addition } = dialect.supplement;
  const pen = penOf(answer);
  const given = withAdditions(beginning(addition, answer, 202), [addition], answer);
  const begin = manner.code === undefined ? given : { ...given, code: manner.code };
  return reach(begin, [
    ...captureGoals(dialect, start.capture, pen),
    startedGoal(dialect, pen),
    ...hintGoals(phases[0]!, manner.hint, pen),
  ]);
}

export function sketchBefore(answer: Answer): Reached {
  const { dialect, asked, manner } = answer;
  const { before } = dialect.compiled;
  const index = Math.min(asked.route.index, before.length - 1);
  const step = before[index];
  const given = withAdditions(NOTHING, [dialect.supplement.before?.[index]], answer);
  const begin = manner.code === undefined ? given : { ...given, code: manner.code };
  if (step === undefined) return { sketch: begin, unmet: [] };
  const pen = penOf(answer);
  const goal: Goal = {
    name: 'that it is done',
    isMet: (sketch) => readStep(dialect.compiled, index, replyOf(sketch, pen.scope), pen.scope).verdict === 'started',
    ways: (sketch) => waysByRules(step, sketch, pen),
  };
  return reach(begin, [...(answer.facts === null ? [] : captureGoals(dialect, step.capture, pen)), goal]);
}

function startedGoal({ compiled }: CompiledDialect, pen: Pen): Goal {
  return {
    name: 'that it was started',
    isMet: (sketch) => isStarted(readStart(compiled, replyOf(sketch, pen.scope), pen.scope)),
    ways: (sketch) => waysByRules(compiled.start, sketch, pen),
  };
}

function isStarted({ verdict, isToBeFound }: StartReading): boolean {
  return verdict === 'started' && isToBeFound !== true;
}

const GOOD_CODES = [202, 200, 201];

function* waysByRules({ rules }: CompiledStep | CompiledStart, sketch: Sketch, pen: Pen): Iterable<Sketch> {
  for (const code of GOOD_CODES) yield { ...sketch, code };
  for (const { when, then } of rules) if (then === 'started') yield* waysToHoldAll(when, sketch, pen, () => []);
}
