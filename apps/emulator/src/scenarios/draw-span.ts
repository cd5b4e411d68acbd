import { MAX_DURATION_DAYS, type Span, durationMs } from '@app/contracts';
import { type DrawSeed, drawShare } from './draws.js';

/** A distribution has a long tail; a job that outlives this says no more than one that takes this long. */
const LONGEST_MS = durationMs(`${MAX_DURATION_DAYS}d`);

/** How long a span is for one job, in whole milliseconds. */
export function drawSpan(span: Span, seed: DrawSeed, what: string, index = 0): number {
  return Math.round(Math.min(lengthOf(span, seed, what, index), longestOf(span)));
}

function lengthOf(span: Span, seed: DrawSeed, what: string, index: number): number {
  if (typeof span === 'string') return durationMs(span);
  const share = drawShare(seed, what, index);
  if ('uniform' in span) {
    const [least, most] = span.uniform.map(durationMs) as [number, number];
    return least + share * (most - least);
  }
  // 1 - share, for it is never 0.
  if ('exponential' in span) return -durationMs(span.exponential) * Math.log(1 - share);
  const { median, sigma } = span.logNormal;
  return durationMs(median) * Math.exp(sigma * normal(share, drawShare(seed, `${what}/angle`, index)));
}

/** A draw of the standard normal distribution from two shares: Box and Muller's transform. */
function normal(share: number, other: number): number {
  return Math.sqrt(-2 * Math.log(1 - share)) * Math.cos(2 * Math.PI * other);
}

function longestOf(span: Span): number {
  const max = typeof span === 'string' || 'uniform' in span ? undefined : span.max;
  return max === undefined ? LONGEST_MS : durationMs(max);
}
