import { pointerTo } from '@app/contracts';
import { ProfileFaulty } from './profile-document.js';
import { type ReadText, TextMalformed, TextTooLarge } from './profile-text.js';

/** What is wrong with a file: where, as line and column and as JSON pointer, and what is allowed there. */
export interface FileTrouble {
  file: string;
  line?: number;
  column?: number;
  pointer?: string;
  detail: string;
}

/** What an error says of a file, where it is one of the file at all. Pure. */
export function troublesOf(error: unknown, file: string, text: ReadText | undefined): FileTrouble[] {
  if (error instanceof TextTooLarge) return [{ file, detail: error.message }];
  if (error instanceof TextMalformed) {
    const { position, path, detail } = error;
    return [{ file, ...position, ...(path === undefined ? {} : { pointer: pointerTo(path) }), detail }];
  }
  if (!(error instanceof ProfileFaulty)) throw error;
  return error.faults.map(({ path, detail }) => ({
    file,
    ...text?.positionOf(path),
    pointer: pointerTo(path),
    detail,
  }));
}

/** In a line, as compilers tell theirs. */
export function textOf({ file, line, column, pointer, detail }: FileTrouble): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  return pointer === undefined ? `${place} ${detail}` : `${place} ${pointer || '/'} ${detail}`;
}
