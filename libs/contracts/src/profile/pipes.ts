import { epoch } from './instants.js';
import { jsonText } from './bounded-json.js';
import type { PipeCall, PipeName } from './locator.js';
import { parseJson } from './parse-json.js';
import { amountMs, untilMs, waitMs } from './retry-after.js';
import { numberOf, storableText, textOf } from './scalars.js';
import type { Scope } from './scope.js';
import { encodePath, httpUrl, lastSegment, queryParameter } from './urls.js';

type Pipe = (value: unknown, argument: string, scope: Scope) => unknown;

/** Passes a value through a pipe. What a pipe can do nothing with becomes undefined: nothing found. Never throws. */
export function applyPipe({ name, argument }: PipeCall, value: unknown, scope: Scope): unknown {
  return functions[name](value, argument ?? '', scope);
}

const functions: Record<PipeName, Pipe> = {
  lower: onText((text) => text.toLowerCase()),
  trim: onText((text) => text.trim()),
  string: (value) => textOf(value) ?? jsonText(value),
  number: numberOf,
  json: (value) => (typeof value === 'string' ? parseJson(value) : value),
  sum: sumOf,
  count: countOf,
  times: (value, factor) => finite(numberOf(value), (number) => number * Number(factor)),
  last_segment: onText((text) => stored(lastSegment(text))),
  query: onText((text, name) => stored(queryParameter(text, name))),
  after: onText((text, mark) => (text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : undefined)),
  before: onText((text, mark) => (text.includes(mark) ? text.slice(0, text.indexOf(mark)) : text)),
  resolve: onText((text, _, { reply }) => httpUrl(text.trim(), reply?.url)?.href),
  path: onText(encodePath),
  link: onText(linkTo),
  unless: (value, none) => (textOf(value) === none ? undefined : value),
  ms: (value) => amountMs(value, 1),
  seconds: (value) => amountMs(value, 1000),
  until: (value, _, scope) => untilMs(value, replyOf(scope)),
  wait: (value, _, scope) => waitMs(value, replyOf(scope)),
  iso: (value) => {
    const ms = epoch(value);
    return ms === undefined ? undefined : new Date(ms).toISOString();
  },
};

/** The target of the first link of that relation in a Link header (RFC 8288, section 3). */
function linkTo(header: string, relation: string): string | undefined {
  for (const part of header.split('<').slice(1)) {
    const [target, parameters] = part.split('>', 2);
    const rel = /(?:^|;)\s*rel\s*=\s*"?([^";,]*)/i.exec(parameters ?? '')?.[1] ?? '';
    if (rel.toLowerCase().split(' ').includes(relation.toLowerCase())) return target;
  }
  return undefined;
}

function onText(pipe: (text: string, argument: string, scope: Scope) => string | undefined): Pipe {
  return (value, argument, scope) => {
    const text = textOf(value);
    return text === undefined ? undefined : pipe(text, argument, scope);
  };
}

/** Decoding may bring forth what can't be stored. */
function stored(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storableText(text);
}

function finite(number: number | undefined, calculate: (number: number) => number): number | undefined {
  return number === undefined ? undefined : numberOf(calculate(number));
}

/** The sum of the numbers of a list or object; what is no number counts nothing. */
function sumOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return numberOf(Object.values(value).reduce((sum: number, part: unknown) => sum + (numberOf(part) ?? 0), 0));
}

function countOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

/** Without a reply an instant is measured against now. */
function replyOf({ reply, now }: Scope): { headers: Record<string, string | undefined>; receivedAt: number } {
  return reply ?? { headers: {}, receivedAt: now ?? 0 };
}
