import { describe, expect, it } from '@jest/globals';
import { historyOf } from './monitor-history.js';
import { type MonitorSnapshot, advance, begin } from './monitor.machine.js';
import type { MonitorEvent } from './monitor.types.js';

const error = { code: 'E', message: 'it went wrong' };

/** Plays events from a new monitor on, and tells the short names of what each added to the history. */
function tell(...events: MonitorEvent[]): string[][] {
  let current: MonitorSnapshot = begin({ startKey: 'k', job: null });
  return events.map((event) => {
    const next = advance(current, event);
    const entries = historyOf(current, event, next);
    current = next;
    return entries.map((entry) => entry.type.replace(/^longwatch\.monitor\.|\.v1$/g, ''));
  });
}

const intended: MonitorEvent = { type: 'StartIntended', at: 1, prepared: null };
const started: MonitorEvent = { type: 'JobStarted', at: 2, captured: { id: 'j' }, phase: null, retryAfterMs: null };
const seen = {
  at: 3,
  polls: 1,
  verdict: 'running' as const,
  status: {},
  progress: null,
  captured: {},
  phase: null,
  retryAfterMs: null,
};
const saw = (statusWord: string, extra: Partial<typeof seen> | object = {}): MonitorEvent => ({
  type: 'StatusSeen',
  ...seen,
  statusWord,
  ...extra,
});
const pollFailed = (failures: number): MonitorEvent => ({
  type: 'PollFailed',
  at: 4,
  polls: 1,
  failures,
  isMissing: false,
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
      ...seen,
      verdict: 'succeeded',
      statusWord: 'Completed',
      fetch: null,
      result: null,
    };

    expect(tell(intended, started, saw('Queued'), done).at(-1)).toEqual(['status-changed', 'succeeded']);
  });

  it('tells a new pace', () => {
    expect(tell(intended, started, saw('Queued', { retryAfterMs: 5000 })).at(-1)).toEqual([
      'status-changed',
      'pace-changed',
    ]);
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
    const suspend: MonitorEvent = { type: 'SuspendRequested', at: 6, reason: 'r', crosses: false };
    const resume: MonitorEvent = { type: 'ResumeRequested', at: 7, reason: null, crosses: false };

    expect(tell(intended, suspend, started, resume)).toEqual([
      ['starting'],
      ['suspend-requested'],
      ['suspended'],
      ['resumed'],
    ]);
  });

  it('tells a word that the profile does not know, and progress, each once', () => {
    const unknown = saw('Dreaming', { verdict: 'unknown' });
    const half = saw('Queued', { progress: { percent: 50 } });

    expect(tell(intended, started, saw('Queued'), half, half, unknown, unknown).slice(3)).toEqual([
      ['progressed'],
      [],
      ['status-unknown'],
      [],
    ]);
  });

  it('keeps apart a record that is missing and polls that fail', () => {
    const missing: MonitorEvent = { ...(pollFailed(1) as object), isMissing: true } as MonitorEvent;

    expect(tell(intended, started, missing, saw('Queued'), pollFailed(1)).slice(2)).toEqual([
      ['record-missing'],
      ['polls-recovered', 'status-changed'],
      ['polls-failing'],
    ]);
  });

  it('tells at the deadline what came of stopping the job', () => {
    const passed: MonitorEvent = { type: 'DeadlinePassed', at: 9, remoteCancel: 'failed' };
    const watching = advance(advance(begin({ startKey: 'k', job: null }), intended), started);

    expect(historyOf(watching, passed, advance(watching, passed)).at(-1)?.data).toMatchObject({
      remoteCancel: 'failed',
    });
  });

  it('tells what was asked of the remote job, how it took it, and what came of it', () => {
    const cancel: MonitorEvent = { type: 'CancelRequested', at: 6, reason: 'r', crosses: true };
    const failing: MonitorEvent = { type: 'OperationFailed', at: 7, kind: 'cancel', nextAt: 8 };
    const taken: MonitorEvent = { type: 'OperationTaken', at: 9, kind: 'cancel' };
    const canceled = { ...seen, type: 'JobCanceled', verdict: 'canceled', statusWord: 'Stopped' } as MonitorEvent;

    expect(tell(intended, started, cancel, failing, failing, taken, canceled).slice(2)).toEqual([
      ['cancel-requested'],
      ['operation-failing'],
      [],
      ['operation-accepted'],
      ['status-changed', 'canceled'],
    ]);
  });
});
