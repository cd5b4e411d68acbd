import type { Locator, Segment, Source, SourceWord, Term } from './locator.js';
import { applyPipe } from './pipes.js';
import { isFound, textOf } from './scalars.js';
import type { Scope } from './scope.js';

/**
 * The value at a locator: of the first term that finds one. Null where terms found null alone, undefined where there is
 * nothing. Reads own properties, and never throws.
 */
export function readLocator(locator: Locator, scope: Scope): unknown {
  let found: unknown;
  for (const term of locator) {
    const value = readTerm(term, scope);
    if (isFound(value)) return value;
    if (value === null) found = null;
  }
  return found;
}

/** The value of one term, after its pipes. */
export function readTerm({ source, pipes }: Term, scope: Scope): unknown {
  let value = readSource(source, scope);
  for (const pipe of pipes) {
    if (!isFound(value)) return value;
    value = applyPipe(pipe, value, scope);
  }
  return value;
}

function readSource(source: Source, scope: Scope): unknown {
  switch (source.kind) {
    case 'literal':
      return source.value;
    case 'header':
      return ownProperty(scope.reply?.headers, source.name);
    case 'word':
      return readWord(source.word, scope);
    case 'path':
      switch (source.root) {
        case 'body':
          return readPath(scope.reply?.body, source.path);
        case 'callback':
          return readPath({ url: scope.callbackUrl }, source.path);
        default:
          return readPath(scope[source.root], source.path);
      }
  }
}

function readWord(word: SourceWord, scope: Scope): unknown {
  switch (word) {
    case 'code':
    case 'url':
    case 'text':
      return scope.reply?.[word];
    case 'now':
      return scope.now ?? scope.reply?.receivedAt;
    case 'again':
      // Nothing at the first time, so that a field with this place is there in repeats alone.
      return scope.again === true ? true : undefined;
    default:
      return scope[word];
  }
}

function readPath(value: unknown, path: Segment[]): unknown {
  let at = value;
  for (const segment of path) {
    if (!isFound(at)) return undefined;
    at = readSegment(at, segment);
  }
  return at;
}

function readSegment(value: unknown, segment: Segment): unknown {
  if ('key' in segment)
    return Array.isArray(value) && segment.key === 'length' ? undefined : ownProperty(value, segment.key);
  if (!Array.isArray(value)) return undefined;
  if ('index' in segment) return value.at(segment.index) as unknown;
  const { where, equals } = segment;
  const wanted = equals.toLowerCase();
  return value.find(
    (entry) => textOf(where.reduce(ownProperty, entry as unknown))?.toLowerCase() === wanted,
  ) as unknown;
}

function ownProperty(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
