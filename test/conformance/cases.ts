import { type Axis, type Case, type Value, axes, plainCase } from './axes.js';
import { conflict, conflictsOf } from './constraints.js';
import { pairwiseCases } from './pairwise.js';

const SEED = 20_261_121;

function mayMeet([one, value]: readonly [string, string], [other, another]: readonly [string, string]): boolean {
  return conflict([one as Axis, value as Value<Axis>], [other as Axis, another as Value<Axis>]) === undefined;
}

export const caseSpace = { axes, mayMeet };

/** Cases in which every two values that can be together are together at least once; always the same ones. */
export function coveringCases(): Case[] {
  return pairwiseCases(caseSpace, SEED) as Case[];
}

/** Every fault with every form of a hint to wait, the two largest axes; plain in all else. */
export function fullProduct(): Case[] {
  const all = axes.fault.flatMap((fault) => axes.retryAfter.map((retryAfter) => ({ ...plainCase, fault, retryAfter })));
  return all.filter((one) => conflictsOf(one).length === 0);
}
