import type { Sketch } from './write-sketch.js';

/** Something that a reply is to tell. */
export interface Goal {
  /** What it is, in words that go on with "can't be told". */
  name: string;
  isMet(sketch: Sketch): boolean;
  /** Sketches that may meet it, the likeliest first. */
  ways(sketch: Sketch): Iterable<Sketch>;
}

export interface Reached {
  sketch: Sketch;
  /** Names of the goals that could not be met beside those before them. */
  unmet: string[];
}

/** More ways than these are not tried for one goal. */
const MAX_WAYS = 200;

/** Meets one goal after the other, each without losing what was met before it. */
export function reach(begin: Sketch, goals: Goal[], before: Goal[] = []): Reached {
  const met = [...before];
  const unmet: string[] = [];
  let sketch = begin;
  for (const goal of goals) {
    const next = goal.isMet(sketch) ? sketch : firstThatMeets([goal, ...met], goal.ways(sketch));
    if (next === undefined) unmet.push(goal.name);
    else {
      sketch = next;
      met.push(goal);
    }
  }
  return { sketch, unmet };
}

function firstThatMeets(goals: Goal[], ways: Iterable<Sketch>): Sketch | undefined {
  let tried = 0;
  for (const sketch of ways) {
    if (goals.every((goal) => goal.isMet(sketch))) return sketch;
    if (++tried >= MAX_WAYS) return undefined;
  }
  return undefined;
}
