import type { CompiledPhase } from '../profile/compiled.js';
import type { PollThen } from '../profile/compiled.js';
import type { Locator } from '../profile/locator.js';
import { phasesOf } from '../profile/places.js';
import type { PhaseDocument, StatusesDocument } from '../profile/phase.contract.js';
import type { Profile } from '../profile/document.contract.js';
import { waysToHoldAll } from './write-conditions.js';
import type { CompiledDialect, JobFacts } from './dialect.js';
import { type Pen, waysToWrite } from './write-locator.js';
import type { Sketch } from './write-sketch.js';
import { codesFor, verdictOfStanding, wordsFor } from './write-words.js';

/** What a reply to a poll is to be read as, and what there is to say it with. */
export interface VerdictWish {
  dialect: CompiledDialect;
  phase: number;
  facts: JobFacts;
  /** The supplement's word. */
  word: string | undefined;
  /** The phase that is to go on. */
  goto?: string;
}

/** Sketches that may be read as wanted: by a word, by a rule, by the code alone. Whether they are is to be tested. */
export function* waysToSay(wish: VerdictWish, sketch: Sketch, pen: Pen): Iterable<Sketch> {
  const { dialect, facts, phase, goto } = wish;
  const compiled = dialect.compiled.phases[phase]!;
  if (goto === undefined) {
    if (facts.status !== undefined) {
      for (const one of waysWithoutWord(wish, compiled, sketch, pen)) {
        yield* waysToWriteWord(compiled, facts.status, one, pen);
      }
      return;
    }
    for (const word of wordsFor({ profileWords: wordsOf(dialect.compiled.profile, phase) }, facts, wish.word)) {
      for (const one of withCodes(compiled, facts, sketch)) yield* waysToWriteWord(compiled, word, one, pen);
    }
  }
  yield* waysWithoutWord(wish, compiled, sketch, pen);
}

function* waysWithoutWord(
  { dialect, facts, goto }: VerdictWish,
  compiled: CompiledPhase,
  sketch: Sketch,
  pen: Pen,
): Iterable<Sketch> {
  const suggest = suggestions(dialect, compiled, facts, pen);
  for (const { when, then } of compiled.rules) {
    if (!says(then, facts, goto)) continue;
    for (const one of withCodes(compiled, facts, sketch)) yield* waysToHoldAll(when, one, pen, suggest);
  }
  if (goto === undefined) yield* withCodes(compiled, facts, sketch);
}

function says(then: PollThen, { standing }: JobFacts, goto: string | undefined): boolean {
  if (goto !== undefined) return typeof then === 'object' && then.goto === goto;
  return then === verdictOfStanding[standing];
}

function* withCodes(compiled: CompiledPhase, { standing }: JobFacts, sketch: Sketch): Iterable<Sketch> {
  yield sketch;
  for (const code of codesFor(compiled, standing)) if (code !== sketch.code) yield { ...sketch, code };
}

/** The words of a phase as the profile writes them. */
function wordsOf(profile: Profile, phase: number): StatusesDocument | undefined {
  return (phasesOf(profile)[phase]?.phase as PhaseDocument | undefined)?.statuses;
}

/** Sketches in which the word stands where the phase reads it; one with several parts is divided at "/". */
export function* waysToWriteWord({ status }: CompiledPhase, word: string, sketch: Sketch, pen: Pen): Iterable<Sketch> {
  if (status === undefined) return;
  const parts = status.length === 1 ? [word] : word.split('/');
  const last = parts.slice(status.length - 1).join('/');
  yield* waysToWriteParts(status, [...parts.slice(0, status.length - 1), ...(last === '' ? [] : [last])], sketch, pen);
}

function* waysToWriteParts(
  [locator, ...locators]: Locator[],
  [part, ...parts]: string[],
  sketch: Sketch,
  pen: Pen,
): Iterable<Sketch> {
  if (locator === undefined) {
    yield sketch;
    return;
  }
  for (const value of part === undefined ? [undefined] : typed(part)) {
    for (const one of waysToWrite(locator, value, sketch, pen)) yield* waysToWriteParts(locators, parts, one, pen);
  }
}

/** A word that is a number or a boolean is one, for what is read compares its text. */
function typed(word: string): unknown[] {
  if (word === 'true' || word === 'false') return [word === 'true', word];
  return /^-?\d{1,15}$/.test(word) ? [Number(word), word] : [word];
}

/** For a place of which a rule says only that something is there: what is captured there, else when, who or where. */
function suggestions({ compiled }: CompiledDialect, phase: CompiledPhase, facts: JobFacts, { scope, base }: Pen) {
  const captures = [...phase.capture, ...compiled.start.capture];
  const sourceOf = (locator: Locator): string => JSON.stringify(locator[0]?.source);
  return (locator: Locator): unknown[] => {
    const source = locator[0]?.source;
    const same = captures.filter(([, captured]) => sourceOf(captured) === sourceOf(locator));
    const isUrl = source?.kind === 'header' && /location/.test(source.name);
    return [
      ...same.map(([name]) => scope.job?.[name]).filter((value) => value !== undefined),
      ...(isUrl ? [`${base}/results/${encodeURIComponent(facts.reference)}`] : []),
      ...(facts.standing === 'failed' && facts.error !== null
        ? [{ code: facts.error.code, message: facts.error.message }]
        : []),
    ];
  };
}
