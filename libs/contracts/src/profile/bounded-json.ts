import { storableText } from './scalars.js';

/** A JSON value that fits, or else the beginning of its JSON text. */
export type BoundedJson = { isCut: false; value: unknown } | { isCut: true; text: string };

/** Bounds a JSON value: one whose JSON text is longer than `maxCharacters` becomes the beginning of that text. Never throws. */
export function boundedJson(value: unknown, maxCharacters: number): BoundedJson {
  if (value === undefined) return { isCut: false, value };
  const text = jsonText(value);
  if (text === undefined) return { isCut: true, text: '…' };
  if (text.length <= maxCharacters) return { isCut: false, value };
  // The cut may go through a pair of surrogates, and half of one can't be stored.
  return { isCut: true, text: `${storableText(text.slice(0, maxCharacters))}…` };
}

/** The JSON text of a value; undefined where it has none, such as undefined or what is nested too deep. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) as string | undefined;
  } catch {
    return undefined;
  }
}
