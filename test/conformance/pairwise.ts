import { seeded, shuffled } from './seeded.js';

/** One value of an axis. */
export type Choice = readonly [axis: string, value: string];
export type Choices = Record<string, string>;
export interface Space {
  axes: Record<string, readonly string[]>;
  /** Whether two values of different axes can be together. */
  mayMeet: (one: Choice, other: Choice) => boolean;
}

/** So many cases are tried out for each one that is taken: more makes fewer cases, and takes longer. */
const CANDIDATES = 8;

/**
 * Few cases in which every pair of values that can be together is together at least once. Greedy: each case begins with
 * a pair that is still missing, and each further axis takes the value that brings the most missing pairs along and leaves
 * the rest a way to be completed. The same seed gives the same cases.
 */
export function pairwiseCases({ axes, mayMeet }: Space, seed: number): Choices[] {
  const space = new Numbered(axes, mayMeet);
  const random = seeded(seed);
  const missing = new Missing(space);
  const cases: Choices[] = [];
  for (const begin of missing.atFirst) {
    if (!missing.has(...begin)) continue;
    const tried = Array.from({ length: CANDIDATES }, () => grow(space, missing, begin, random));
    const best = tried.reduce((one, other) => (missing.countIn(other) > missing.countIn(one) ? other : one));
    missing.takeOut(best);
    cases.push(space.named(best));
  }
  return cases;
}

/** A case while it is made: the number of a choice for each axis, in whatever order. */
type Grown = number[];

function grow(space: Numbered, missing: Missing, begin: Grown, random: () => number): Grown {
  let grown = [...begin];
  for (const axis of shuffled(space.openAxes(begin), random)) {
    const ranked = shuffled(axis, random)
      .map((choice) => ({ choice, brings: grown.filter((known) => missing.has(known, choice)).length }))
      .sort((one, other) => other.brings - one.brings);
    grown = ranked.map(({ choice }) => [...grown, choice]).find((longer) => space.isPossible(longer))!;
  }
  return grown;
}

/** The choices by numbers, and which of them can be together: all of it is asked for very often. */
class Numbered {
  readonly choices: Choice[];
  /** The choices of each axis. */
  readonly byAxis: number[][] = [];
  private readonly axisOf: number[] = [];
  private readonly meets: boolean[][];

  constructor(axes: Space['axes'], mayMeet: Space['mayMeet']) {
    this.choices = Object.entries(axes).flatMap(([axis, values], number) => {
      this.byAxis.push(values.map((_, index) => this.axisOf.length + index));
      this.axisOf.push(...values.map(() => number));
      return values.map((value): Choice => [axis, value]);
    });
    this.meets = this.choices.map((one) => this.choices.map((other) => one[0] !== other[0] && mayMeet(one, other)));
  }

  openAxes(grown: Grown): number[][] {
    const taken = new Set(grown.map((choice) => this.axisOf[choice]));
    return this.byAxis.filter((_, axis) => !taken.has(axis));
  }

  /** Whether the rest of a case can be chosen so that all of it goes together. */
  isPossible(grown: Grown): boolean {
    if (!grown.every((one, index) => grown.every((other, at) => at <= index || this.meets[one]![other]))) return false;
    return this.canBeCompleted(
      this.openAxes(grown).map((axis) => axis.filter((choice) => grown.every((known) => this.meets[known]![choice]))),
    );
  }

  named(grown: Grown): Choices {
    const byName = new Map(grown.map((choice) => this.choices[choice]!));
    return Object.fromEntries(this.byAxis.map(([first]) => this.choices[first!]![0]).map((a) => [a, byName.get(a)!]));
  }

  private canBeCompleted(left: number[][]): boolean {
    if (left.length === 0) return true;
    const [fewest, ...rest] = [...left].sort((one, other) => one.length - other.length);
    return fewest!.some((choice) =>
      this.canBeCompleted(rest.map((axis) => axis.filter((other) => this.meets[choice]![other]))),
    );
  }
}

/** The pairs of choices that some case can have and none has yet. */
class Missing {
  readonly atFirst: [number, number][] = [];
  private readonly pairs: boolean[][];

  constructor(space: Numbered) {
    this.pairs = space.choices.map(() => []);
    space.choices.forEach((_, one) =>
      space.choices.forEach((__, other) => {
        if (one >= other || !space.isPossible([one, other])) return;
        this.atFirst.push([one, other]);
        this.pairs[one]![other] = true;
      }),
    );
  }

  has(one: number, other: number): boolean {
    return this.pairs[Math.min(one, other)]![Math.max(one, other)] === true;
  }

  countIn(grown: Grown): number {
    return grown.reduce((sum, one, at) => sum + grown.slice(0, at).filter((other) => this.has(one, other)).length, 0);
  }

  takeOut(grown: Grown): void {
    for (const one of grown) for (const other of grown) if (one < other) this.pairs[one]![other] = false;
  }
}
