import type { Addition } from './supplement.contract.js';
import { NOTHING } from './write-addition.js';
import { sketchPoll } from './write-poll.js';
import type { Answer } from './write-scope.js';
import { type Sketch, withBody } from './write-sketch.js';
import { currentPhase } from './write-standing.js';

/** A reply to begin with: one that says nothing yet, or the body of a poll, where the addition says that it is like one. */
export function beginning(addition: Addition | undefined, answer: Answer, code: number = NOTHING.code): Sketch {
  const begin = { ...NOTHING, code };
  const { dialect, facts, manner } = answer;
  if (addition?.like === undefined || facts === null) return begin;
  const asPolled: Answer = { ...answer, manner: { base: manner.base } };
  return withBody(begin, sketchPoll(asPolled, facts, currentPhase(dialect, facts)).sketch.body);
}
