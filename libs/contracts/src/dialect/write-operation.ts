import type { OperationKind } from '../profile/operation-kinds.js';
import { operationKinds } from '../profile/operation-kinds.js';
import { readOperation } from '../profile/read-operation.js';
import type { OperationVerdictWord } from '../profile/rules.contract.js';
import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner, OperationOutcome } from './dialect.js';
import { finished, isShaped, withAdditions } from './write-addition.js';
import { waysToHoldAll } from './write-conditions.js';
import { errorGoals } from './write-facts.js';
import { type Goal, type Reached, reach } from './write-goals.js';
import { beginning } from './write-like.js';
import { type Answer, penOf } from './write-scope.js';
import { type Sketch, replyOf } from './write-sketch.js';

const verdicts: Record<OperationOutcome, OperationVerdictWord[]> = {
  accepted: ['accepted', 'done'],
  gone: ['gone'],
  refused: ['refused'],
};
const codes: Record<OperationOutcome, number[]> = {
  accepted: [202, 200, 204],
  gone: [409, 404, 410],
  refused: [409, 400, 403, 422],
};
const words: Record<Exclude<OperationOutcome, 'accepted'>, { code: string; message: string }> = {
  gone: { code: 'ended', message: 'The job has ended' },
  refused: { code: 'refused', message: 'The job does not do that' },
};

/** The reply to a cancel, pause, resume or purge; `facts` say how the job stands after it. */
export function writeOperation(
  dialect: CompiledDialect,
  asked: Asked,
  facts: JobFacts,
  manner: Manner,
  outcome: OperationOutcome,
): DraftReply {
  return finished(sketchOperation({ dialect, asked, facts, manner }, outcome).sketch, manner);
}

export function sketchOperation(answer: Answer, outcome: OperationOutcome): Reached {
  const { dialect, asked, manner } = answer;
  const { kind, index } = asked.route;
  const { supplement, compiled } = dialect;
  const error = outcome === 'accepted' ? null : words[outcome];
  const isOperation = (operationKinds as readonly string[]).includes(kind);
  const addition =
    outcome === 'accepted' ? (isOperation ? supplement[kind as OperationKind] : undefined) : supplement.errors?.ended;
  const first = beginning(addition, answer, codes[outcome][0]);
  const given = withAdditions(first, [addition], answer, error === null ? {} : { error });
  const begin = manner.code === undefined ? given : { ...given, code: manner.code };
  const way = isOperation ? compiled.operations[kind as OperationKind]?.[index] : undefined;
  if (way === undefined) return { sketch: begin, unmet: [] };

  const pen = penOf(answer);
  // The reading takes the first way that can be asked; this one was.
  const asAsked = { ...compiled, operations: { [kind]: [way] } };
  const read = (sketch: Sketch) => readOperation(asAsked, kind as OperationKind, replyOf(sketch, pen.scope), pen.scope);
  const goal: Goal = {
    name: `that it is ${outcome}`,
    isMet: (sketch) => verdicts[outcome].includes(read(sketch).verdict),
    *ways(sketch) {
      for (const code of codes[outcome]) yield { ...sketch, code };
      for (const { when, then } of way.rules) {
        if (!verdicts[outcome].includes(then)) continue;
        for (const code of codes[outcome]) yield* waysToHoldAll(when, { ...sketch, code }, pen, () => []);
      }
    },
  };
  // Where the supplement has words of its own they stand.
  if (error === null || isShaped(addition)) return reach(begin, [goal]);
  const told = errorGoals(dialect, error, pen, { read: (one) => read(one).error, isShaped: false });
  const { sketch, unmet } = reach(begin, [goal, told.code, told.message]);
  return { sketch, unmet: unmet.filter((name) => name === goal.name) };
}
