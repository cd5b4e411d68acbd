import type { Locator, PipeCall, Segment, Source, Term } from './locator.js';

/** A locator as text: one that parses to the same. */
export function printLocator(locator: Locator): string {
  return locator.map(printTerm).join(' ?? ');
}

function printTerm({ source, pipes }: Term): string {
  return [printSource(source), ...pipes.map(printPipe)].join(' | ');
}

function printSource(source: Source): string {
  switch (source.kind) {
    case 'literal':
      return quoted(source.value);
    case 'header':
      return `header.${source.name}`;
    case 'word':
      return source.word;
    case 'path':
      return source.root + source.path.map(printSegment).join('');
  }
}

function printSegment(segment: Segment): string {
  if ('index' in segment) return `[${segment.index}]`;
  if ('where' in segment) return `[${segment.where.join('.')}=${quoted(segment.equals)}]`;
  return /^[\w$@-]+$/.test(segment.key) ? `.${segment.key}` : `[${quoted(segment.key)}]`;
}

function printPipe({ name, argument }: PipeCall): string {
  return argument === undefined ? name : `${name}(${quoted(argument)})`;
}

/** What was quoted holds not both kinds of quotes. */
function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}
