import { describe, expect, it } from '@jest/globals';
import {
  type CompiledDialect,
  type DraftReply,
  type JobFacts,
  type Manner,
  type ProfileRequest,
  type Reply,
  type Scope,
  type Standing,
  compileDialect,
  compileProfile,
  matchRequest,
  operationRequest,
  pollRequest,
  profileSchema,
  readOperation,
  readPoll,
  readResult,
  readStart,
  resultRequest,
  startRequest,
  supplementSchema,
  writeOperation,
  writePoll,
  writeResult,
  writeStart,
} from '@app/contracts';
import { arrived } from '../support/dialect-requests.js';
import { type Case, axisNames, nameOf, plainCase } from './axes.js';
import { BASE_PATH, profileOf, supplementOf, tellsBy } from './case-profile.js';
import { ERROR, RESULT } from './case-scenario.js';
import { coveringCases } from './cases.js';

const BASE = 'http://emulator.example.com';

const REFERENCE = 'a1b2c3';

/** A case without all that is not about how things are said. */
function spoken(one: Case): Case {
  const said = ['outcome', 'start', 'id', 'pending', 'state', 'end', 'retention', 'cancel'];
  return {
    ...one,
    ...Object.fromEntries(axisNames.filter((axis) => !said.includes(axis)).map((axis) => [axis, plainCase[axis]])),
  };
}

/** One job of a case whose profile speaks with itself: what it sends is matched, and what is written is read. */
class Conversation {
  readonly dialect: CompiledDialect;
  private readonly scope: Scope;
  private facts: JobFacts;

  constructor(private readonly one: Case) {
    const profile = profileSchema.parse(profileOf(one, 'case', `${BASE}${BASE_PATH}`));
    const supplement = supplementSchema.parse(supplementOf(one));
    this.dialect = compileDialect(compileProfile(profile), supplement);
    this.scope = { input: { job: 'nightly' }, key: REFERENCE, name: 'n', job: {}, reply: undefined };
    this.facts = {
      reference: one.id === 'none' ? 'nightly' : REFERENCE,
      id: '01900000-0000-7000-8000-000000000001',
      number: 1,
      name: null,
      request: null,
      bound: { job: {} },
      standing: 'running',
      phase: 0,
      progress: null,
      result: null,
      error: null,
      logs: [],
      createdAt: 0,
      startedAt: 0,
      endedAt: null,
      now: 0,
    };
  }

  start() {
    const { asked, url } = this.asked(startRequest(this.dialect.compiled, this.scope));
    this.facts = { ...this.facts, bound: asked.bound, request: asked.incoming };
    const reply = replyOf(writeStart(this.dialect, asked, this.facts, this.manner(this.one.start)), url);
    const reading = readStart(this.dialect.compiled, reply, this.scope);
    this.scope.job = reading.captured;
    return { code: reply.code, verdict: reading.verdict, ended: reading.ended };
  }

  poll(standing: Standing, code?: string) {
    this.facts = { ...this.facts, standing, endedAt: standing === 'running' ? null : 1 };
    if (standing === 'succeeded') this.facts.result = RESULT;
    if (standing === 'failed') this.facts.error = ERROR;
    const { asked, url } = this.asked(pollRequest(this.dialect.compiled, null, this.scope));
    const reply = replyOf(writePoll(this.dialect, asked, this.facts, this.manner(code)), url);
    const reading = readPoll(this.dialect.compiled, null, reply, this.scope);
    return { code: reply.code, verdict: reading.verdict, error: reading.error?.code, reply };
  }

  result(reply: Reply): unknown {
    const { compiled } = this.dialect;
    const request = resultRequest(compiled, { ...this.scope, reply });
    if (request === undefined) return readResult(compiled, reply, this.scope).value;
    const { asked, url } = this.asked(request);
    return readResult(compiled, replyOf(writeResult(this.dialect, asked, this.facts, this.manner()), url), this.scope)
      .value;
  }

  cancel() {
    const { asked, url } = this.asked(operationRequest(this.dialect.compiled, 'cancel', this.scope)!);
    const draft = writeOperation(this.dialect, asked, this.facts, this.manner(), 'accepted');
    return readOperation(this.dialect.compiled, 'cancel', replyOf(draft, url), this.scope).verdict;
  }

  private asked(request: ProfileRequest) {
    const incoming = arrived(request);
    const match = matchRequest(this.dialect, incoming);
    if (match === undefined) throw new Error(`nothing takes ${request.method} ${request.url}`);
    return { asked: { ...match, incoming }, url: request.url };
  }

  private manner(code?: string): Manner {
    const tell = (url: string): string => (this.one.id === 'body-relative' ? url.slice(BASE.length) : url);
    return { base: BASE, tell, ...(code === undefined ? {} : { code: Number(code) }) };
  }
}

function replyOf(draft: DraftReply, url: string): Reply {
  const { code, headers, body, text } = draft.code === 204 ? { ...draft, body: undefined, text: undefined } : draft;
  const sent = text ?? (body === undefined ? '' : JSON.stringify(body));
  return { code, headers, text: sent, ...(body === undefined ? {} : { body }), url, receivedAt: 0 } as Reply;
}

function talk(one: Case) {
  const job = new Conversation(one);
  const start = job.start();
  const running = job.poll('running', one.pending);
  const isForced = one.outcome === 'succeeded' && one.end !== '200' && one.end !== 'async-result';
  const cancel = job.cancel();
  const canceled = job.poll('canceled');
  const end = job.poll(one.outcome, isForced ? one.end : undefined);
  const result = end.verdict === 'succeeded' ? job.result(end.reply) : undefined;
  return {
    start: [start.code, start.verdict, start.ended],
    running: [running.code, running.verdict],
    cancel,
    canceled: canceled.verdict,
    end: [end.code, end.verdict, end.error],
    result,
  };
}

function wanted(one: Case): ReturnType<typeof talk> {
  const isForced = one.outcome === 'succeeded' && one.end !== 'async-result';
  const verdict = one.end === '410' && tellsBy(one) !== 'rules' ? 'lost' : one.outcome;
  const error = { succeeded: undefined, failed: ERROR.code, lost: 'http-410' }[verdict];
  return {
    start: [Number(one.start), 'started', undefined],
    running: [Number(one.pending), 'running'],
    cancel: 'accepted',
    canceled: one.state === 'code' ? 'lost' : 'canceled',
    end: [isForced ? Number(one.end) : expect.any(Number), verdict, error] as never,
    result: verdict !== 'succeeded' ? undefined : one.end === '204' ? '' : RESULT,
  };
}

describe('The dialect of a conformance case', () => {
  const cases = [
    ...new Map(
      coveringCases()
        .map(spoken)
        .map((one) => [nameOf(one), one]),
    ).values(),
  ];

  it.each(cases.map((one) => [nameOf(one), one] as const))('says what its profile reads: %s', (_, one) => {
    expect(talk(one)).toEqual(wanted(one));
  });
});
