import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { Ticks } from './ticks.js';

function setup() {
  const ticks = new Ticks(createLogger({ app: 'test', level: 'silent' }), new Metrics());
  ticks.register('often', 1000);
  ticks.register('rarely', 60_000);
  const runs: string[] = [];
  let finish = (): void => undefined;
  const slowDuty = (): Promise<void> => {
    runs.push('slow');
    return new Promise((resolve) => (finish = resolve));
  };
  return { ticks, runs, slowDuty, finish: () => finish() };
}

describe('Ticks', () => {
  it('run nothing before the start', async () => {
    const { ticks, runs, slowDuty } = setup();

    await ticks.run('often', slowDuty);

    expect(runs).toEqual([]);
  });

  it('never let a duty overlap itself', async () => {
    const { ticks, runs, slowDuty, finish } = setup();
    ticks.start();

    const first = ticks.run('often', slowDuty);
    const second = ticks.run('often', slowDuty);
    finish();
    await Promise.all([first, second]);

    expect(runs).toEqual(['slow']);
  });

  it('survive a duty that fails, and run it again', async () => {
    const { ticks } = setup();
    ticks.start();

    await ticks.run('often', () => Promise.reject(new Error('no')));
    expect(ticks.late()).toEqual(['often']);
    await ticks.run('often', () => Promise.resolve());
    expect(ticks.late()).toEqual([]);
  });

  it('are ready once every frequent duty has succeeded; a rare one is not waited for', async () => {
    const { ticks } = setup();
    expect(ticks.late()).toEqual(['often', 'rarely']);

    ticks.start();
    expect(ticks.late()).toEqual(['often']);
    await ticks.run('often', () => Promise.resolve());

    expect(ticks.late()).toEqual([]);
  });

  it('stop only when what is under way has ended, and run nothing afterwards', async () => {
    const { ticks, runs, slowDuty, finish } = setup();
    ticks.start();
    void ticks.run('often', slowDuty);

    const stopped = ticks.stop().then(() => runs.push('stopped'));
    runs.push('asked to stop');
    finish();
    await stopped;
    await ticks.run('often', slowDuty);

    expect(runs).toEqual(['slow', 'asked to stop', 'stopped']);
  });

  it('refuse a duty that nobody named', () => {
    const { ticks, slowDuty } = setup();

    expect(() => ticks.run('unnamed', slowDuty)).toThrow('unnamed');
  });
});
