import { readFound } from '../profile/read-result.js';
import { isFound } from '../profile/scalars.js';
import { isSame } from '../profile/condition.js';
import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import { NOTHING, finished, withAdditions } from './write-addition.js';
import { captureGoals } from './write-captures.js';
import { waysToHoldAll } from './write-conditions.js';
import { reach } from './write-goals.js';
import { writeLocator } from './write-locator.js';
import { sketchPoll } from './write-poll.js';
import { type Answer, penOf, templateScope } from './write-scope.js';
import { type Sketch, layOver, replyOf } from './write-sketch.js';
import { writeError } from './write-error.js';
import { renderJson } from './write-template.js';

/** The list of jobs, or the one job, in which a client looks for one whose start reply was lost. */
export function writeFind(dialect: CompiledDialect, asked: Asked, jobs: JobFacts[], manner: Manner): DraftReply {
  const { find } = dialect.compiled;
  const [first] = jobs;
  const answer: Answer = { dialect, asked, facts: first ?? null, manner };
  const begin = withAdditions(NOTHING, [dialect.supplement.find], answer, { found: jobs.length });
  const items = jobs.map((facts) => itemOf({ ...answer, facts }, facts));
  const isList = find?.items.some(({ source }) => source.kind === 'path' && source.path.length > 0) ?? false;
  if (find === undefined || (!isList && first === undefined)) {
    return writeError(dialect, asked, asked.incoming, { kind: 'unknown' }, manner);
  }
  if (!isList) return finished({ ...begin, body: layOver(begin.body, items[0]) }, manner);
  return finished(writeLocator(find.items, items, begin, penOf(answer)) ?? begin, manner);
}

/** A job as an entry of the list: what a poll says of it, unless the supplement has an entry of its own. */
function itemOf(answer: Answer, facts: JobFacts): unknown {
  const { dialect } = answer;
  const find = dialect.compiled.find;
  if (find === undefined) return null;
  const own = dialect.supplement.find?.item;
  const polled = (): unknown => sketchPoll(answer, facts, dialect.compiled.phases.length - 1).sketch.body;
  const pen = penOf(answer);
  const item = own === undefined ? polled() : renderJson(own, templateScope(answer, { polled: polled() }));
  const begin: Sketch = { ...NOTHING, item };
  const matched = {
    name: 'what it is found by',
    isMet: (sketch: Sketch) => isFoundIn(sketch),
    ways: (sketch: Sketch) => waysToHoldAll(find.match, sketch, pen, () => []),
  };
  // The one entry of a list that is nothing but this one.
  const isFoundIn = ({ item }: Sketch): boolean => {
    const list = writeLocator(find.items, [item], NOTHING, pen) ?? { ...NOTHING, body: item };
    const found = readFound(dialect.compiled, replyOf(list, pen.scope), pen.scope);
    return found !== undefined;
  };
  return reach(begin, [...captureGoals(dialect, find.capture, pen), matched]).sketch.item;
}

/** Whether the client finds the job again by this list, under the name that the start would have told. */
export function findsAgain(answer: Answer, facts: JobFacts, reply: DraftReply): boolean {
  const pen = penOf({ ...answer, facts });
  const found = readFound(answer.dialect.compiled, replyOf(reply, pen.scope), pen.scope);
  const names = Object.entries(found ?? {}).filter(([name]) => answer.dialect.names[name] !== undefined);
  return isFound(found) && names.every(([name, value]) => isSame(value, pen.scope.job?.[name]));
}
