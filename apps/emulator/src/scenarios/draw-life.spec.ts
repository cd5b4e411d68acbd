import { describe, expect, it } from '@jest/globals';
import { type InlineScenario, inlineScenarioSchema } from '@app/contracts';
import { drawLife } from './draw-life.js';

const defaults = { queuedMs: 2000, inProgressMs: 3000 };

function draw(scenario: InlineScenario & { name?: string }, drawKey = '1') {
  const { name, ...rest } = scenario;
  return drawLife({ ...inlineScenarioSchema.parse(rest), ...(name && { name }) }, defaults, drawKey);
}

/** What so many jobs draw. */
function drawMany(scenario: InlineScenario, many = 2000) {
  return Array.from({ length: many }, (_, key) => draw(scenario, String(key)));
}

describe('A life', () => {
  it('is as the settings say where the scenario says nothing', () => {
    expect(draw({})).toEqual({ seed: '', drawKey: '1', ...defaults, outcome: 'Completed' });
  });

  it('is as the scenario says', () => {
    const life = draw({
      name: 'late-failure',
      queued: '3m',
      running: '40m',
      outcome: 'failed',
      failsAt: '80%',
      error: { code: 'RUN_EXECUTION_ERROR', message: 'Stage failed', body: { attempt: 4 } },
      logs: ['one'],
      keptFor: '10m',
      resultReads: 1,
      faults: [{ number: [1, 2], reply: { code: 429 } }],
      replies: { location: 'foreign' },
      callbacks: { repeat: 1 },
    });

    expect(life).toEqual({
      seed: 'late-failure',
      drawKey: '1',
      scenario: 'late-failure',
      queuedMs: 180_000,
      inProgressMs: 40 * 60_000 * 0.8,
      outcome: 'Failed',
      endPercent: 80,
      error: { code: 'RUN_EXECUTION_ERROR', message: 'Stage failed', body: { attempt: 4 } },
      logs: ['one'],
      keptForMs: 600_000,
      resultReads: 1,
      faults: [{ number: [1, 2], reply: { code: 429 } }],
      replies: { location: 'foreign' },
      callbacks: { repeat: 1 },
    });
  });

  it('is the same in every release', () => {
    const life = draw({
      seed: 7,
      queued: { exponential: '10s' },
      running: { logNormal: { median: '5m', sigma: 1 } },
      outcome: { failed: 0.5 },
    });

    expect(life).toMatchObject({ queuedMs: 1259, inProgressMs: 263_235, outcome: 'Failed' });
  });

  it('is the same for the same seed and key, and another for another of them', () => {
    const scenario: InlineScenario = { seed: 'a', running: { uniform: ['1s', '1h'] } };
    const life = draw(scenario, 'gb4711');

    expect(draw(scenario, 'gb4711')).toEqual(life);
    expect(draw(scenario, 'gb4712').inProgressMs).not.toBe(life.inProgressMs);
    expect(draw({ ...scenario, seed: 'b' }, 'gb4711').inProgressMs).not.toBe(life.inProgressMs);
  });

  it('draws nothing else because more is said', () => {
    const less = draw({ seed: 1, running: { uniform: ['1s', '1h'] } });
    const more = draw({
      seed: 1,
      running: { uniform: ['1s', '1h'] },
      queued: { exponential: '1m' },
      outcome: { failed: 0.5 },
    });

    expect(draw({ seed: 1, running: { uniform: ['1s', '1h'] } }).inProgressMs).toBe(less.inProgressMs);
    expect(more.outcome === 'Completed' ? more.inProgressMs : less.inProgressMs).toBe(less.inProgressMs);
  });

  it('ends badly as often as the scenario has it', () => {
    const lives = drawMany({ outcome: { failed: 0.2, canceled: 0.1 } });
    const share = (outcome: string) => lives.filter((life) => life.outcome === outcome).length / lives.length;

    expect(share('Failed')).toBeCloseTo(0.2, 1);
    expect(share('Canceled')).toBeCloseTo(0.1, 1);
    expect(share('Completed')).toBeCloseTo(0.7, 1);
  });

  it.each<[InlineScenario['outcome'], string]>([
    ['succeeded', 'Completed'],
    ['failed', 'Failed'],
    ['canceled', 'Canceled'],
    [{ failed: 1 }, 'Failed'],
    [{ failed: 0, canceled: 1 }, 'Canceled'],
    [{}, 'Completed'],
  ])('ends as it must: %j', (outcome, ending) => {
    expect(new Set(drawMany({ outcome }, 200).map((life) => life.outcome))).toEqual(new Set([ending]));
  });

  it('has an error where it fails, and no other has', () => {
    expect(draw({ outcome: 'failed' }).error).toMatchObject({ code: 'JobFailed', message: expect.any(String) });
    expect(draw({ error: { code: 'QUOTA' } })).not.toHaveProperty('error');
    expect(draw({ outcome: 'canceled' })).not.toHaveProperty('error');
  });

  it.each([
    ['abc', 7, 'abc abc'],
    ['abc', 2, 'ab'],
    ['abc', undefined, 'abc'],
    ['', 5, ''],
  ])('tells the message %j in %s characters as %j', (message, characters, told) => {
    expect(draw({ outcome: 'failed', error: { message, characters } }).error?.message).toBe(told);
  });

  it('is cut short where it does not succeed, and only there', () => {
    expect(draw({ running: '10s', failsAt: '25%' })).toMatchObject({ inProgressMs: 10_000 });
    expect(draw({ running: '10s', failsAt: 25, outcome: 'canceled' })).toMatchObject({
      inProgressMs: 2500,
      endPercent: 25,
    });
  });

  it('goes through its phases', () => {
    const life = draw({ phases: [{ name: 'plan', lasts: '10s', status: 'planning' }, { lasts: '30s' }] });

    expect(life).toMatchObject({
      inProgressMs: 40_000,
      phases: [{ name: 'plan', ms: 10_000, status: 'planning' }, { ms: 30_000 }],
    });
  });

  it('ends in the midst of a phase, and does not come to the next', () => {
    const life = draw({
      phases: [{ lasts: '10s' }, { lasts: '20s' }, { lasts: '10s' }],
      outcome: 'failed',
      failsAt: '50%',
    });

    expect(life).toMatchObject({ inProgressMs: 20_000, phases: [{ ms: 10_000 }, { ms: 10_000 }, { ms: 0 }] });
  });

  it('draws each phase by itself', () => {
    const { phases } = draw({ phases: [{ lasts: { exponential: '1m' } }, { lasts: { exponential: '1m' } }] });

    expect(phases![0]!.ms).not.toBe(phases![1]!.ms);
  });

  it.each([
    [undefined, undefined],
    [false, false],
    [{}, { steps: 100 }],
    [{ total: 24 }, { steps: 100, total: 24 }],
    [
      { steps: 4, messages: ['a'] },
      { steps: 4, messages: ['a'] },
    ],
  ] as const)('tells its progress: %j', (progress, told) => {
    expect(draw(progress === undefined ? {} : { progress: progress as never }).progress).toEqual(told);
  });
});
