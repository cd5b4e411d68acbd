import { operationKinds } from '../profile/operation-kinds.js';
import { RequestFault } from '../profile/request-fault.js';
import { pollRequest } from '../profile/requests.js';
import type { Scope } from '../profile/scope.js';
import type { Asked, CompiledDialect, IncomingRequest, JobFacts, Manner, Route, Standing } from './dialect.js';
import { renderReference } from './references.js';
import { findsAgain, writeFind } from './write-find.js';
import { sketchOperation } from './write-operation.js';
import { sketchPoll } from './write-poll.js';
import { sketchResult } from './write-result.js';
import { type Answer, penOf } from './write-scope.js';
import { sketchBefore, sketchStart } from './write-start.js';

const NOW = 1_767_225_600_000;
const BASE = 'https://dialect.invalid/dialects/one';

const clauses: Record<Standing, string> = {
  open: 'is open',
  queued: 'waits',
  running: 'runs',
  paused: 'is paused',
  canceling: 'is being canceled',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'was canceled',
};

/**
 * What a dialect can't tell its clients, a sentence each, as the profile's own reading finds it in the replies: for the
 * page of limits, and to be sure of a profile that somebody puts.
 */
export function dialectGaps(dialect: CompiledDialect): string[] {
  const gaps = new Set<string>();
  const add = (where: string, unmet: string[]): void => {
    for (const what of unmet) gaps.add(`${where} does not tell ${what}.`);
  };
  const { before, phases, find, result, operations } = dialect.compiled;
  for (const index of before.keys()) {
    add(
      `The reply to request ${index + 1} before the start`,
      sketchBefore(sample(dialect, 'before', index, 'open')).unmet,
    );
  }
  add('The reply to the start', sketchStart(sample(dialect, 'start', 0, 'queued')).unmet);
  for (const standing of standingsOf(dialect)) {
    for (const index of phases.keys()) {
      const answer = sample(dialect, 'poll', index, standing);
      const isLater = answer.facts.startedAt === null && index > 0;
      if (!isLater) add(`Of a job that ${clauses[standing]} a poll`, sketchPoll(answer, answer.facts, index).unmet);
    }
  }
  if (result.request !== undefined) {
    const answer = sample(dialect, 'result', 0, 'succeeded');
    add('The reply with the result', sketchResult(answer, answer.facts).unmet);
  }
  if (find !== undefined) {
    const answer = sample(dialect, 'find', 0, 'running');
    const reply = writeFind(dialect, answer.asked, [answer.facts], answer.manner);
    if (!findsAgain(answer, answer.facts, reply)) add('The list of jobs', ['which one is looked for']);
  }
  for (const kind of operationKinds) {
    for (const index of (operations[kind] ?? []).keys()) {
      const answer = sample(dialect, kind, index, 'canceling');
      add(`The reply to ${kind}`, [
        ...sketchOperation(answer, 'accepted').unmet,
        ...sketchOperation(answer, 'gone').unmet,
      ]);
    }
  }
  return [...gaps];
}

/** Those that a job of this API can be in. */
export function standingsOf({ compiled }: CompiledDialect): Standing[] {
  const { before, operations } = compiled;
  return [
    ...(before.some(({ capture }) => capture.some(([name]) => name === 'id')) ? (['open'] as const) : []),
    'queued',
    'running',
    ...(operations.pause === undefined ? [] : (['paused'] as const)),
    ...(operations.cancel === undefined ? [] : (['canceling'] as const)),
    'succeeded',
    'failed',
    'canceled',
  ];
}

/** A job with all that there can be to tell. */
function sample(
  dialect: CompiledDialect,
  kind: Route['kind'],
  index: number,
  standing: Standing,
): Answer & { facts: JobFacts } {
  const bound = { input: dialect.compiled.profile.example, key: 'k1', name: 'one', job: {} };
  const isEnd = standing === 'succeeded' || standing === 'failed' || standing === 'canceled';
  const isNew = standing === 'open' || standing === 'queued';
  const named = { id: '0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70', number: 7, bound, name: 'one' };
  const facts: JobFacts = {
    ...named,
    reference: String(renderReference(dialect, 'id', named)),
    request: null,
    standing,
    phase: 0,
    progress: isNew ? null : { percent: 40, done: 2, total: 5, message: 'Two of five' },
    result: standing === 'succeeded' ? { rows: 3 } : undefined,
    error: standing === 'failed' ? { code: 'disk-full', message: 'No space is left' } : null,
    logs: ['one', 'two'],
    createdAt: NOW - 60_000,
    startedAt: isNew ? null : NOW - 50_000,
    endedAt: isEnd ? NOW - 1000 : null,
    now: NOW,
  };
  const manner: Manner = { base: BASE, ...(isEnd ? {} : { hint: { ms: 2000 } }) };
  const asked: Asked = { route: { kind, index }, bound, incoming: requestAt('/') };
  const { scope } = penOf({ dialect, asked, facts, manner });
  if (kind !== 'poll') return { dialect, asked, facts, manner };
  return { dialect, asked: { ...asked, incoming: requestAt(pollPath(dialect, index, scope)) }, facts, manner };
}

function requestAt(path: string): IncomingRequest {
  return { method: 'GET', path, query: [], headers: {}, body: undefined, text: undefined };
}

/** Where the client asks: a profile may read it. Behind another base URL than the dialect's, but that is none of the path. */
function pollPath({ compiled }: CompiledDialect, phase: number, scope: Scope): string {
  try {
    return new URL(pollRequest(compiled, compiled.phases[phase]!.name, scope).url).pathname;
  } catch (error) {
    if (error instanceof RequestFault) return '/';
    throw error;
  }
}
