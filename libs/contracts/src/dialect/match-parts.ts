/*
 * Patterns that users' profiles write, matched without regular expressions: those would try a hostile text in
 * exponentially many ways. From the end on, once for each piece, it is found out from where the rest matches; the way from
 * the front then never turns back. Time and memory are at most pieces × characters.
 */

/** A stretch of any characters. Lengths are in UTF-16 code units. */
export interface Stretch {
  least: 0 | 1;
  /** Whether it takes as much as it can rather than as little. */
  isGreedy: boolean;
  /** Whether a slash ends it. */
  isSegment: boolean;
}

type Piece = string | Stretch;

/** Fixed text, or a group of pieces: what stands in it is told. */
export type PatternPart = string | Piece[];

/** How much matching did: each character that is looked at for a piece is a step. */
export interface Work {
  steps: number;
}

/** For each position of a text, its end too: 1 where what follows in the pattern matches all that follows in the text. */
type Row = Uint8Array;

const SLASH = 0x2f;

/** What stood in the groups of a pattern that is all of the text; undefined where the text is another. */
export function matchParts(parts: PatternPart[], text: string, work: Work = { steps: 0 }): string[] | undefined {
  const rows = rowsOf(parts.flat(), text, work);
  return rows === undefined ? undefined : readGroups(parts, text, rows, work);
}

/** The row of every piece and that of the end; undefined where they don't match. */
function rowsOf(pieces: Piece[], text: string, work: Work): Row[] | undefined {
  const [first] = pieces;
  if (typeof first === 'string' && !text.startsWith(first)) return undefined;
  let row: Row = new Uint8Array(text.length + 1);
  row[text.length] = 1;
  const rows = [row];
  for (const piece of pieces.toReversed()) {
    row = typeof piece === 'string' ? rowOfText(piece, row, text, work) : rowOfStretch(piece, row, text, work);
    if (!row.includes(1)) return undefined;
    rows.push(row);
  }
  return row[0] === 1 ? rows.toReversed() : undefined;
}

/** Finds fixed text wherever it stands: by Knuth, Morris and Pratt, so that no character is compared over and over. */
function rowOfText(piece: string, behind: Row, text: string, work: Work): Row {
  if (piece === '') return behind;
  const row = new Uint8Array(text.length + 1);
  if (piece.length > text.length) return row;
  const borders = bordersOf(piece, work);
  let same = 0;
  for (let at = 0; at < text.length; at++) {
    same = sameAfter(piece, borders, same, text.charCodeAt(at), work);
    if (same === piece.length) row[at + 1 - same] = behind[at + 1]!;
  }
  return row;
}

/** How long the beginning of a text is, shorter than itself, that its first characters also end with; by their number. */
function bordersOf(piece: string, work: Work): Uint32Array {
  const borders = new Uint32Array(piece.length + 1);
  for (let at = 1; at < piece.length; at++) {
    borders[at + 1] = sameAfter(piece, borders, borders[at]!, piece.charCodeAt(at), work);
  }
  return borders;
}

/** How much of a text's beginning is there with one more character, where `same` of it was there before. */
function sameAfter(piece: string, borders: Uint32Array, same: number, code: number, work: Work): number {
  let length = same;
  work.steps++;
  while (length > 0 && (length === piece.length || piece.charCodeAt(length) !== code)) {
    length = borders[length]!;
    work.steps++;
  }
  return piece.charCodeAt(length) === code ? length + 1 : length;
}

function rowOfStretch(stretch: Stretch, behind: Row, text: string, work: Work): Row {
  const row = new Uint8Array(text.length + 1);
  if (stretch.least === 0) row.set(behind);
  for (let at = text.length - 1; at >= 0; at--) {
    work.steps++;
    // With one character it either ends behind that, or goes on from there.
    if (goesOn(stretch, text, at)) row[at]! |= behind[at + 1]! | row[at + 1]!;
  }
  return row;
}

function goesOn({ isSegment }: Stretch, text: string, at: number): boolean {
  return at < text.length && !(isSegment && text.charCodeAt(at) === SLASH);
}

function readGroups(parts: PatternPart[], text: string, rows: Row[], work: Work): string[] {
  const groups: string[] = [];
  let at = 0;
  let index = 0;
  for (const part of parts) {
    const begin = at;
    for (const piece of typeof part === 'string' ? [part] : part) {
      index++;
      at = typeof piece === 'string' ? at + piece.length : endOf(piece, at, rows[index]!, text, work);
    }
    if (typeof part !== 'string') groups.push(text.slice(begin, at));
  }
  return groups;
}

/** Where a stretch ends that begins at `from`: at the nearest, or farthest, position from which the rest matches. */
function endOf(stretch: Stretch, from: number, behind: Row, text: string, work: Work): number {
  let end = from;
  for (let at = from; ; at++) {
    work.steps++;
    if (at - from >= stretch.least && behind[at] === 1) {
      end = at;
      if (!stretch.isGreedy) return end;
    }
    if (!goesOn(stretch, text, at)) return end;
  }
}
