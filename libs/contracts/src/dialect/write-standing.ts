import type { CompiledPhase } from '../profile/compiled.js';
import { decidePoll } from '../profile/decide-poll.js';
import { type PollReading, readPoll } from '../profile/read-poll.js';
import type { CompiledDialect, JobFacts, Standing } from './dialect.js';
import type { Goal } from './write-goals.js';
import { type Pen, inSketch } from './write-locator.js';
import { type Sketch, replyOf } from './write-sketch.js';
import { waysToSay } from './write-verdict.js';
import { verdictOfStanding } from './write-words.js';

/** One way to tell how a job stands. */
export interface Telling {
  goal: Goal;
  /** The facts as they are told. */
  facts: JobFacts;
  /** The phase that is to go on. */
  goto?: string;
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
  const as = (told: JobFacts, unmet: string[] = []): Telling => {
    const wanted = verdictOfStanding[told.standing];
    return { goal: asGoal(told, ({ verdict, isNewPhase }) => verdict === wanted && !isNewPhase), facts: told, unmet };
  };
  const later = compiled.phases.slice(phase + 1, currentPhase(dialect, facts) + 1).reverse();
  const last = compiled.phases.slice(phase + 1).at(-1)?.name ?? undefined;
  return [
    ...later.flatMap((one) => (one.name === null ? [] : [on(one.name)])),
    ...byRule(compiled.phases[phase]!, as(facts), pen),
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
type As = (told: JobFacts, unmet?: string[]) => Telling;

/** A word that a scenario says is said, whatever it means; where the phase has no word, the job is told without. */
function inOwnWord(facts: JobFacts, asGoal: AsGoal, as: As): Telling[] {
  const { status, ...plain } = facts;
  if (status === undefined) return [];
  const isSaid = ({ statusWord }: PollReading): boolean => statusWord?.toLowerCase() === status.toLowerCase();
  return [{ goal: asGoal(facts, isSaid), facts, unmet: [] }, as(plain)];
}

/** What an API says of a job whose standing it has no word for. */
function otherwise({ compiled }: CompiledDialect, facts: JobFacts, asGoal: AsGoal, as: As): Telling[] {
  const { standing } = facts;
  if (standing === 'paused') return [as({ ...facts, standing: 'running' }, ['that a job is paused'])];
  if (standing !== 'canceled') return [];
  const error = facts.error ?? { code: 'canceled', message: 'The job was canceled' };
  const asFailed = as({ ...facts, standing: 'failed', error }, ['that a job was canceled: it is told as failed']);
  if (compiled.operations.cancel === undefined) return [asFailed];
  const isGone: Goal = {
    ...asGoal(facts, ({ verdict }) => verdict === 'lost' || verdict === 'missing'),
    ways: (sketch: Sketch) => [410, 404].map((code) => ({ ...sketch, code })),
  };
  return [{ goal: isGone, facts, unmet: ['that a job was canceled: its record is gone'] }, asFailed];
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
