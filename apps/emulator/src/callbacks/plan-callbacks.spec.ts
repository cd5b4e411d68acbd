import { describe, expect, it } from '@jest/globals';
import { type CalledJob, type CallbackEvent, type Step, planCallbacks } from './plan-callbacks.js';

const BEGUN: Step = { sequence: 1, to: 'InProgress', at: 1000 };
const ENDED: Step = { sequence: 2, to: 'Completed', at: 9000 };

function job(callbacks: CalledJob['life']['callbacks'], on?: CallbackEvent[]): CalledJob {
  const life = { inProgressMs: 8000, seed: 's', drawKey: 'k', ...(callbacks === undefined ? {} : { callbacks }) };
  return { id: 'j', namespace: 'default', callback: { url: 'http://x', on }, life };
}

const all: CallbackEvent[] = ['running', 'progress', 'end'];
const told = (planned: ReturnType<typeof planCallbacks>) => planned.map(({ event, dueAt }) => [event, dueAt]);

describe('planCallbacks', () => {
  it('plans nothing where nobody asked to be called back', () => {
    expect(planCallbacks({ ...job(undefined), callback: null }, [BEGUN, ENDED])).toEqual([]);
  });

  it('tells the end alone, if the API says nothing else', () => {
    expect(told(planCallbacks(job(undefined), [BEGUN, ENDED]))).toEqual([['end', 9000]]);
  });

  it('tells beginning, progress and end where the API does', () => {
    expect(told(planCallbacks(job(undefined, all), [BEGUN, ENDED]))).toEqual([
      ['running', 1000],
      ['progress', 3000],
      ['progress', 5000],
      ['progress', 7000],
      ['end', 9000],
    ]);
  });

  it('plans the same whether steps are written together or one by one', () => {
    const subject = job({ delay: { uniform: ['1s', '9s'] }, lost: 0.5, repeat: 3 }, all);

    const oneByOne = [BEGUN, ENDED].flatMap((step) => planCallbacks(subject, [step]));

    expect(planCallbacks(subject, [BEGUN, ENDED])).toEqual(oneByOne);
    expect(new Set(oneByOne.map(({ number }) => number)).size).toBe(20);
  });

  it('never gives two callbacks one number, however often they are repeated', () => {
    const planned = planCallbacks(job({ repeat: 100 }, all), [{ ...BEGUN, sequence: 0 }, BEGUN, ENDED]);

    expect(new Set(planned.map(({ number }) => number)).size).toBe(planned.length);
  });

  it('loses the share that the scenario says', () => {
    const planned = planCallbacks(job({ lost: 0.3, repeat: 100 }, all), [BEGUN, ENDED]);

    const share = planned.filter(({ isLost }) => isLost).length / planned.length;

    expect(Math.abs(share - 0.3)).toBeLessThan(0.1);
  });

  it('holds back all but the end where it shuffles, and nothing where no end is told', () => {
    const held = (on: CallbackEvent[]) =>
      planCallbacks(job({ shuffled: true }, on), [BEGUN, ENDED]).map(({ isAfterEnd }) => isAfterEnd);

    expect(held(['running', 'end'])).toEqual([true, false]);
    expect(held(['running'])).toEqual([false]);
  });
});
