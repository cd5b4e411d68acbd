import { parseJson } from '../profile/parse-json.js';
import { epoch, isoDate } from '../profile/instants.js';
import type { PipeCall, PipeName } from '../profile/locator.js';
import { numberOf, textOf } from '../profile/scalars.js';
import { decodeSegment, encodeSegment } from '../profile/urls.js';
import { isPlain } from './write-sketch.js';

/** What it takes to go through a pipe backwards. */
export interface Backwards {
  argument: string;
  /** What stands at the source now. */
  existing: unknown;
  /** The dialect's absolute base. */
  base: string;
  /** Milliseconds since the epoch. */
  now: number;
}

type Inverse = (value: unknown, backwards: Backwards) => unknown[];

/** Values that a pipe may make this one of, the likeliest first. Whether it does is to be tested. */
export function sourcesThrough(
  { name, argument }: PipeCall,
  value: unknown,
  at: Omit<Backwards, 'argument'>,
): unknown[] {
  return inverses[name](value, { ...at, argument: argument ?? '' });
}

const same: Inverse = (value) => [value];

const inverses: Record<PipeName, Inverse> = {
  lower: same,
  trim: same,
  string: (value) => (typeof value === 'string' ? [value, parseJson(value)] : [value]),
  number: (value) => [value, textOf(value)],
  json: (value) => [JSON.stringify(value), value],
  sum: (value, { existing }) => sumsTo(numberOf(value), existing),
  count: (value, { existing }) => ofLength(numberOf(value), existing),
  times: (value, { argument }) => quotient(numberOf(value), Number(argument)),
  last_segment: onText((text, { base }) => [`${base}/${encodeSegment(text)}`]),
  query: onText((text, { base, argument }) => [`${base}?${encodeSegment(argument)}=${encodeSegment(text)}`]),
  after: onText((text, { argument }) => [`${argument}${text}`]),
  before: onText((text, { argument }) => [`${text}${argument}`, text]),
  resolve: same,
  path: onText((text) => [text.split('/').map(decodeSegment).join('/')]),
  link: onText((text, { argument }) => [`<${text}>; rel="${argument}"`]),
  unless: same,
  ms: same,
  seconds: (value) => quotient(numberOf(value), 1000),
  // A number in JSON may have a fraction, a header has whole seconds.
  wait: (value) => quotient(numberOf(value), 1000).flatMap((seconds) => [String(Math.ceil(seconds)), seconds]),
  until: (value, { now }) => {
    const ms = numberOf(value);
    return ms === undefined ? [] : [new Date(now + ms).toISOString(), now + ms];
  },
  iso: onText((text) => {
    const ms = isoDate(text);
    return ms === undefined ? [] : [ms / 1000, ms].filter((one) => epoch(one) === ms);
  }),
};

function onText(inverse: (text: string, backwards: Backwards) => unknown[]): Inverse {
  return (value, backwards) => {
    const text = textOf(value);
    return text === undefined ? [] : inverse(text, backwards);
  };
}

function quotient(value: number | undefined, divisor: number): number[] {
  return value === undefined || divisor === 0 ? [] : [value / divisor];
}

/** So many numbers of a sum may take what is lacking. */
const MAX_PARTS = 16;

/** What is lacking goes to one of the numbers that there are, or to another one. */
function sumsTo(total: number | undefined, existing: unknown): unknown[] {
  if (total === undefined) return [];
  const parts = isPlain(existing) ? existing : {};
  const sum = Object.values(parts).reduce<number>((all, part) => all + (numberOf(part) ?? 0), 0);
  const shifted = Object.entries(parts)
    .slice(0, MAX_PARTS)
    .flatMap(([key, part]) => {
      const own = total - sum + (numberOf(part) ?? 0);
      return own < 0 ? [] : [{ ...parts, [key]: own }];
    });
  return [...shifted, ...(total >= sum ? [{ ...parts, others: total - sum }] : [])];
}

const MAX_LENGTH = 10_000;

function ofLength(length: number | undefined, existing: unknown): unknown[] {
  if (length === undefined || !Number.isInteger(length) || length < 0 || length > MAX_LENGTH) return [];
  const list: unknown[] = Array.isArray(existing) ? existing : [];
  return [Array.from({ length }, (_, index) => list[index] ?? {})];
}
