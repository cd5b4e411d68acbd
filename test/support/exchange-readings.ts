import {
  type CompiledProfile,
  type PollReading,
  type ProfileRequest,
  type RemoteError,
  type Reply,
  type Scope,
  readFound,
  readOperation,
  readPoll,
  readResult,
  readStart,
  readStep,
  resultRequest,
} from '@app/contracts';
import type { WalkedExchange } from './exchange-walk.js';
import type { ExpectedRequest, PollExpectation } from './exchanges.js';

/*
 * Exchanges say what they expect briefly: what they leave out must not be there. Both sides are brought into one form
 * here, for the spec to compare.
 */

interface Sides {
  actual: unknown;
  expected: unknown;
}

/** A request, beside the one that the exchange expects; of its headers those that the exchange names. */
export function compareRequests(request: ProfileRequest | undefined, expected: ExpectedRequest): Sides {
  const { headers = {}, ...rest } = expected;
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    actual: request && {
      method: request.method,
      url: request.url,
      ...bodyOf(request, expected),
      headers: Object.fromEntries(lower.map(([name]) => [name, request.headers[name] ?? null])),
    },
    expected: { ...rest, headers: Object.fromEntries(lower) },
  };
}

function bodyOf({ body }: ProfileRequest, expected: ExpectedRequest): Partial<ExpectedRequest> {
  if (body === undefined) return {};
  if (expected.form !== undefined) return { form: Object.fromEntries(new URLSearchParams(body)) };
  return expected.text === undefined ? { body: JSON.parse(body) as unknown } : { text: body };
}

/** What the profile reads in the reply, beside what the exchange expects. */
export function compareReadings(compiled: CompiledProfile, { exchange, reply, scope, phase }: WalkedExchange): Sides {
  switch (exchange.kind) {
    case 'before':
    case 'start': {
      const expected = exchange.reading;
      const reading =
        exchange.kind === 'before'
          ? readStep(compiled, exchange.index, reply, scope)
          : readStart(compiled, reply, scope);
      const { ended, captured } = reading;
      const known = { ...scope, job: { ...scope.job, ...captured } };
      return {
        actual: {
          ...essence(reading, expected),
          isToBeFound: reading.isToBeFound ?? false,
          ended: ended && expected.ended ? pollEssence(compiled, ended, expected.ended, reply, known) : ended,
        },
        expected: {
          ...expectedEssence(expected),
          isToBeFound: expected.isToBeFound ?? false,
          ended: expected.ended && expectedPoll(expected.ended, phase),
        },
      };
    }
    case 'poll': {
      const reading = readPoll(compiled, phase, reply, scope);
      const known = { ...scope, job: { ...scope.job, ...reading.captured } };
      return {
        actual: pollEssence(compiled, reading, exchange.reading, reply, known),
        expected: expectedPoll(exchange.reading, phase),
      };
    }
    case 'find':
      return { actual: readFound(compiled, reply, scope) ?? null, expected: exchange.reading.captured };
    case 'result': {
      const { value, nextUrl } = readResult(compiled, reply, { ...scope, reply });
      const { reading } = exchange;
      return {
        actual: { result: value, nextUrl },
        expected: { result: reading.result, nextUrl: reading.nextUrl },
      };
    }
    default: {
      const { captured: _, ...expected } = expectedEssence(exchange.reading);
      const { captured: __, ...actual } = essence(
        readOperation(compiled, exchange.kind, reply, scope),
        exchange.reading,
      );
      return { actual, expected };
    }
  }
}

interface Common {
  verdict: string;
  captured?: Record<string, unknown> | undefined;
  hintMs?: number | undefined;
  error?: RemoteError | { code?: string | undefined; message?: string | undefined } | undefined;
}

/** Of the error only what the exchange names: what we say where the remote side says nothing is no matter of a profile. */
function essence({ verdict, captured, hintMs, error }: Common, expected: Common) {
  const named = Object.keys(expected.error ?? {}) as ('code' | 'message')[];
  return {
    verdict,
    captured: captured ?? {},
    hintMs,
    error: Object.fromEntries(named.map((name) => [name, error?.[name]])),
  };
}

function expectedEssence({ verdict, captured, hintMs, error }: Common) {
  return { verdict, captured: captured ?? {}, hintMs, error: error ?? {} };
}

function pollEssence(
  compiled: CompiledProfile,
  reading: PollReading,
  expected: PollExpectation,
  reply: Reply,
  scope: Scope,
) {
  const fetched = resultRequest(compiled, { ...scope, reply }) !== undefined;
  return {
    ...essence(reading, expected),
    phase: reading.phase,
    ...(expected.statusWord !== undefined && { statusWord: reading.statusWord }),
    progress: reading.progress,
    followUrl: reading.followUrl,
    ...('result' in expected && {
      result: fetched ? 'fetched by a request' : readResult(compiled, reply, scope).value,
    }),
  };
}

function expectedPoll(expected: PollExpectation, phase: string | null) {
  return {
    ...expectedEssence(expected),
    phase: expected.phase ?? phase,
    ...(expected.statusWord !== undefined && { statusWord: expected.statusWord }),
    progress: expected.progress ?? null,
    followUrl: expected.followUrl,
    ...('result' in expected && { result: expected.result }),
  };
}
