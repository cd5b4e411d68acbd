import { isDeepStrictEqual } from 'node:util';
import type { RefereeReport } from '@app/contracts';
import type { Case } from './axes.js';
import { type Kept, missingEvidence } from './evidence.js';
import { expectationOf } from './expectation.js';
import type { Played } from './play-case.js';

/** In what a case came out otherwise than it had to, in sentences. */
export function differences(one: Case, { monitor, events, referee, kept }: Played): string[] {
  const expected = expectationOf(one);
  const seen = events.filter((event) => event !== 'pace-changed' || !asksToWait(one));
  const facts: [what: string, is: unknown, mustBe: unknown][] = [
    ['the outcome', monitor.outcome, expected.outcome],
    ['the history', seen, expected.events],
  ];
  if ('result' in expected) facts.push(['the result', monitor.result, { kind: 'inline', value: expected.result }]);
  if ('error' in expected) facts.push(["the error's code", monitor.error?.code, expected.error]);
  const wrong = facts.filter(([, is, mustBe]) => !isDeepStrictEqual(is, mustBe));
  const all = [
    ...wrong.map(([what, is, mustBe]) => `${what} is ${text(is)} and must be ${text(mustBe)}`),
    ...(wrong.length > 0 && monitor.error !== null ? [`the monitor says: ${text(monitor.error)}`] : []),
    ...foulsIn(referee),
    ...missingEvidence(one, monitor, kept).map((value) => `there is no sign of ${value}`),
  ];
  return all.length === 0 ? [] : [...all, `requests: ${course(kept)}`];
}

/** Waits that change are told, and whether one reply asks as the last one did is a matter of milliseconds. */
function asksToWait({ retryAfter, fault }: Case): boolean {
  return retryAfter !== 'none' || fault === '429' || fault === '503-hint';
}

function foulsIn({ clean, requests, unknown, findings }: RefereeReport): string[] {
  const fouls = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, what, times }) => `the referee finds ${rule}, ${times} times: ${what}`);
  if (clean || fouls.length > 0) return fouls;
  return [`the referee calls it unclean: ${requests} requests, ${unknown} not kept`];
}

/** What was asked and called when, in milliseconds since the first request. */
function course({ requests, calls }: Kept): string {
  const since = requests[0]?.at ?? 0;
  const entries = [
    ...requests.map(({ at, answeredAt, kind, code, waitMs }) => ({
      at,
      told: `${kind} ${code ?? 'unanswered'}${waitMs === null ? '' : ` (wait ${waitMs})`} until ${Math.round(answeredAt - since)}`,
    })),
    ...calls.map((at) => ({ at, told: 'callback' })),
  ];
  return entries
    .sort((one, other) => one.at - other.at)
    .map(({ at, told }) => `${Math.round(at - since)} ${told}`)
    .join(', ');
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join(' → ') : JSON.stringify(value);
}
