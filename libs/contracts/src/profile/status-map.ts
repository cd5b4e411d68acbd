import { type Glob, matchesGlob, parseGlob } from './glob.js';
import type { Locator } from './locator.js';
import type { StatusesDocument } from './phase.contract.js';
import { readLocator } from './read-locator.js';
import { textOf } from './scalars.js';
import type { Scope } from './scope.js';

export type StatusVerdict = keyof StatusesDocument;

/** Which status words mean what, in the order in which they are tried. */
export interface StatusMap {
  words: Map<string, StatusVerdict>;
  patterns: { glob: Glob; verdict: StatusVerdict }[];
}

const MAX_WORD_CHARACTERS = 256;

/** Words are compared without regard to case and surrounding space; cancelled is canceled. */
export function normalWord(word: string): string {
  return word.trim().toLowerCase().replaceAll('cancelled', 'canceled');
}

/** The order of words and lists does not matter: exact words come first, then the patterns that say the most. */
export function compileStatuses(statuses: StatusesDocument): StatusMap {
  const entries = Object.entries(statuses).flatMap(([verdict, words]) =>
    (words ?? []).map((word) => ({ word: normalWord(word), verdict: verdict as StatusVerdict })),
  );
  const byWeight = (one: { word: string }, other: { word: string }): number =>
    weight(other.word) - weight(one.word) || (one.word < other.word ? -1 : 1);
  return {
    words: new Map(entries.filter(({ word }) => !word.includes('*')).map(({ word, verdict }) => [word, verdict])),
    patterns: entries
      .filter(({ word }) => word.includes('*'))
      .sort(byWeight)
      .map(({ word, verdict }) => ({ glob: parseGlob(word), verdict })),
  };
}

/** How much of a pattern is no star. */
function weight(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}

/** What a status word means; undefined where the map does not know it. */
export function verdictOf({ words, patterns }: StatusMap, word: string): StatusVerdict | undefined {
  const normal = normalWord(word);
  return words.get(normal) ?? patterns.find(({ glob }) => matchesGlob(glob, normal))?.verdict;
}

/** The status word of a reply: what the locators find, joined by "/". Undefined where they find nothing. */
export function statusWord(locators: Locator[], scope: Scope): string | undefined {
  let word: string | undefined;
  for (const locator of locators) {
    const part = textOf(readLocator(locator, scope))?.slice(0, MAX_WORD_CHARACTERS).trim();
    if (part !== undefined && part !== '') word = word === undefined ? part : `${word}/${part}`;
  }
  return word;
}
