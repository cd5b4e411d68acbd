import { type Condition, allHold, holds } from '../profile/condition.js';
import { Budget, fillTemplate } from '../profile/fill.js';
import type { Locator } from '../profile/locator.js';
import { readLocator } from '../profile/read-locator.js';
import { parseTemplate } from '../profile/template.js';
import { type Pen, inSketch, readIn, waysToWrite } from './write-locator.js';
import type { Sketch } from './write-sketch.js';

/** Offers values for a place of which a test says only that something is there. */
export type Suggest = (locator: Locator) => unknown[];

/** So many steps are taken at the most: where many tests have many ways each, all of them together are too many. */
const MAX_STEPS = 500;

/** Sketches in which all conditions hold. */
export function* waysToHoldAll(conditions: Condition[], sketch: Sketch, pen: Pen, suggest: Suggest): Iterable<Sketch> {
  let steps = 0;
  const waysFrom = function* (from: number, at: Sketch): Iterable<Sketch> {
    const condition = conditions[from];
    if (condition === undefined) {
      // What makes one hold may spoil another.
      if (allHold(conditions, inSketch(at, pen.scope))) yield at;
      return;
    }
    for (const held of waysToHold(condition, at, pen, suggest)) {
      if (++steps > MAX_STEPS) return;
      yield* waysFrom(from + 1, held);
    }
  };
  yield* waysFrom(0, sketch);
}

function* waysToHold(condition: Condition, sketch: Sketch, pen: Pen, suggest: Suggest): Iterable<Sketch> {
  const isHeld = (one: Sketch) => holds(condition, readIn(condition.locator, one, pen), inSketch(one, pen.scope));
  if (isHeld(sketch)) yield sketch;
  for (const value of valuesFor(condition, sketch, pen, suggest)) {
    for (const written of waysToWrite(condition.locator, value, sketch, pen)) if (isHeld(written)) yield written;
  }
}

/** Values that may pass the test; undefined is none. */
function valuesFor({ expected, locator }: Condition, sketch: Sketch, pen: Pen, suggest: Suggest): unknown[] {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected)) {
    return [expected].flat().flatMap((scalar) => scalarsFor(scalar, sketch, pen));
  }
  const { exists, lt, gt, changedFrom } = expected;
  const numbers = [
    ...(gt === undefined ? [] : [gt + 1, gt + 0.5]),
    ...(lt === undefined ? [] : [lt - 1, lt - 0.5]),
    ...(gt === undefined || lt === undefined ? [] : [(gt + lt) / 2]),
  ];
  const changed = changedFrom === undefined ? [] : [new Date(pen.scope.now ?? 0).toISOString()];
  const something = exists === true ? [...suggest(locator), true] : [];
  return [...numbers, ...changed, ...something, ...(exists === true ? [] : [undefined, 'other'])];
}

type Scalar = string | number | boolean | null;

function scalarsFor(scalar: Scalar, sketch: Sketch, pen: Pen): unknown[] {
  if (scalar === null) return [undefined];
  if (typeof scalar !== 'string') return [scalar];
  if (scalar.includes('{{')) return filled(scalar, sketch, pen);
  const codes = /^[2-5]xx$/i.test(scalar) ? [Number(scalar[0]) * 100] : [];
  return [...codes, ...(scalar.includes('*') ? [scalar.replaceAll('*', '')] : [scalar])];
}

function filled(text: string, sketch: Sketch, { scope }: Pen): unknown[] {
  const template = parseTemplate(text.replaceAll('*', ''));
  const [only] = template;
  const at = inSketch(sketch, scope);
  if (template.length === 1 && typeof only === 'object') return [readLocator(only, at)];
  return [fillTemplate(template, at, new Budget())].filter((one) => one !== undefined);
}
