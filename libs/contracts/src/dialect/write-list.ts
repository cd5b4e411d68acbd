import { parseLocator } from '../profile/locator.js';
import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import { NOTHING, finished, withAdditions } from './write-addition.js';
import { writeLocator } from './write-locator.js';
import { sketchPoll } from './write-poll.js';
import { type Answer, penOf, templateScope } from './write-scope.js';
import { layOver, withBody } from './write-sketch.js';
import { currentPhase } from './write-standing.js';
import { renderJson } from './write-template.js';

/** A list of jobs by a route of the supplement: each as a poll tells it, or as the supplement says. */
export function writeList(dialect: CompiledDialect, asked: Asked, jobs: JobFacts[], manner: Manner): DraftReply {
  const { reply, lists } = dialect.supplement.routes?.[asked.route.index] ?? {};
  const answer: Answer = { dialect, asked, facts: jobs[0] ?? null, manner };
  const begin = withAdditions(NOTHING, [reply], answer, { found: jobs.length });
  const items = jobs.map((facts) => {
    const of: Answer = { ...answer, facts, manner: { base: manner.base } };
    const polled = sketchPoll(of, facts, currentPhase(dialect, facts)).sketch.body;
    return lists?.item === undefined ? polled : renderJson(lists.item, templateScope(of, { polled }));
  });
  const at = parseLocator(lists?.items ?? 'body');
  const written = writeLocator(at, items, begin, penOf(answer)) ?? withBody(begin, layOver(begin.body, items));
  return finished(written, manner);
}
