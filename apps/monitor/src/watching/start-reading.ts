import type { CompiledProfile, StartReading } from '@app/contracts';
import { type ReadResult, jobEnded } from '../monitors/monitor-result.js';
import type { MonitorEvent } from '../monitors/monitor.types.js';
import type { Called } from './remote-calls.js';

/** What the answer to a start request, or its absence, means for the monitor. Pure. */
export function startEvent(
  { start, hasFind: canSearch }: CompiledProfile,
  called: Called<StartReading>,
  { at, result }: { at: number; result: ReadResult | undefined },
): MonitorEvent {
  const { safeToRepeat } = start;
  if (called.kind !== 'read') {
    const { error } = called;
    if (called.kind === 'notSent') return { type: 'StartDeferred', at, error };
    if (called.kind === 'refused') return { type: 'StartRefused', at, error };
    return { type: 'StartDoubted', at, error, safeToRepeat, canSearch };
  }
  const { reading } = called;
  const { verdict, captured, error = { code: verdict, message: `The reply was taken as ${verdict}` } } = reading;
  switch (verdict) {
    case 'started':
      if (reading.ended !== undefined)
        return jobEnded({ ...reading.ended, captured: { ...captured, ...reading.ended.captured } }, at, result);
      if (reading.isToBeFound) return { type: 'StartDoubted', at, error: unnamed, safeToRepeat: false, canSearch };
      return { type: 'JobStarted', at, captured, phase: null, retryAfterMs: reading.hintMs ?? null };
    case 'refused':
    case 'reauth':
      return { type: 'StartRefused', at, error };
    case 'deferred':
      return { type: 'StartDeferred', at, error };
    case 'doubtful':
      return { type: 'StartDoubted', at, error, safeToRepeat, canSearch };
  }
}

const unnamed = { code: 'job-unnamed', message: 'The start was taken, but its reply names no job: it is looked for' };
