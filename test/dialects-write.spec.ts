import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type CompiledDialect,
  type Standing,
  buildRequest,
  compileDialect,
  dialectGaps,
  findRequest,
  operationKinds,
  pollRequest,
  readFound,
  readOperation,
  readPoll,
  standingsOf,
  writeError,
  writeFind,
  writeOperation,
} from '@app/contracts';
import { DialectClient } from './support/dialect-client.js';
import { ORIGIN, readSupplement } from './support/dialect-requests.js';
import { shippedNames } from './support/exchanges.js';
import { openApi } from './support/shipped-api.js';

/** What an API has no words for, and why. Everything else must be told. */
const GONE = 'Of a job that was canceled a poll does not tell that it was canceled: its record is gone.';
const FAILED = 'Of a job that was canceled a poll does not tell that it was canceled: it is told as failed.';
const CODE = "Of a job that failed a poll does not tell the error's code.";
const MESSAGE = "Of a job that failed a poll does not tell the error's message.";
const DONE = 'Of a job that failed a poll does not tell how much is done.';
const reasoned: Record<string, string[]> = {
  // A batch has failed where none of its requests succeeded.
  'anthropic-batch': [DONE],
  // Nothing there is ever canceled.
  assemblyai: [FAILED, CODE],
  'azure-fabric': [FAILED],
  fivetran: [FAILED],
  'ms-graph': [FAILED],
  // What is canceled there is deleted.
  'fhir-bulk-export': [GONE],
  'kubernetes-job': [GONE],
  'odata-async': [GONE],
  'plain-202': [GONE],
  // Why a job failed is nowhere to be read.
  airbyte: [CODE, MESSAGE],
  'longwatch-emulator': [CODE, MESSAGE],
  // The code is the word of the status.
  'ga4gh-tes': [CODE],
  jenkins: [CODE, MESSAGE],
  // A job that failed has a message alone.
  'azure-data-factory': [CODE],
  'durable-functions': [CODE],
  'gitlab-pipeline': [CODE],
  replicate: [CODE],
  'salesforce-bulk2': [CODE],
  'salesforce-bulk2-query': [CODE],
};

const verdictOf: Record<Standing, string> = {
  open: 'running',
  queued: 'running',
  running: 'running',
  canceling: 'running',
  paused: 'paused',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
};

/** Whatever a scenario may say. */
const anything = fc.record({
  progress: fc.option(
    fc.record({
      percent: fc.double({ min: 0, max: 100, noNaN: true }),
      done: fc.nat(),
      total: fc.nat(),
      message: fc.option(fc.string({ unit: 'binary' })),
    }),
  ),
  error: fc.record({
    code: fc.string({ minLength: 1, unit: 'binary' }),
    message: fc.string({ unit: 'binary' }),
    body: fc.oneof(fc.constant(undefined), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))),
  }),
  result: fc.jsonValue({ maxDepth: 3 }),
  logs: fc.array(fc.string()),
});

/** The verdict that tells a standing, as truly as the API can. */
function wanted(standing: Standing, gaps: string[]): string[] {
  if (standing === 'canceled' && gaps.includes(GONE)) return ['lost', 'missing'];
  return [standing === 'canceled' && gaps.includes(FAILED) ? 'failed' : verdictOf[standing]];
}

/** A client of a dialect, with and without what its supplement adds. */
function setup(name: string, hasSupplement: boolean) {
  const { compiled, exchanges } = openApi(name);
  const dialect: CompiledDialect = compileDialect(compiled, hasSupplement ? readSupplement(name) : {});
  const { input, key, name: jobName } = exchanges;
  return { dialect, compiled, client: new DialectClient(dialect, { input, key, name: jobName }) };
}

const played = shippedNames().flatMap((name) => [
  { name, of: name, hasSupplement: true },
  { name: `${name}, by its profile alone`, of: name, hasSupplement: false },
]);

