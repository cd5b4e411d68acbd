import {
  type Asked,
  type CompiledDialect,
  type DraftReply,
  type JobFacts,
  type Manner,
  type PollReading,
  type ProfileRequest,
  type Reply,
  type Route,
  type Scope,
  type Standing,
  parseJson,
  pollRequest,
  readPoll,
  readResult,
  readStart,
  readStep,
  renderReference,
  resultRequest,
  startRequest,
  beforeRequest,
  writeBefore,
  writePoll,
  writeResult,
  writeStart,
} from '@app/contracts';
import { ORIGIN, arrived } from './dialect-requests.js';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const CALLBACK_URL = 'https://longwatch.example.com/callbacks/c1';

/** A client that reads what a dialect writes by the profile's own functions, without anything between them. */
export class DialectClient {
  readonly scope: Scope & { job: Record<string, unknown> };

  constructor(
    readonly dialect: CompiledDialect,
    given: Pick<Scope, 'input' | 'key' | 'name'>,
  ) {
    this.scope = { ...given, callbackUrl: CALLBACK_URL, job: {}, now: NOW };
  }

  /** A job with all that there is to tell. */
  facts(standing: Standing, more: Partial<JobFacts> = {}): JobFacts {
    const { input, key, name } = this.scope;
    const named = { id: '0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70', number: 7, name: name ?? null };
    const bound = { input, key, name, callbackUrl: CALLBACK_URL, job: {} };
    const isNew = standing === 'open' || standing === 'queued';
    const isEnd = standing === 'succeeded' || standing === 'failed' || standing === 'canceled';
    return {
      ...named,
      bound,
      reference: String(renderReference(this.dialect, 'id', { ...named, bound })),
      request: null,
      standing,
      phase: 0,
      progress: isNew ? null : { percent: 40, done: 2, total: 5, message: 'Two of five' },
      result: standing === 'succeeded' ? { rows: [1, 2, 3] } : undefined,
      error: standing === 'failed' ? { code: 'disk-full', message: 'No space is left on /tmp' } : null,
      logs: ['Began', 'Went on'],
      createdAt: NOW - 60_000,
      startedAt: isNew ? null : NOW - 50_000,
      endedAt: isEnd ? NOW - 1000 : null,
      now: NOW,
      ...more,
    };
  }

  /** Sends all up to the start, and keeps what it captures. */
  start(facts: JobFacts, manner: Partial<Manner> = {}) {
    const { compiled } = this.dialect;
    for (const index of compiled.before.keys()) {
      const request = beforeRequest(compiled, index, this.scope);
      const reply = this.sent({ kind: 'before', index }, request, (asked) =>
        writeBefore(this.dialect, asked, facts, { base: ORIGIN, ...manner }),
      );
      const { verdict, captured } = readStep(compiled, index, reply, this.scope);
      if (verdict !== 'started') throw new Error(`request ${index} before the start: ${verdict}`);
      Object.assign(this.scope.job, captured);
    }
    const request = startRequest(compiled, this.scope);
    const reply = this.sent({ kind: 'start', index: 0 }, request, (asked) =>
      writeStart(this.dialect, asked, facts, { base: ORIGIN, ...manner }),
    );
    const reading = readStart(compiled, reply, this.scope);
    Object.assign(this.scope.job, reading.captured);
    return { ...reading, reply };
  }

  /** Polls until no other phase goes on. */
  poll(facts: JobFacts, manner: Partial<Manner> = {}): PollReading & { reply: Reply } {
    const { compiled } = this.dialect;
    for (let phase = compiled.phases[0]!.name; ;) {
      const index = compiled.phases.findIndex(({ name }) => name === phase);
      const reply = this.sent({ kind: 'poll', index }, pollRequest(compiled, phase, this.scope), (asked) =>
        writePoll(this.dialect, asked, facts, { base: ORIGIN, ...manner }),
      );
      const reading = readPoll(compiled, phase, reply, this.scope);
      Object.assign(this.scope.job, reading.captured);
      if (!reading.isNewPhase) return { ...reading, reply };
      phase = reading.phase;
    }
  }

  /** The result, from the last poll's reply or by its own request. */
  result(facts: JobFacts, polled: Reply): unknown {
    const { compiled } = this.dialect;
    const request = resultRequest(compiled, { ...this.scope, reply: polled });
    if (request === undefined) return readResult(compiled, polled, this.scope).value;
    const reply = this.sent({ kind: 'result', index: 0 }, request, (asked) =>
      writeResult(this.dialect, asked, facts, { base: ORIGIN }),
    );
    return readResult(compiled, reply, this.scope).value;
  }

  /** What arrives of the answer to a request. */
  sent(route: Route, request: ProfileRequest, answer: (asked: Asked) => DraftReply): Reply {
    const { input, key, name, job } = this.scope;
    const incoming = arrived(request);
    const { code, headers, body, text } = answer({ route, bound: { input, key, name, job }, incoming });
    const written = text ?? (body === undefined ? '' : JSON.stringify(body));
    const url = new URL(request.url);
    return {
      code,
      headers,
      body: written === '' ? undefined : parseJson(written),
      text: written,
      url: `${ORIGIN}${url.pathname}${url.search}`,
      receivedAt: NOW,
    };
  }
}
