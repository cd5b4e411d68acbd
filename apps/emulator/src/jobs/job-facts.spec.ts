import { describe, expect, it } from '@jest/globals';
import { factsOf } from './job-facts.js';
import { ask, createJob, passTime } from './job-life.js';
import type { JobNow } from './job-now.js';
import type { JobEvent } from './job.machine.js';
import type { Life } from './life.js';

const BORN_AT = 1_000_000;

const life: Life = { queuedMs: 1000, inProgressMs: 10_000, outcome: 'Completed' };

/** A job with this life, as it stands so long after its birth, with what was asked of it meanwhile. */
function jobAfter(ms: number, more: Partial<Life> = {}, events: JobEvent[] = [], isOpen = false): JobNow {
  const birth = { id: 'id', namespace: 'default', name: 'gb4711', life: { ...life, ...more } };
  const asked = events.reduce((job, event) => ask(job, event).job, createJob(birth, BORN_AT, isOpen).job);
  const now = BORN_AT + ms;
  const { job } = passTime(asked, now);
  return {
    ...job,
    life: birth.life,
    number: 7,
    dialect: null,
    reference: 'id',
    request: null,
    counts: { start: 0, poll: 0, result: 0, cancel: 0 },
    createdAt: BORN_AT,
    endedAt: job.context.endedAt ?? null,
    now,
    realNow: now,
  };
}

const at = (ms: number) => BORN_AT + ms;

describe('how a job stands', () => {
  it.each<[string, JobNow]>([
    ['open', jobAfter(99_000, {}, [], true)],
    ['queued', jobAfter(999)],
    ['running', jobAfter(1000)],
    ['paused', jobAfter(99_000, {}, [{ type: 'PauseRequested', at: at(2000) }])],
    ['canceling', jobAfter(4000, {}, [{ type: 'CancelRequested', at: at(2000), takesMs: 5000 }])],
    ['canceled', jobAfter(7000, {}, [{ type: 'CancelRequested', at: at(2000), takesMs: 5000 }])],
    ['succeeded', jobAfter(11_000)],
    ['failed', jobAfter(11_000, { outcome: 'Failed' })],
    ['canceled', jobAfter(11_000, { outcome: 'Canceled' })],
  ])('is told as %s', (standing, job) => {
    expect(factsOf(job).standing).toBe(standing);
  });
});

describe('how far a job has come', () => {
  const percent = (job: JobNow) => factsOf(job).progress?.percent;

  it('grows with the time that it works, from when it began', () => {
    expect([0, 999, 1000, 3500, 10_999, 11_000].map((ms) => percent(jobAfter(ms)))).toEqual([0, 0, 0, 25, 99, 100]);
  });

  it('goes in the steps of its scenario, and in its pieces', () => {
    const progress = { steps: 4, total: 12, messages: ['one', 'two', 'three'] };

    const told = [1000, 3400, 3600, 8600, 11_000].map((ms) => factsOf(jobAfter(ms, { progress })).progress);

    expect(told.map((each) => [each!.percent, each!.done, each!.message])).toEqual([
      [0, 0, 'one'],
      [0, 0, 'one'],
      [25, 3, 'one'],
      [75, 9, 'three'],
      [100, 12, 'three'],
    ]);
    expect(told[0]!.total).toBe(12);
  });

  it('ends where a job fails', () => {
    const failing = { outcome: 'Failed', endPercent: 80 } as const;

    expect([6000, 11_000, 99_000].map((ms) => percent(jobAfter(ms, failing)))).toEqual([40, 80, 80]);
  });

  it('stands while it is paused, and goes on from there', () => {
    const paused: JobEvent = { type: 'PauseRequested', at: at(6000) };
    const resumed: JobEvent = { type: 'ResumeRequested', at: at(60_000) };

    expect(percent(jobAfter(50_000, {}, [paused]))).toBe(50);
    expect(percent(jobAfter(61_000, {}, [paused, resumed]))).toBe(60);
  });

  it('stands from when it is to be canceled', () => {
    const canceled: JobEvent = { type: 'CancelRequested', at: at(6000), takesMs: 2000 };

    expect([7000, 8000, 99_000].map((ms) => percent(jobAfter(ms, {}, [canceled])))).toEqual([50, 50, 50]);
  });

  it('is not told where the scenario says so', () => {
    expect(factsOf(jobAfter(5000, { progress: false })).progress).toBeNull();
  });
});

describe('the phases of a job', () => {
  const phases = [
    { name: 'load', ms: 2000, status: 'LOADING' },
    { name: 'index', ms: 8000 },
  ];

  it('follow each other, each with its word', () => {
    const told = [0, 1000, 2999, 3000, 11_000].map((ms) => factsOf(jobAfter(ms, { phases })));

    expect(told.map(({ phase, status }) => [phase, status])).toEqual([
      [0, undefined],
      [0, 'LOADING'],
      [0, 'LOADING'],
      [1, undefined],
      [1, undefined],
    ]);
  });
});

describe('what a job has to say', () => {
  it('is its result once it has succeeded, and nothing before', () => {
    const result = { rows: 3 };

    expect([5000, 11_000].map((ms) => factsOf(jobAfter(ms, { result })).result)).toEqual([null, result]);
    expect(factsOf(jobAfter(11_000, { result, outcome: 'Failed' })).result).toBeNull();
  });

  it('is why it failed, in words of our own where the scenario has none', () => {
    expect(factsOf(jobAfter(11_000, { outcome: 'Failed' })).error).toEqual({
      code: 'JobFailed',
      message: 'The job failed',
    });
    expect(factsOf(jobAfter(5000, { outcome: 'Failed' })).error).toBeNull();
  });

  it('is a log that grows line by line while it works', () => {
    const logs = ['one', 'two', 'three', 'four'];

    const lines = [999, 1000, 4000, 8000, 11_000].map((ms) => factsOf(jobAfter(ms, { logs })).logs.length);

    expect(lines).toEqual([0, 1, 2, 3, 4]);
  });
});
