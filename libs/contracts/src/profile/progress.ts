import type { CompiledProgress } from './compiled.js';
import { readLocator } from './read-locator.js';
import { placeText } from './fill.js';
import { cutText, numberOf } from './scalars.js';
import type { Scope } from './scope.js';

/** How far a job says it is. */
export interface Progress {
  /** 0 to 100. */
  percent?: number;
  done?: number;
  total?: number;
  message?: string;
}

const MAX_MESSAGE_CHARACTERS = 1024;

/** The progress that a reply tells; null where it tells none. */
export function readProgress({ percent, done, total, message }: CompiledProgress, scope: Scope): Progress | null {
  const progress: Progress = {};
  const numberAt = (locator: typeof percent) =>
    locator === undefined ? undefined : numberOf(readLocator(locator, scope));
  const part = { percent: numberAt(percent), done: numberAt(done), total: numberAt(total) };
  if (part.percent !== undefined && part.percent >= 0 && part.percent <= 100) progress.percent = part.percent;
  if (part.done !== undefined) progress.done = part.done;
  if (part.total !== undefined) progress.total = part.total;
  const text = message === undefined ? undefined : placeText(readLocator(message, scope));
  if (text !== undefined && text !== '') progress.message = cutText(text, MAX_MESSAGE_CHARACTERS);
  return Object.keys(progress).length === 0 ? null : progress;
}
