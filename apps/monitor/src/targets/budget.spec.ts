import { describe, expect, it } from '@jest/globals';
import { Budget } from './budget.js';

describe('A budget', () => {
  it('lets so many in and the others wait in line, first come first served', async () => {
    const budget = new Budget(2);
    const order: number[] = [];
    const enter = (who: number) => budget.acquire(Infinity).then(() => order.push(who));

    await Promise.all([enter(1), enter(2)]);
    const waiting = [enter(3), enter(4)];
    expect([budget.inUse, budget.waiting]).toEqual([2, 2]);
    budget.release();
    await waiting[0];
    budget.release();
    await waiting[1];

    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('lets who waited too long leave the line, and nobody takes a place for him', async () => {
    const budget = new Budget(1);
    await budget.acquire(Infinity);
    const impatient = budget.acquire(performance.now());
    const patient = budget.acquire(Infinity);

    expect(await impatient).toBe(false);
    budget.release();

    expect(await patient).toBe(true);
    expect([budget.inUse, budget.waiting]).toEqual([1, 0]);
  });

  it('is empty again when all have left, however long the line was', async () => {
    const budget = new Budget(1);
    const all = Array.from({ length: 5000 }, () => budget.acquire(Infinity));

    for (const entry of all) {
      await entry;
      budget.release();
    }

    expect([budget.inUse, budget.waiting]).toEqual([0, 0]);
  });
});
