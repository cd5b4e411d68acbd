import {
  type Captures,
  type CompiledProfile,
  type ProfileRequest,
  type Reply,
  type Scope,
  beforeRequest,
  findRequest,
  operationRequest,
  pollRequest,
  resultRequest,
  startRequest,
} from '@app/contracts';
import { parseReplyBody } from '../../apps/monitor/src/targets/reply-body.js';
import type { Exchange, ExpectedRequest } from './exchanges.js';
import type { ShippedApi } from './shipped-api.js';

export const NOW = Date.parse('2026-11-21T10:05:00Z');
export const CALLBACK_URL = 'https://longwatch.example.com/callbacks/c1';

/** One exchange where it stands: with all that is known by then. */
export interface WalkedExchange {
  exchange: Exchange;
  title: string;
  expectedRequest: ExpectedRequest;
  /** What the request is made of. */
  scope: Scope;
  /** The phase that is polled; null where there is but one without a name. */
  phase: string | null;
  /** Where the result goes on, as the page above said. */
  pageUrl: string | undefined;
  reply: Reply;
}

/**
 * Walks through the exchanges in their order. Captures gather as the exchanges expect them, and each start that is taken
 * begins a job of its own with those of the requests before it.
 */
export function walk({ compiled, exchanges: { exchanges, input, key, name } }: ShippedApi): WalkedExchange[] {
  const requests = new Map<string, ExpectedRequest>();
  let prepared: Captures = {};
  let job: Captures = {};
  let lastPoll: Reply | undefined;
  let pageUrl: string | undefined;
  return exchanges.map((exchange) => {
    const expectedRequest = exchange.request ?? requests.get(exchange.step);
    if (expectedRequest === undefined) throw new Error(`The first ${exchange.step} has no request`);
    requests.set(exchange.step, expectedRequest);
    const known = exchange.job ?? (exchange.kind === 'start' || exchange.kind === 'find' ? prepared : job);
    const again = exchange.again ?? false;
    const scope: Scope = { input, key, name, again, job: known, now: NOW, callbackUrl: CALLBACK_URL };
    if (exchange.kind === 'result') scope.reply = lastPoll;
    const reply = replyOf(exchange.reply, expectedRequest.url);
    const captured = 'captured' in exchange.reading ? (exchange.reading.captured ?? {}) : {};
    const gathered = { ...known, ...captured };
    if (exchange.kind === 'before') prepared = gathered;
    if (tellsOfTheJob(exchange)) job = gathered;
    if (exchange.kind === 'poll') lastPoll = reply;
    const place = { scope, phase: phaseOf(compiled, exchange), pageUrl };
    pageUrl = exchange.kind === 'result' ? exchange.reading.nextUrl : undefined;
    return { exchange, title: titleOf(exchange), expectedRequest, ...place, reply };
  });
}

/** The request that the profile makes for an exchange; undefined where it makes none. */
export function requestFor(
  compiled: CompiledProfile,
  { exchange, scope, phase, pageUrl }: WalkedExchange,
): ProfileRequest | undefined {
  switch (exchange.kind) {
    case 'before':
      return beforeRequest(compiled, exchange.index, scope);
    case 'start':
      return startRequest(compiled, scope);
    case 'find':
      return findRequest(compiled, scope);
    case 'poll':
      return pollRequest(compiled, phase, scope);
    case 'result': {
      const request = resultRequest(compiled, scope);
      return request && { ...request, url: pageUrl ?? request.url };
    }
    default:
      return operationRequest(compiled, exchange.kind, scope);
  }
}

/** A start that is not taken or ends at once, and a search that finds nothing, leave the job of the exchanges above. */
function tellsOfTheJob({ kind, reading }: Exchange): boolean {
  if (kind === 'start') return 'verdict' in reading && reading.verdict === 'started' && !('ended' in reading);
  return kind !== 'find' || ('captured' in reading && reading.captured !== null);
}

function phaseOf(compiled: CompiledProfile, exchange: Exchange): string | null {
  return (exchange.kind === 'poll' ? exchange.from : null) ?? compiled.phases[0]!.name;
}

/** A reply as the client of remote APIs hands it on. */
function replyOf({ code, headers = {}, body, text, isTruncated }: Exchange['reply'], url: string): Reply {
  const sent = text ?? (body === undefined ? '' : JSON.stringify(body));
  const named = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value] as const);
  const lower: Reply['headers'] = Object.fromEntries(named);
  return {
    code,
    headers: lower,
    body: isTruncated ? undefined : parseReplyBody(sent, lower['content-type']),
    text: sent,
    isTruncated: isTruncated ?? false,
    url,
    receivedAt: NOW,
  };
}

function titleOf({ step, is, reply, reading }: Exchange): string {
  const outcome =
    'verdict' in reading
      ? reading.verdict
      : 'captured' in reading
        ? reading.captured
          ? 'found'
          : 'not found'
        : 'read';
  return `${step}: ${reply.code}${is === undefined ? '' : `, ${is}`}, is ${outcome}`;
}
