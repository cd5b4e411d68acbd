import {
  type CompiledProfile,
  type PollReading,
  type ProfileRequest,
  type Reply,
  RequestFault,
  type Scope,
  readResult,
  resultRequest,
} from '@app/contracts';
import type { MonitorEvent, MonitorResult } from './monitor.types.js';

/** Where the result of a job that has succeeded is: behind a request, or in the reply that told of the end. */
export interface ReadResult {
  fetch: ProfileRequest | null;
  result: MonitorResult | null;
}

/** A result that was had, or where to get it. */
export type KeptResult = Exclude<MonitorResult, { kind: 'missed' }>;

/** The result that the last reply leads to. Pure. */
export function resultOf(profile: CompiledProfile, reply: Reply, scope: Scope): ReadResult {
  const withReply = { ...scope, reply };
  const request = fetchRequest(profile, withReply);
  const { keep } = profile.result;
  if (keep === 'none') return { fetch: null, result: null };
  if (keep === 'reference') return { fetch: null, result: reference(request?.url ?? reply.url ?? '') };
  if (request !== undefined) return { fetch: request, result: null };
  return { fetch: null, result: inlineOf(profile, reply, readResult(profile, reply, scope).value) };
}

function fetchRequest(profile: CompiledProfile, scope: Scope): ProfileRequest | undefined {
  try {
    return resultRequest(profile, scope);
  } catch (error) {
    if (error instanceof RequestFault) return undefined;
    throw error;
  }
}

/** A result kept with the monitor, where it fits; else a reference to where it was. Pure. */
export function inlineOf(profile: CompiledProfile, reply: Reply, value: unknown): KeptResult {
  const tooLarge = reference(reply.url ?? '', 'too-large');
  if (reply.isTruncated) return tooLarge;
  const size = new TextEncoder().encode(JSON.stringify(value ?? null)).length;
  return size > profile.result.maxBytes ? tooLarge : { kind: 'inline', value: value ?? null };
}

function reference(url: string, reason?: string): Extract<MonitorResult, { kind: 'reference' }> {
  return { kind: 'reference', url, ...(reason === undefined ? {} : { reason }) };
}

/** The event of a job that had ended when its start was answered. Pure. */
export function jobEnded(reading: PollReading, at: number, found: ReadResult | undefined): MonitorEvent {
  const { statusWord, status, progress, captured, phase } = reading;
  const verdict = reading.verdict as 'succeeded' | 'failed' | 'canceled';
  const seen = { at, polls: 0, verdict, statusWord, status, progress, captured, phase, retryAfterMs: null };
  switch (verdict) {
    case 'succeeded':
      return { type: 'JobSucceeded', ...seen, fetch: found?.fetch ?? null, result: found?.result ?? null };
    case 'failed':
      return { type: 'JobFailed', ...seen, error: reading.error ?? { code: 'job-failed', message: 'The job failed' } };
    case 'canceled':
      return { type: 'JobCanceled', ...seen };
  }
}
