import { jsonText } from './bounded-json.js';
import type { Locator } from './locator.js';
import { printLocator } from './print-locator.js';
import { readLocator } from './read-locator.js';
import { MissingPlace, RequestTooLarge } from './request-fault.js';
import { isFound, textOf } from './scalars.js';
import type { Scope } from './scope.js';
import type { Template } from './template.js';

const MAX_REQUEST_CHARACTERS = 8 * 1024 * 1024;

/** Counts what is written of one request: few places can ask for one large value many times. */
export class Budget {
  private left = MAX_REQUEST_CHARACTERS;

  spend(text: string): string {
    this.left -= text.length;
    if (this.left < 0) throw new RequestTooLarge(`The request is larger than ${MAX_REQUEST_CHARACTERS} characters`);
    return text;
  }
}

/** The text of a value where it stands among other text; undefined where there is none. */
export function placeText(value: unknown): string | undefined {
  return isFound(value) ? (textOf(value) ?? jsonText(value)) : undefined;
}

/** A template with its places filled in as they are; undefined where one of them has no value. */
export function fillTemplate(template: Template, scope: Scope, budget: Budget): string | undefined {
  let filled = '';
  for (const part of template) {
    const text = typeof part === 'string' ? part : placeText(readLocator(part, scope));
    if (text === undefined) return undefined;
    filled += budget.spend(text);
  }
  return filled;
}

/**
 * Leaves out what has no value, unless it is the job that is not known: a request that leaves out which job it means asks
 * for any. Throws MissingPlace then.
 */
export function leaveOut(template: Template, scope: Scope): undefined {
  for (const part of template) {
    if (typeof part === 'string' || !readsJobAlone(part) || isFound(readLocator(part, scope))) continue;
    throw new MissingPlace(printLocator(part));
  }
  return undefined;
}

function readsJobAlone(locator: Locator): boolean {
  return locator.every(({ source }) => source.kind === 'path' && source.root === 'job');
}

/** The key whose value lends its own fields to what it stands in: a JSON object, a query or a form. */
export const SPREAD = '...';

/** The fields that a spread lends: those of the object that its only place finds. */
export function spreadFields(template: Template, scope: Scope): [string, unknown][] {
  const [only] = template;
  const value = template.length !== 1 || typeof only !== 'object' ? undefined : readLocator(only, scope);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** The first place of a template that has no value. */
export function missingPlace(template: Template, scope: Scope): MissingPlace {
  const isMissing = (part: Template[number]): part is Locator =>
    typeof part !== 'string' && !isFound(readLocator(part, scope));
  return new MissingPlace(printLocator(template.find(isMissing) ?? []));
}
