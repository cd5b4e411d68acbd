import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import { NOTHING, finished, withAdditions } from './write-addition.js';
import { writePoll } from './write-poll.js';
import type { Answer } from './write-scope.js';
import { currentPhase } from './write-standing.js';

/**
 * What a callback of the API says of a job: the body that the supplement gives, else what a poll would answer, with the
 * supplement's headers. Its code means nothing.
 */
export function writeCallback(dialect: CompiledDialect, facts: JobFacts, manner: Manner): DraftReply {
  const { callback } = dialect.supplement;
  const asked = askedAgain(dialect, facts);
  const answer: Answer = { dialect, asked, facts, manner };
  const said = withAdditions(NOTHING, [callback], answer);
  if (callback?.body !== undefined) return finished(said, manner);
  const { body, text } = writePoll(dialect, asked, facts, manner);
  const polled = body === undefined ? { text: text ?? '' } : { body };
  return { ...finished(said, manner), ...polled };
}

/** Nobody asks: it is as if the job were polled where it stands. */
function askedAgain(dialect: CompiledDialect, facts: JobFacts): Asked {
  const incoming = facts.request ?? {
    method: 'GET',
    path: '/',
    query: [],
    headers: {},
    body: undefined,
    text: undefined,
  };
  return { route: { kind: 'poll', index: currentPhase(dialect, facts) }, bound: facts.bound, incoming };
}
