import type { PollReading, RemoteError, Reply, Scope } from '@app/contracts';
import { type ReadResult, resultOf } from '../monitors/monitor-result.js';
import type { BreakerOutcome } from '../targets/breaker.js';
import { outcomeOf } from '../targets/target-outcome.js';
import type { Exchange } from './exchange.js';
import { paceInEffect } from './phase-pace.js';
import { firstPollAt, hintWait, nextPollAfterFailure, nextPollAt } from './poll-pace.js';
import type { WatchedMonitor } from './watched-monitor.js';

/** A poll with what came of it. */
export interface AnsweredPoll {
  /** `nextPollAt` when it was sent. Instants are monotonic. */
  plannedAt: number | null;
  sentAt: number;
  repliedAt: number;
  scope: Scope;
  reading: PollReading;
  reply?: Reply;
  exchange?: Exchange;
  /** Ended by ourselves: it says nothing of the remote side. */
  isAborted: boolean;
}

/** When the monitor polls next, by the pace of the phase that it goes on in. */
export function nextPollOf(monitor: WatchedMonitor, poll: AnsweredPoll): number {
  const { sentAt, repliedAt, reading } = poll;
  const polled = { sentAt, repliedAt, hintMs: reading.hintMs ?? null, random: Math.random() };
  const { failures, pollsInPhase } = monitor;
  const pace = paceInEffect(monitor, reading.phase);
  if (reading.isNewPhase) return firstPollAt(polled, pace);
  // A job that has succeeded has its result fetched at once.
  if (reading.verdict === 'succeeded') return repliedAt;
  return failures > 0
    ? nextPollAfterFailure({ ...polled, failures }, pace)
    : nextPollAt({ ...polled, polls: pollsInPhase }, pace);
}

/** Until when the remote side wants to be left alone, where it said so instead of how the job stands. */
export function leftAloneUntil(monitor: WatchedMonitor, { repliedAt, reading }: AnsweredPoll): number {
  if (!failing.has(reading.verdict) || reading.hintMs === undefined) return -Infinity;
  return repliedAt + hintWait(reading.hintMs, paceInEffect(monitor, reading.phase));
}

/** Counts a poll into what is cheaper to remember than to write. */
export function count(monitor: WatchedMonitor, { verdict, isNewPhase }: PollReading): void {
  monitor.polls++;
  monitor.pollsInPhase = isNewPhase ? 0 : monitor.pollsInPhase + 1;
  monitor.failures = failing.has(verdict) ? monitor.failures + 1 : 0;
  monitor.missingInARow = verdict === 'missing' ? monitor.missingInARow + 1 : 0;
}

/** Where the result is, where the job has succeeded. */
export function endingOf({ compiled }: WatchedMonitor, { reading, reply, scope }: AnsweredPoll): ReadResult {
  return reading.verdict === 'succeeded' && reply !== undefined
    ? resultOf(compiled, reply, scope)
    : { fetch: null, result: null };
}

/** What a poll says of its target. A reply that tells of the job is a good one, whatever code the API says it with. */
export function targetOutcomeOf({ reading, reply, isAborted }: AnsweredPoll): BreakerOutcome {
  if (isAborted) return 'none';
  return reply !== undefined && !failing.has(reading.verdict) ? 'good' : outcomeOf(reply, reading.error);
}

const failing = new Set<PollReading['verdict']>(['transient', 'reauth', 'missing', 'follow']);

/** An answer that never came is this poll's own failure. */
export function failedReading({ context }: WatchedMonitor, error: RemoteError): PollReading {
  const { phase } = context;
  return {
    verdict: 'transient',
    phase,
    isNewPhase: false,
    statusWord: null,
    status: null,
    progress: null,
    captured: {},
    error,
  };
}

/** A poll that could not be sent, for the profile can't make it of what is known. */
export function unsentPoll(monitor: WatchedMonitor, scope: Scope, error: RemoteError): AnsweredPoll {
  const now = performance.now();
  const reading = failedReading(monitor, error);
  return { plannedAt: monitor.nextPollAt, sentAt: now, repliedAt: now, scope, reading, isAborted: false };
}

/** The origin of a URL, as gates are known by. */
export function originOf(url: string): string {
  const pathAt = url.indexOf('/', url.indexOf('://') + 3);
  return (pathAt < 0 ? url : url.slice(0, pathAt)).toLowerCase();
}