describe.each(played)('The dialect of $name', ({ of, hasSupplement }) => {
  const { dialect, compiled } = setup(of, hasSupplement);
  const gaps = reasoned[of] ?? [];

  it('has gaps for a reason alone', () => {
    expect(dialectGaps(dialect).filter((gap) => !gaps.includes(gap))).toEqual([]);
  });

  it('tells a start so that the job can be polled, and how long to wait', () => {
    const { client } = setup(of, hasSupplement);

    const reading = client.start(client.facts('queued'), { hint: { ms: 3000 } });

    expect(reading).toMatchObject({ verdict: 'started', hintMs: 3000 });
    expect(reading.isToBeFound).toBeUndefined();
    expect(reading.ended).toBeUndefined();
    expect(() => pollRequest(compiled, compiled.phases[0]!.name, client.scope)).not.toThrow();
  });

  it.each(standingsOf(dialect))('tells that a job is %s, with all that there is to tell', (standing) => {
    const { client } = setup(of, hasSupplement);
    const facts = client.facts(standing);
    client.start(client.facts('queued'));

    const reading = client.poll(facts, facts.endedAt === null ? { hint: { ms: 7000 } } : {});

    expect(wanted(standing, gaps)).toContain(reading.verdict);
    if (facts.endedAt === null) expect(reading.hintMs).toBe(7000);
    const said = { code: gaps.includes(CODE) ? expect.any(String) : 'disk-full', message: facts.error?.message };
    if (standing === 'failed') {
      const { code, message } = compiled.error;
      if (code !== undefined) expect(reading.error?.code).toEqual(said.code);
      if (message !== undefined) expect(reading.error?.message).toEqual(said.message);
    }
    const { progress } = compiled.profile;
    for (const [part, value] of Object.entries(facts.progress ?? {})) {
      const isHidden = compiled.phases.length > 1 || (compiled.phases[0]!.codeIsState && standing === 'succeeded');
      const isGone =
        reading.verdict === 'lost' || reading.verdict === 'missing' || (standing === 'failed' && gaps.includes(DONE));
      if (progress?.[part as 'done'] === undefined || isHidden || isGone) continue;
      expect(reading.progress?.[part as 'done']).toEqual(typeof value === 'number' ? expect.closeTo(value) : value);
    }
    if (standing === 'succeeded') expect(client.result(facts, reading.reply)).toMatchObject({ rows: [1, 2, 3] });
  });

  it('tells how a job stands, whatever else is to be told', () => {
    const { client } = setup(of, hasSupplement);
    client.start(client.facts('queued'));
    const job = { ...client.scope.job };

    fc.assert(
      fc.property(fc.constantFrom(...standingsOf(dialect)), anything, (standing, more) => {
        const facts = client.facts(standing);
        const told = { ...facts, ...more, result: standing === 'succeeded' ? more.result : undefined };
        const reading = client.poll({ ...told, error: standing === 'failed' ? more.error : null });
        Object.assign(client.scope.job, job);

        expect(wanted(standing, gaps)).toContain(reading.verdict);
        for (const header of Object.values(reading.reply.headers)) expect(header).toMatch(/^[\t\x20-\x7e\x80-\xff]*$/);
      }),
      { numRuns: 25 },
    );
  });

  it('tells of a job that nobody knows as of one whose record is missing', () => {
    const { client } = setup(of, hasSupplement);
    client.start(client.facts('queued'));
    const { name } = compiled.phases[0]!;

    const reply = client.sent({ kind: 'poll', index: 0 }, pollRequest(compiled, name, client.scope), (asked) =>
      writeError(dialect, asked, asked.incoming, { kind: 'unknown' }, { base: ORIGIN }),
    );

    expect(['missing', 'lost']).toContain(readPoll(compiled, name, reply, client.scope).verdict);
  });

  const ways = operationKinds.flatMap((kind) =>
    [...(compiled.operations[kind] ?? []).keys()].map((index) => ({ kind, index })),
  );
  if (ways.length > 0)
    it.each(ways)('tells what came of $kind, asked in way $index', ({ kind, index }) => {
      const { client } = setup(of, hasSupplement);
      client.start(client.facts('queued'));
      if (index === 0) client.poll(client.facts('running'));
      const { request } = compiled.operations[kind]![index]!;
      const told = (outcome: 'accepted' | 'gone') => {
        const reply = client.sent({ kind, index }, buildRequest(request, client.scope), (asked) =>
          writeOperation(dialect, asked, client.facts('canceling'), { base: ORIGIN }, outcome),
        );
        return readOperation(compiled, kind, reply, client.scope).verdict;
      };

      expect(['accepted', 'done']).toContain(told('accepted'));
      expect(told('gone')).toBe('gone');
    });

  if (compiled.find !== undefined)
    it('lets a job be found whose start reply was lost', () => {
      const { client } = setup(of, hasSupplement);
      const facts = client.facts('running');
      const isList = compiled.profile.start.find?.items !== undefined;
      const named = { id: 'other', reference: 'other', name: 'other', bound: { job: {}, key: 'other', name: 'other' } };
      if (compiled.before.length > 0) client.start(facts);

      const reply = client.sent({ kind: 'find', index: 0 }, findRequest(compiled, client.scope)!, (asked) =>
        writeFind(dialect, asked, [...(isList ? [{ ...facts, ...named }] : []), facts], { base: ORIGIN }),
      );

      const found = readFound(compiled, reply, client.scope);
      expect(String(found?.['id'])).toBe(facts.reference);
    });
});
