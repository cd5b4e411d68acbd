import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { BAD_IN_A_ROW } from './breaker.js';
import type { TargetBudget } from './budget-share.js';
import { TargetGate } from './target-gate.js';

const DATABASE_OFFSET_MS = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('The gate to a target', () => {
  const gates: TargetGate[] = [];
  let told: string[];

  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
  });
  afterEach(() => {
    for (const gate of gates.splice(0)) gate.close();
    jest.useRealTimers();
  });

  function open(rank = 0, count = 1): TargetGate {
    const beganAt = performance.now();
    const gate = new TargetGate({
      now: () => performance.now(),
      toDatabase: (now) => DATABASE_OFFSET_MS + now - beganAt,
      place: () => ({ rank, count }),
      random: () => 0,
      onBlocked: (until) => told.push(`blocked for ${until - performance.now()} ms`),
      onClosed: () => told.push('closed'),
    });
    gates.push(gate);
    return gate;
  }

  /** Monitors that are always due, at each of the gates; answers when each request began and ended. */
  function press(at: TargetGate[], budget: TargetBudget, tookMs: number, monitors = 20) {
    const requests: { gate: number; from: number; to: number }[] = [];
    at.forEach((gate, index) => {
      const ask = async (): Promise<void> => {
        if (!(await gate.acquire(budget, Infinity))) return;
        const request = { gate: index, from: performance.now(), to: Infinity };
        requests.push(request);
        setTimeout(() => {
          request.to = performance.now();
          gate.release('good');
          void ask();
        }, tookMs);
      };
      for (let monitor = 0; monitor < monitors; monitor++) void ask();
    });
    return requests;
  }

  it('lets everybody pass at once where there is no budget', async () => {
    const gate = open();

    const passed = await Promise.all(Array.from({ length: 500 }, () => gate.acquire(undefined, Infinity)));

    expect(passed).not.toContain(false);
    expect(gate.waiting).toBe(0);
  });

  it.each([
    [1, 2],
    [3, 2],
    [4, 3],
    [2, 5],
  ])(
    'never lets more than %d be under way at %d replicas together, and lets each of them send',
    async (limit, count) => {
      const replicas = Array.from({ length: count }, (_, rank) => open(rank, count));
      const requests = press(replicas, { concurrent: limit }, 50);

      await jest.advanceTimersByTimeAsync(10_000);

      const most = Math.max(
        ...requests.map(({ from }) => requests.filter((r) => r.from <= from && r.to > from).length),
      );
      expect(most).toBeLessThanOrEqual(limit);
      // In 80 of 100 ms the limit is used up.
      expect(requests.length).toBeGreaterThan((limit * 10_000 * 0.7) / 50);
      for (let gate = 0; gate < count; gate++) {
        expect(requests.filter((request) => request.gate === gate).length).toBeGreaterThan(requests.length / count / 2);
      }
    },
  );

  it.each([
    [2, 2],
    [10, 3],
    [0.5, 2],
  ])(
    'never lets more than %d a second pass at %d replicas together, and lets each of them send',
    async (limit, count) => {
      const replicas = Array.from({ length: count }, (_, rank) => open(rank, count));
      const requests = press(replicas, { perSecond: limit }, 5);

      await jest.advanceTimersByTimeAsync(20_000);

      expect(requests.length).toBeLessThanOrEqual(20 * limit + 1);
      expect(requests.length).toBeGreaterThanOrEqual(20 * limit - 1);
      for (const { from } of requests) {
        const within = requests.filter((r) => r.from >= from && r.from < from + 1000).length;
        expect(within).toBeLessThanOrEqual(Math.ceil(limit) + 1);
      }
      for (let gate = 0; gate < count; gate++) {
        expect(requests.some((request) => request.gate === gate)).toBe(true);
      }
    },
  );

  it('keeps the strictest of the budgets that profiles name, also for those that name none', async () => {
    const gate = open();
    press([gate], { concurrent: 8 }, 50, 10);
    press([gate], { concurrent: 2 }, 50, 10);
    await jest.advanceTimersByTimeAsync(1000);

    const late = gate.acquire(undefined, performance.now() + 1);
    await jest.advanceTimersByTimeAsync(1);

    expect(await late).toBe(false);
    expect(gate.waiting).toBe(18);
  });

  it('lets who waited too long go, and whose turn it is pass', async () => {
    const gate = open();
    await gate.acquire({ concurrent: 1 }, Infinity);
    const impatient = gate.acquire({ concurrent: 1 }, performance.now() + 100);
    const patient = gate.acquire({ concurrent: 1 }, performance.now() + 5000);

    await jest.advanceTimersByTimeAsync(200);
    gate.release('good');

    expect([await impatient, await patient]).toEqual([false, true]);
  });

  it('sends everybody away when its target is blocked, and nobody passes but one that tries', async () => {
    const gate = open();
    for (let request = 0; request < BAD_IN_A_ROW; request++) await gate.acquire({ concurrent: 10 }, Infinity);
    const waiting = Array.from({ length: 30 }, () => gate.acquire(undefined, Infinity));

    for (let request = 0; request < BAD_IN_A_ROW; request++) gate.release('bad');

    // The first bad answers made room for some; the last sent the others away.
    expect((await Promise.all(waiting)).filter((passed) => passed)).toHaveLength(BAD_IN_A_ROW - 1);
    expect(await gate.acquire(undefined, Infinity)).toBe(false);
    expect(gate.blockedUntil(performance.now())).toBe(performance.now() + 5000);
    await jest.advanceTimersByTimeAsync(5000);
    expect(gate.blockedUntil(performance.now())).toBeUndefined();
    expect(await gate.acquire(undefined, Infinity)).toBe(true);
    expect(await gate.acquire(undefined, Infinity)).toBe(false);
    gate.release('good');
    expect(await gate.acquire(undefined, Infinity)).toBe(true);
    expect(told).toEqual(['blocked for 5000 ms', 'closed']);
  });

  it('goes on being blocked when the one that tried fails', async () => {
    const gate = open();
    for (let request = 0; request < BAD_IN_A_ROW; request++) {
      await gate.acquire(undefined, Infinity);
      gate.release('bad');
    }
    await jest.advanceTimersByTimeAsync(5000);

    await gate.acquire(undefined, Infinity);
    gate.release('bad');

    expect(gate.blockedUntil(performance.now())).toBe(performance.now() + 10_000);
    expect(told).toEqual(['blocked for 5000 ms', 'blocked for 10000 ms']);
  });

  it('has nothing to remember when all went well', async () => {
    const gate = open();
    await gate.acquire(undefined, Infinity);
    gate.release('good');

    expect(gate.isIdle(performance.now())).toBe(true);
  });

  it('is not kept for ever for a target that nobody asks for any more', async () => {
    const gate = open();
    await gate.acquire({ perSecond: 5 }, Infinity);
    gate.release('bad');

    expect(gate.isIdle(performance.now())).toBe(false);
    await jest.advanceTimersByTimeAsync(2 * 3_600_000);
    expect(gate.isIdle(performance.now())).toBe(true);
  });
});
