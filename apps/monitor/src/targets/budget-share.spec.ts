import { describe, expect, it } from '@jest/globals';
import { type Slot, concurrentShare, nextSlot, nextTurnAt, strictest } from './budget-share.js';

const second = Date.UTC(2026, 10, 21, 12, 0, 0);
const ranks = (count: number) => Array.from({ length: count }, (_, rank) => ({ rank, count }));

describe('A budget that replicas share', () => {
  it('is the strictest of those that are named', () => {
    expect(strictest([{ perSecond: 5 }, { perSecond: 2, concurrent: 9 }, { concurrent: 3 }])).toEqual({
      perSecond: 2,
      concurrent: 3,
    });
    expect(strictest([])).toEqual({});
  });

  describe('by how many requests are under way', () => {
    it.each([
      [1, 1],
      [1, 3],
      [2, 3],
      [7, 3],
      [10, 4],
      [64, 5],
      [3, 7],
    ])('never adds up to more than its %d among %d replicas, and is used up in most of each second', (limit, count) => {
      for (let ms = 0; ms < 20_000; ms += 37) {
        const sum = ranks(count).reduce((total, place) => total + concurrentShare(limit, place, second + ms), 0);

        expect(sum).toBeLessThanOrEqual(limit);
        if (ms % 1000 < 800) expect(sum).toBe(limit);
      }
    });

    it('starves nobody: each replica has its turn', () => {
      for (const place of ranks(7)) {
        const turns = Array.from({ length: 7 }, (_, turn) => concurrentShare(2, place, second + turn * 1000));

        expect(turns.filter((share) => share === 1)).toHaveLength(2);
      }
    });

    it('begins nothing at the end of a turn, for it would reach into the next', () => {
      const onTurn = ranks(2).find((place) => concurrentShare(1, place, second) === 1)!;

      expect(concurrentShare(1, onTurn, second + 799)).toBe(1);
      expect(concurrentShare(1, onTurn, second + 800)).toBe(0);
      expect(nextTurnAt(second + 800)).toBe(second + 1000);
    });
  });

  describe('by requests a second', () => {
    /** The instants at which replicas send that always have something to send. */
    function sends(perSecond: number, count: number, forMs: number): { rank: number; at: number }[] {
      return ranks(count).flatMap((place) => {
        const sent: { rank: number; at: number }[] = [];
        let last: Slot | undefined;
        for (let now = second; ;) {
          const slot = nextSlot(perSecond, place, now, last);
          now = Math.max(now, slot.at);
          if (now >= second + forMs) return sent;
          last = slot;
          sent.push({ rank: place.rank, at: now });
        }
      });
    }

    it.each([
      [1, 1, 20],
      [1, 3, 20],
      [5, 2, 20],
      [10, 3, 20],
      [0.5, 3, 60],
      [0.1, 4, 120],
      [1000, 4, 2],
      [250, 1, 4],
    ])('never adds up to more than its %d among %d replicas, and is used up', (perSecond, count, seconds) => {
      const sent = sends(perSecond, count, seconds * 1000);
      const allowed = perSecond * seconds;

      // What a timer was late for may be made up for: 50 ms at the most.
      expect(sent.length).toBeLessThanOrEqual(allowed + perSecond * 0.05 + 1);
      expect(sent.length).toBeGreaterThanOrEqual(Math.floor(allowed) - 1);
      for (const { rank } of ranks(count)) {
        const own = sent.filter((send) => send.rank === rank).length;
        expect(Math.abs(own - sent.length / count)).toBeLessThanOrEqual(1 + perSecond * 0.05);
      }
    });

    it('lets no two replicas send in the same slot', () => {
      const at = sends(10, 3, 5000).map((send) => Math.round(send.at / 100));

      expect(new Set(at).size).toBeGreaterThanOrEqual(at.length - 1);
    });

    it('lets a replica that is alone and was idle send at once, and then no faster than it may', () => {
      const alone = { rank: 0, count: 1 };
      const first = nextSlot(2, alone, second + 333, undefined);
      const next = nextSlot(2, alone, second + 400, first);

      expect(first.at).toBeLessThanOrEqual(second + 333);
      expect(next.at).toBe(first.at + 500);
    });

    it('keeps its slots apart when replicas come and go', () => {
      const alone = nextSlot(1, { rank: 0, count: 1 }, second, undefined);
      const shared = nextSlot(1, { rank: 0, count: 2 }, second + 10, alone);

      expect(shared.number).toBeGreaterThan(alone.number);
      expect(shared.number % 2).toBe(0);
    });
  });
});
