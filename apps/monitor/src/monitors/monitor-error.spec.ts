import { describe, expect, it } from '@jest/globals';
import { errorOf } from './monitor-error.js';
import { type MonitorSnapshot, begin } from './monitor.machine.js';

const refusal = { code: 'http-400', message: 'The remote side answered 400' };

function monitor(state: MonitorSnapshot['state'], context: Partial<MonitorSnapshot['context']> = {}): MonitorSnapshot {
  return { state, context: { ...begin({ startKey: 'key', job: null }).context, ...context } };
}

describe("a monitor's error", () => {
  it.each(['Failed', 'Lost'] as const)("is the remote side's own where it is %s", (state) => {
    expect(errorOf(monitor(state, { error: refusal }))).toEqual(refusal);
  });

  it.each([
    ['before the job was started', {}],
    ["before the job's status was seen", { job: { id: 'job-1' } }],
    ['while the job was InProgress', { job: { id: 'job-1' }, statusWord: 'InProgress' }],
    [
      'while requests failed: The remote side answered 400',
      { job: { id: 'job-1' }, trouble: { since: 0, count: 3, error: refusal } },
    ],
    ['while nobody knew whether the job had been started: The remote side answered 400', { error: refusal }],
  ])('says of a deadline that it passed %s', (circumstance, context) => {
    const error = errorOf(monitor('TimedOut', context));

    expect(error).toEqual({ code: 'deadline-passed', message: `The deadline passed ${circumstance}` });
  });

  it.each(['Pending', 'Watching', 'Succeeded', 'Canceled'] as const)('is none where it is %s', (state) => {
    expect(errorOf(monitor(state, { error: refusal }))).toBeUndefined();
  });
});
