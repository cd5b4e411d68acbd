import { describe, expect, it } from '@jest/globals';
import { type GroupHolding, placeOf, shareOut } from './share-out.js';

const groups = (holders: (string | null)[]): GroupHolding[] =>
  holders.map((holder, id) => ({ id, epoch: '1', holder }));

describe('Sharing out groups', () => {
  it('gives a replica that is alone everything', () => {
    expect(shareOut(groups([null, null, null]), ['a'], 'a')).toEqual({ take: [0, 1, 2], release: [] });
  });

  it('asks who holds more than its share to give back, and lets nobody reach beyond it', () => {
    const held = groups(['a', 'a', 'a', 'a']);

    expect(shareOut(held, ['a', 'b'], 'a')).toEqual({ take: [], release: [2, 3] });
    expect(shareOut(held, ['a', 'b'], 'b')).toEqual({ take: [], release: [] });
  });

  it('lets replicas that reach at the same time reach for different groups', () => {
    const free = groups(Array<null>(10).fill(null));
    const taken = ['a', 'b', 'c'].flatMap((self) => shareOut(free, ['a', 'b', 'c'], self).take);

    expect(taken).toHaveLength(10);
    expect(new Set(taken).size).toBe(10);
  });

  it.each([1, 2, 3, 5, 7, 64, 70])('lets %d replicas hold shares that differ by one at the most', (count) => {
    const replicas = Array.from({ length: count }, (_, index) => `replica-${index}`);
    const shares = replicas.map((self) => shareOut(groups(Array<null>(64).fill(null)), replicas, self).take.length);

    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    expect(shares.reduce((sum, share) => sum + share)).toBe(64);
  });

  it('counts a replica that does not see its own lease yet', () => {
    expect(shareOut(groups(['a', 'a', null, null]), ['a'], 'b').take).toEqual([2, 3]);
  });

  it('gives every replica the same view of its place, also to one that does not see its own lease yet', () => {
    expect(placeOf('a', ['b', 'c', 'a'])).toEqual({ rank: 0, count: 3 });
    expect(placeOf('c', ['c', 'a', 'b'])).toEqual({ rank: 2, count: 3 });
    expect(placeOf('b', ['a', 'c'])).toEqual({ rank: 1, count: 3 });
    expect(placeOf('b', [])).toEqual({ rank: 0, count: 1 });
  });
});
