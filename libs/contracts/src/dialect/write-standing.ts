import type { CompiledPhase } from '../profile/compiled.js';
import { decidePoll } from '../profile/decide-poll.js';
import { type PollReading, readPoll } from '../profile/read-poll.js';
import { normalWord } from '../profile/status-map.js';
import type { CompiledDialect, JobFacts, Standing } from './dialect.js';
import type { Goal } from './write-goals.js';
import { type Pen, inSketch } from './write-locator.js';
import { type Sketch, replyOf } from './write-sketch.js';
import { waysToSay } from './write-verdict.js';
import { hasOwnCode, verdictOfStanding } from './write-words.js';

/** One way to tell how a job stands. */
export interface Telling {
  goal: Goal;
  /** The facts as they are told. */
  facts: JobFacts;
  /** The phase that is to go on. */
  goto?: string;
  /** It is told by what is told of a job that nobody knows. */
  isGone?: true;
  /** What is not told this way. */
  unmet: string[];
}

/** How a phase may tell a standing, the truest first. */
export function tellings(
  dialect: CompiledDialect,
  phase: number,
  facts: JobFacts,
  wordOf: (standing: Standing) => string | undefined,
  pen: Pen,
): Telling[] {
  const { compiled } = dialect;
  const name = compiled.phases[phase]!.name;
  const asGoal = (told: JobFacts, isMet: (reading: PollReading) => boolean, goto?: string): Goal => ({
    name: goto ?? told.standing,
    isMet: (sketch) => isMet(readPoll(compiled, name, replyOf(sketch, pen.scope), pen.scope)),
    ways: (sketch) => waysToSay({ dialect, phase, facts: told, word: wordOf(told.standing), goto }, sketch, pen),
  });
  const on = (goto: string): Telling => ({
    goal: asGoal(facts, (reading) => reading.isNewPhase && reading.phase === goto, goto),
    facts,
    goto,
    unmet: [],
  });
  const as = (told: JobFacts, unmet: string[] = [], word?: string): Telling => {
    const wanted = verdictOfStanding[told.standing];
    const isTold = ({ verdict, isNewPhase, statusWord }: PollReading): boolean =>
      verdict === wanted && !isNewPhase && (word === undefined || isSameWord(statusWord, word));
    return { goal: asGoal(told, isTold), facts: told, unmet };
  };
  const later = compiled.phases.slice(phase + 1, currentPhase(dialect, facts) + 1).reverse();
  const last = compiled.phases.slice(phase + 1).at(-1)?.name ?? undefined;
  return [
    ...later.flatMap((one) => (one.name === null ? [] : [on(one.name)])),
    ...byRule(compiled.phases[phase]!, as(facts), pen),
    ...inWord(facts, wordOf(facts.standing), as),
    as(facts),
    ...(last === undefined || !isEnded(facts) ? [] : [on(last)]),
    ...inOwnWord(facts, asGoal, as),
    ...otherwise(dialect, facts, asGoal, as),
  ];
}

/** Where the code alone would say it, and a rule says it, too, the rule is the API's way. */
function byRule(phase: CompiledPhase, telling: Telling, pen: Pen): Telling[] {
  const { goal, facts } = telling;
  const wanted = verdictOfStanding[facts.standing];
  if (!phase.codeIsState || !phase.rules.some(({ then }) => then === wanted)) return [];
  const isByRule = (sketch: Sketch): boolean =>
    decidePoll(phase, replyOf(sketch, pen.scope), inSketch(sketch, pen.scope)).by === 'rule';
  return [{ ...telling, goal: { ...goal, isMet: (sketch) => goal.isMet(sketch) && isByRule(sketch) } }];
}

type AsGoal = (told: JobFacts, isMet: (reading: PollReading) => boolean) => Goal;
type As = (told: JobFacts, unmet?: string[], word?: string) => Telling;

/** The API's own word stays, though an error's code may be read where it stands; not where a scenario says that code. */
function inWord(facts: JobFacts, word: string | undefined, as: As): Telling[] {
  const { status, standing, error } = facts;
  const saysCode = standing === 'failed' && hasOwnCode(error);
  return word === undefined || word.includes('*') || status !== undefined || saysCode ? [] : [as(facts, [], word)];
}

function isSameWord(one: string | null, other: string): boolean {
  return one !== null && normalWord(one) === normalWord(other);
}

/** A word that a scenario says is said, whatever it means; where the phase has no word, the job is told without. */
function inOwnWord(facts: JobFacts, asGoal: AsGoal, as: As): Telling[] {
  const { status, ...plain } = facts;
  if (status === undefined) return [];
  const isSaid = ({ statusWord }: PollReading): boolean => isSameWord(statusWord, status);
  return [{ goal: asGoal(facts, isSaid), facts, unmet: [] }, as(plain)];
}

/** What an API says of a job whose standing it has no word for. */
function otherwise({ compiled }: CompiledDialect, facts: JobFacts, asGoal: AsGoal, as: As): Telling[] {
  const { standing } = facts;
  if (standing === 'paused') return [as({ ...facts, standing: 'running' }, ['that it is paused'])];
  if (standing !== 'canceled') return [];
  const error = facts.error ?? { code: 'canceled', message: 'The job was canceled' };
  const asFailed = as({ ...facts, standing: 'failed', error }, ['that it was canceled: it is told as failed']);
  if (compiled.operations.cancel === undefined) return [asFailed];
  const goal = { ...asGoal(facts, ({ verdict }) => verdict === 'lost' || verdict === 'missing'), ways: () => [] };
  return [{ goal, facts, isGone: true, unmet: ['that it was canceled: its record is gone'] }, asFailed];
}

export function isEnded({ standing }: JobFacts): boolean {
  return standing === 'succeeded' || standing === 'failed' || standing === 'canceled';
}

/** The phase in which the job is asked for now. */
export function currentPhase({ compiled }: CompiledDialect, facts: JobFacts): number {
  const last = compiled.phases.length - 1;
  if (last === 0 || facts.startedAt === null) return 0;
  const { phases = 1 } = facts;
  return phases > last ? Math.min(facts.phase, last) : last;
}
