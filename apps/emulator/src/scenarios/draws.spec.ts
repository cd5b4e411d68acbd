import { describe, expect, it } from '@jest/globals';
import type { Span } from '@app/contracts';
import { drawSpan } from './draw-span.js';
import { drawShare } from './draws.js';

const DRAWS = 4000;

function seedOf(key: number) {
  return { seed: 'scenario', drawKey: String(key) };
}

/** What so many jobs draw of a span, in order. */
function drawn(span: Span): number[] {
  return Array.from({ length: DRAWS }, (_, key) => drawSpan(span, seedOf(key), 'running')).sort((a, b) => a - b);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(values: number[], share: number): number {
  return values[Math.floor(values.length * share)]!;
}

/** By what part of itself a value is missed. */
function off(value: number, meant: number): number {
  return Math.abs(value / meant - 1);
}

/** Chi-squared of shares in `cells` cells; its mean is `cells - 1`. */
function unevenness(shares: number[], cells: number): number {
  const counts = new Array<number>(cells).fill(0);
  for (const share of shares) counts[Math.floor(share * cells)]! += 1;
  const expected = shares.length / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function correlation(one: number[], other: number[]): number {
  const [a, b] = [mean(one), mean(other)];
  const product = one.reduce((sum, value, index) => sum + (value - a) * (other[index]! - b), 0);
  const spread = (values: number[], middle: number) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0));
  return product / (spread(one, a) * spread(other, b));
}

describe('A draw', () => {
  it.each([
    [{ seed: '', drawKey: '1' }, 'queued', 0, 0.6588234983037052],
    [{ seed: '', drawKey: '2' }, 'queued', 0, 0.5472420838671495],
    [{ seed: 'slow', drawKey: 'gb4711' }, 'running', 0, 0.7914107311511687],
    [{ seed: 'slow', drawKey: 'gb4711' }, 'fault/0/poll', 7, 0.7648107586587866],
    [{ seed: '17', drawKey: 'Zoë 🐢' }, 'outcome', 0, 0.7025340076313654],
  ])('is the same in every release: %j %s %i', (seed, what, index, share) => {
    expect(drawShare(seed, what, index)).toBe(share);
  });

  it.each([
    ['keys', (n: number) => drawShare(seedOf(n), 'running')],
    ['requests', (n: number) => drawShare(seedOf(1), 'fault/0/poll', n)],
    ['seeds', (n: number) => drawShare({ seed: String(n), drawKey: 'a' }, 'running')],
  ])('is even over %s that follow each other, and each apart from the next', (_, draw) => {
    const shares = Array.from({ length: DRAWS }, (_, index) => draw(index));

    // Of 99 degrees of freedom 99.99 % stay below 161.
    expect(unevenness(shares, 100)).toBeLessThan(161);
    expect(Math.abs(correlation(shares.slice(1), shares.slice(0, -1)))).toBeLessThan(0.05);
    expect(new Set(shares).size).toBe(DRAWS);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThan(1);
  });

  it('tells nothing of another draw of the same job', () => {
    const shares = (what: string) => Array.from({ length: DRAWS }, (_, key) => drawShare(seedOf(key), what));

    expect(Math.abs(correlation(shares('queued'), shares('running')))).toBeLessThan(0.05);
  });

  it('keeps texts apart that would be one if they were put together', () => {
    const one = drawShare({ seed: 'a', drawKey: 'b|c' }, 'd');
    const other = drawShare({ seed: 'a|b', drawKey: 'c' }, 'd');

    expect(one).not.toBe(other);
  });
});

describe('A span', () => {
  it('that is fixed is drawn as it is', () => {
    expect(drawSpan('1.5m', seedOf(1), 'running')).toBe(90_000);
  });

  it('that is uniform lies within its bounds, in all parts of them', () => {
    const values = drawn({ uniform: ['10s', '20s'] });

    expect(values[0]).toBeGreaterThanOrEqual(10_000);
    expect(values.at(-1)).toBeLessThanOrEqual(20_000);
    expect(off(mean(values), 15_000)).toBeLessThan(0.02);
    expect(off(quantile(values, 0.25), 12_500)).toBeLessThan(0.02);
    expect(off(quantile(values, 0.9), 19_000)).toBeLessThan(0.02);
  });

  it('that is exponential has its mean, and the median ln 2 of it', () => {
    const values = drawn({ exponential: '10s' });

    expect(off(mean(values), 10_000)).toBeLessThan(0.05);
    expect(off(quantile(values, 0.5), 10_000 * Math.LN2)).toBeLessThan(0.05);
    expect(off(quantile(values, 0.95), 10_000 * Math.log(20))).toBeLessThan(0.05);
  });

  it('that is log-normal has its median, the mean above it, and as wide a spread as sigma says', () => {
    const values = drawn({ logNormal: { median: '10s', sigma: 0.5 } });

    expect(off(quantile(values, 0.5), 10_000)).toBeLessThan(0.05);
    expect(off(mean(values), 10_000 * Math.exp(0.125))).toBeLessThan(0.05);
    expect(off(quantile(values, 0.8413), 10_000 * Math.exp(0.5))).toBeLessThan(0.05);
    expect(off(quantile(values, 0.1587), 10_000 * Math.exp(-0.5))).toBeLessThan(0.05);
  });

  it.each<Span>([
    { exponential: '10s', max: '12s' },
    { logNormal: { median: '10s', sigma: 5 }, max: '12s' },
  ])('with a max is never longer: %j', (span) => {
    expect(drawn(span).at(-1)).toBe(12_000);
  });

  it('is never longer than instants can hold', () => {
    const values = drawn({ logNormal: { median: '3650d', sigma: 5 } });

    expect(values.at(-1)).toBe(3650 * 86_400_000);
  });
});
