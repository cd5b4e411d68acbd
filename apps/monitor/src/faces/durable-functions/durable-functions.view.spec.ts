import { describe, expect, it } from '@jest/globals';
import { type MonitorState, inlineWaitQuerySchema, instanceStatusSchema, statusQuerySchema } from '@app/contracts';
import { begin } from '../../monitors/monitor.machine.js';
import { type Monitor, toEnded, toHistory, toStartRequest, toStatusAnswer, toWait } from './durable-functions.view.js';

const BASE = 'https://monitor.example';
const at = new Date('2026-11-21T10:00:00.000Z');

function monitor(state: MonitorState): Monitor {
  const { context } = begin({ startKey: 'key', job: { id: 'job-1' } });
  const instant = { createdAt: at, updatedAt: at };
  return { ...instant, name: 'gb4711', instanceId: 'a/b', profile: 'P', input: { a: 1 }, state, context };
}

describe('an instance', () => {
  it.each([
    ['Pending', 'Pending', 202, 202],
    ['Starting', 'Running', 202, 202],
    ['StartUnknown', 'Running', 202, 202],
    ['Watching', 'Running', 202, 202],
    ['Suspended', 'Suspended', 202, 202],
    ['Succeeded', 'Completed', 200, 200],
    ['Failed', 'Failed', 200, 500],
    ['TimedOut', 'Failed', 200, 500],
    ['Lost', 'Failed', 200, 500],
    ['Canceled', 'Terminated', 200, 200],
  ] as const)(
    'that is %s is shown as %s with %i, or %i where failures are to be errors',
    (state, shown, code, strict) => {
      const answer = toStatusAnswer(BASE, monitor(state), statusQuerySchema.parse({}));
      const query = statusQuerySchema.parse({ returnInternalServerErrorOnFailure: 'true' });

      expect(answer.code).toBe(code);
      expect(instanceStatusSchema.strict().parse(answer.body).runtimeStatus).toBe(shown);
      expect(toStatusAnswer(BASE, monitor(state), query).code).toBe(strict);
      expect('location' in answer.headers).toBe(code === 202);
    },
  );

  it('has neither custom status nor output before there is one, and no history unless asked', () => {
    const { body } = toStatusAnswer(BASE, monitor('Watching'), statusQuerySchema.parse({ showInput: 'FALSE' }));

    expect(body).toEqual({
      name: 'P',
      instanceId: 'a/b',
      runtimeStatus: 'Running',
      input: null,
      customStatus: null,
      output: null,
      createdTime: '2026-11-21T10:00:00.000Z',
      lastUpdatedTime: '2026-11-21T10:00:00.000Z',
    });
  });

  it('that was awaited is its bare output where it completed, else its status', () => {
    expect(toEnded(monitor('Succeeded'))).toEqual({ outcome: 'Succeeded', result: null });
    expect(toEnded(monitor('Lost'))).toMatchObject({ runtimeStatus: 'Failed', output: { outcome: 'Lost' } });
    expect(toEnded(monitor('Watching'))).toBeUndefined();
  });
});

describe('a history entry', () => {
  it("keeps our own word for it beside that API's, and its facts where they are asked for", () => {
    const entries = [{ type: 'longwatch.monitor.pace-changed.v1' as const, at, data: { retryAfterMs: 5 } }];
    const known = { EventType: 'GenericEvent', Timestamp: at.toISOString(), Name: 'longwatch.monitor.pace-changed.v1' };

    expect(toHistory(monitor('Watching'), entries, false)).toEqual([known]);
    expect(toHistory(monitor('Watching'), entries, true)).toEqual([{ ...known, Result: { retryAfterMs: 5 } }]);
  });
});

describe('the job of a start', () => {
  it.each([
    ["the input's jobName", 'mine', { jobName: 'gb4711' }, 'gb4711'],
    ['the instance id', 'mine', { rows: 3 }, 'mine'],
    ['the instance id', 'mine', 'gb4711', 'mine'],
    ['nothing yet, so that it gets the id of its monitor,', undefined, null, undefined],
  ])('is named by %s', (_, instanceId, input, name) => {
    expect(toStartRequest('P', instanceId, input)).toMatchObject({ profile: 'P', input, name });
  });
});

describe('an inline wait', () => {
  it('is asked for by its timeout, and looks each second unless told otherwise', () => {
    expect(toWait(inlineWaitQuerySchema.parse({ timeout: '2.5' }))).toEqual({ limitMs: 2500, intervalMs: 1000 });
    expect(toWait(inlineWaitQuerySchema.parse({ pollingInterval: '1' }))).toBeUndefined();
  });
});
