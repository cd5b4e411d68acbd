import { type Case, nameOf } from './axes.js';
import { differences } from './differences.js';
import { playCase } from './play-case.js';
import type { Stage } from './stage.js';

/** A case that was played: what was otherwise than it had to be, in sentences; none where all was right. */
export interface Verdict {
  one: Case;
  wrong: string[];
}

export interface PlayOptions {
  /** So many at a time: they wait far more than they work. */
  concurrency: number;
  onVerdict?: (verdict: Verdict, done: number) => void;
}

/** Plays all cases, as many at a time as is said, those first that wait for the longest. Answers in their order. */
export async function playCases(
  stage: Stage,
  cases: readonly Case[],
  { concurrency, onVerdict }: PlayOptions,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  let [next, done] = [0, 0];
  const indexes = [...cases.keys()].sort((one, other) => waitsLong(cases[other]!) - waitsLong(cases[one]!));
  const player = async (): Promise<void> => {
    for (let index = indexes[next++]; index !== undefined; index = indexes[next++]) {
      const verdict = await judged(stage, cases[index]!, `case-${index + 1}`);
      verdicts[index] = verdict;
      onVerdict?.(verdict, ++done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, player));
  return verdicts;
}

function waitsLong({ fault, retryAfter }: Case): number {
  return (fault === 'timeout' ? 2 : 0) + (retryAfter === 'huge' ? 1 : 0);
}

async function judged(stage: Stage, one: Case, name: string): Promise<Verdict> {
  try {
    return { one, wrong: differences(one, await playCase(stage, one, name)) };
  } catch (error) {
    return { one, wrong: [`could not be played: ${error instanceof Error ? error.message : String(error)}`] };
  }
}

/** A failure in words: the axes in which the case is odd, and what was wrong. */
export function told({ one, wrong }: Verdict): string {
  return [nameOf(one), ...wrong.map((sentence) => `  ${sentence}`)].join('\n');
}
