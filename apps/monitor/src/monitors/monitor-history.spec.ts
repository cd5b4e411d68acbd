import { describe, expect, it } from '@jest/globals';
import { historyOf } from './monitor-history.js';
import { type MonitorSnapshot, advance, begin } from './monitor.machine.js';
import type { MonitorEvent } from './monitor.types.js';

const error = { code: 'E', message: 'it went wrong' };

/** Plays events from a new monitor on, and tells the short names of what each added to the history. */
function tell(...events: MonitorEvent[]): string[][] {
  let current: MonitorSnapshot = begin({ startKey: 'k', jobId: null });
  return events.map((event) => {
    const next = advance(current, event);
    const entries = historyOf(current, event, next);
    current = next;
    return entries.map((entry) => entry.type.replace(/^longwatch\.monitor\.|\.v1$/g, ''));
  });
}

const intended: MonitorEvent = { type: 'StartIntended', at: 1 };
const started: MonitorEvent = { type: 'JobStarted', at: 2, jobId: 'j', retryAfterMs: null };
const saw = (statusWord: string, retryAfterMs: number | null = null): MonitorEvent => ({
  type: 'StatusSeen',
  at: 3,
  polls: 1,
  statusWord,
  status: {},
  retryAfterMs,
});
const pollFailed = (failures: number): MonitorEvent => ({
  type: 'PollFailed',
  at: 4,
  polls: 1,
  failures,
  error,
  retryAfterMs: null,
});
const deferred: MonitorEvent = { type: 'StartDeferred', at: 5, error };

describe('A monitor’s history', () => {
  it('tells each move once', () => {
    expect(tell(intended, started, saw('Queued'), saw('InProgress'))).toEqual([
      ['starting'],
      ['started'],
      ['status-changed'],
      ['status-changed'],
    ]);
  });

  it('tells the last status together with the end', () => {
    const done: MonitorEvent = {
      type: 'JobSucceeded',
      at: 9,
      polls: 2,
      statusWord: 'Completed',
      status: {},
      retryAfterMs: null,
    };

    expect(tell(intended, started, saw('Queued'), done).at(-1)).toEqual(['status-changed', 'succeeded']);
  });

  it('tells a new pace', () => {
    expect(tell(intended, started, saw('Queued', 5000)).at(-1)).toEqual(['status-changed', 'pace-changed']);
  });

  it('tells the beginning and the end of a streak of failed polls, not each failure', () => {
    expect(tell(intended, started, saw('Queued'), pollFailed(1), pollFailed(2), saw('Queued')).slice(3)).toEqual([
      ['polls-failing'],
      [],
      ['polls-recovered'],
    ]);
  });

  it('tells of a start that fails for long at its beginning and at every doubling', () => {
    const attempts = Array.from({ length: 5 }, () => [intended, deferred]).flat();

    expect(tell(...attempts)).toEqual([
      ['starting'],
      ['start-failing'],
      [],
      ['start-failing'],
      [],
      [],
      [],
      ['start-failing'],
      [],
      [],
    ]);
  });

  it('tells what was asked for while the start is under way, and what came of it', () => {
    const suspend: MonitorEvent = { type: 'SuspendRequested', at: 6, reason: 'r' };
    const resume: MonitorEvent = { type: 'ResumeRequested', at: 7, reason: null };

    expect(tell(intended, suspend, started, resume)).toEqual([
      ['starting'],
      ['suspend-requested'],
      ['suspended'],
      ['resumed'],
    ]);
  });
});
