import { jsonText } from './bounded-json.js';
import { type Glob, matchesGlob, parseGlob } from './glob.js';
import { type Locator, parseLocator } from './locator.js';
import type { TestDocument, WhenDocument } from './rules.contract.js';
import { readLocator } from './read-locator.js';
import { placeText } from './fill.js';
import { isFound, numberOf, textOf } from './scalars.js';
import type { Scope } from './scope.js';
import { type Template, parseTemplate } from './template.js';

type Scalar = string | number | boolean | null;

/** One value that is wanted, as it is compared. */
type Wanted =
  | { kind: 'none' }
  | { kind: 'number'; number: number }
  | { kind: 'codes'; class: number }
  | { kind: 'text'; glob: Glob }
  | { kind: 'template'; template: Template };

/** One test of a `when`, parsed once. */
export interface Condition {
  /** As the profile writes it. */
  source: string;
  expected: TestDocument;
  locator: Locator;
  any: Wanted[] | undefined;
  none: Wanted[] | undefined;
  exists: boolean | undefined;
  lt: number | undefined;
  gt: number | undefined;
  changedFrom: Locator | undefined;
}

/** A rule, with its `when` parsed. */
export interface CompiledRule<Then> {
  when: Condition[];
  then: Then;
}

const MAX_COMPARED_CHARACTERS = 65_536;

export function compileWhen(when: WhenDocument): Condition[] {
  return Object.entries(when).map(([source, test]) => compileTest(source, test));
}

export function compileRules<Then>(rules: { when: WhenDocument; then: Then }[] | undefined): CompiledRule<Then>[] {
  return (rules ?? []).map(({ when, then }) => ({ when: compileWhen(when), then }));
}

function compileTest(source: string, test: TestDocument): Condition {
  const locator = parseLocator(source);
  const isCode = locator.length === 1 && locator[0]!.source.kind === 'word' && locator[0]!.source.word === 'code';
  const wanted = (scalars: Scalar | Scalar[]): Wanted[] => [scalars].flat().map((one) => compileScalar(one, isCode));
  const condition: Condition = {
    source,
    expected: test,
    locator,
    any: undefined,
    none: undefined,
    exists: undefined,
    lt: undefined,
    gt: undefined,
    changedFrom: undefined,
  };
  if (typeof test !== 'object' || test === null || Array.isArray(test)) return { ...condition, any: wanted(test) };
  return {
    ...condition,
    none: test.not === undefined ? undefined : wanted(test.not),
    exists: test.exists,
    lt: test.lt,
    gt: test.gt,
    changedFrom: test.changedFrom === undefined ? undefined : parseLocator(test.changedFrom),
  };
}

function compileScalar(scalar: Scalar, isCode: boolean): Wanted {
  if (scalar === null) return { kind: 'none' };
  if (typeof scalar === 'number') return { kind: 'number', number: scalar };
  if (typeof scalar === 'string' && scalar.includes('{{')) return { kind: 'template', template: parseTemplate(scalar) };
  const text = String(scalar).trim().toLowerCase();
  if (isCode && /^[1-5]xx$/.test(text)) return { kind: 'codes', class: Number(text[0]) };
  return { kind: 'text', glob: parseGlob(text) };
}

/** Whether all conditions hold. Never throws. */
export function allHold(conditions: Condition[], scope: Scope): boolean {
  for (const condition of conditions) {
    if (!holds(condition, readLocator(condition.locator, scope), scope)) return false;
  }
  return true;
}

/** Whether a condition holds of the value that its locator found. */
export function holds(condition: Condition, value: unknown, scope: Scope): boolean {
  const { any, none, exists, lt, gt, changedFrom } = condition;
  if (any !== undefined && !isAnyOf(any, value, scope)) return false;
  if (none !== undefined && isAnyOf(none, value, scope)) return false;
  if (exists !== undefined && exists !== isFound(value)) return false;
  if (lt !== undefined && !((numberOf(value) ?? NaN) < lt)) return false;
  if (gt !== undefined && !((numberOf(value) ?? NaN) > gt)) return false;
  return changedFrom === undefined || (isFound(value) && !isSame(value, readLocator(changedFrom, scope)));
}

function isAnyOf(wanted: Wanted[], value: unknown, scope: Scope): boolean {
  const text = textOf(value)?.slice(0, MAX_COMPARED_CHARACTERS).trim().toLowerCase();
  for (const one of wanted) {
    if (is(one, value, text, scope)) return true;
  }
  return false;
}

function is(wanted: Wanted, value: unknown, text: string | undefined, scope: Scope): boolean {
  switch (wanted.kind) {
    case 'none':
      return !isFound(value);
    case 'number':
      return numberOf(value) === wanted.number;
    case 'codes':
      return typeof value === 'number' && Math.floor(value / 100) === wanted.class;
    case 'text':
      return text !== undefined && matchesGlob(wanted.glob, text);
    case 'template': {
      const glob = text === undefined ? undefined : filledGlob(wanted.template, scope);
      return glob !== undefined && matchesGlob(glob, text!);
    }
  }
}

/** The pattern that a template makes. Stars in the values that are filled in stand for themselves. */
function filledGlob(template: Template, scope: Scope): Glob | undefined {
  const glob: Glob = [''];
  for (const part of template) {
    const text = typeof part === 'string' ? part : placeText(readLocator(part, scope));
    if (text === undefined) return undefined;
    const [first, ...more] = typeof part === 'string' ? parseGlob(text.toLowerCase()) : [text.toLowerCase()];
    glob.push(`${glob.pop()!}${first!}`, ...more);
  }
  return glob;
}

/** Scalars are the same where their text is, so that 7 and "7" are no change. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isFound(one) || !isFound(other)) return false;
  return (textOf(one) ?? jsonText(one)) === (textOf(other) ?? jsonText(other));
}
