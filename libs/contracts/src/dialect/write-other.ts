import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import { finished, withAdditions } from './write-addition.js';
import { beginning } from './write-like.js';
import type { Answer } from './write-scope.js';

/** The reply of a route that the supplement alone knows. */
export function writeOther(dialect: CompiledDialect, asked: Asked, facts: JobFacts | null, manner: Manner): DraftReply {
  const answer: Answer = { dialect, asked, facts, manner };
  const addition = dialect.supplement.routes?.[asked.route.index]?.reply;
  return finished(withAdditions(beginning(addition, answer), [addition], answer), manner);
}
