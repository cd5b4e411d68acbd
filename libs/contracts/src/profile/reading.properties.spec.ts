import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileProfile } from './compile.js';
import { explainPoll, explainStart } from './explain.js';
import { type Locator, parseLocator, pipes } from './locator.js';
import { printLocator } from './print-locator.js';
import { profileSchema } from './profile.contract.js';
import { readOperation } from './read-operation.js';
import { isEnd, readPoll } from './read-poll.js';
import { readFound, readResult } from './read-result.js';
import { readStart, readStep } from './read-start.js';
import type { Reply } from './reply.js';
import { compileStatuses, verdictOf } from './status-map.js';

/* What holds of any profile and any reply. Names and words are few, so that profiles and replies often meet. */

const names = fc.constantFrom(
  'status',
  'id',
  'error',
  'list',
  'type',
  '__proto__',
  'constructor',
  'toString',
  'length',
  'a b',
);
const words = fc.constantFrom('Done', 'Failed', 'cancelled', '10', 'true', 'a*', '*', '');
const scalar = fc.oneof(
  words,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'binary' }),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('json')), { maxLength: 5 }).map((fields) => Object.fromEntries(fields) as unknown),
  ),
}));
const headerText = fc.oneof(
  fc.string(),
  fc.webUrl(),
  fc.constantFrom('-1', '1e9', '0', '/x', '..', 'Sat, 21 Nov 2026 10:00:00 GMT'),
);
const reply: fc.Arbitrary<Reply> = fc.record({
  code: fc.oneof(fc.constantFrom(200, 201, 202, 204, 302, 400, 401, 404, 500), fc.integer({ min: 100, max: 599 })),
  headers: fc.dictionary(
    fc.constantFrom('location', 'retry-after', 'retry-after-ms', 'date', 'operation-location'),
    headerText,
  ),
  body: fc.option(json, { nil: undefined }),
  text: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
  url: fc.option(fc.oneof(fc.webUrl(), fc.string()), { nil: undefined }),
  isTruncated: fc.boolean(),
  receivedAt: fc.integer({ min: 0, max: 4_102_444_800_000 }),
});

const segment = fc.oneof(
  names.map((key) => ({ key })),
  fc.integer({ min: -3, max: 3 }).map((index) => ({ index: Object.is(index, -0) ? 0 : index })),
  fc.record({ where: fc.constantFrom(['type'], ['error', 'id']), equals: words }),
);
const pipe = fc.constantFrom(...(Object.keys(pipes) as (keyof typeof pipes)[])).map((name) => ({
  name,
  argument: !pipes[name] ? undefined : name === 'times' ? '100' : '/',
}));
const source = fc.oneof(
  fc.record({
    kind: fc.constant('path' as const),
    root: fc.constantFrom('body' as const, 'input' as const),
    path: fc.array(segment, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('word' as const), word: fc.constantFrom('code', 'url', 'text', 'now', 'key') }),
  fc.record({ kind: fc.constant('header' as const), name: fc.constantFrom('location', 'retry-after') }),
  fc.record({ kind: fc.constant('literal' as const), value: fc.string().filter((text) => !/['"]/.test(text)) }),
);
const locator = fc.array(fc.record({ source, pipes: fc.array(pipe, { maxLength: 3 }) }), {
  minLength: 1,
  maxLength: 3,
}) as fc.Arbitrary<Locator>;
const locatorText = locator.map(printLocator).filter((text) => text.length < 500);

const wanted = fc.oneof(
  words,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant('5xx'),
  fc.constant('{{key}}*'),
);
const test = fc.oneof(
  wanted,
  fc.array(wanted, { minLength: 1, maxLength: 3 }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ not: wanted, gt: fc.integer() }),
  fc.record({ changedFrom: locatorText }),
);
const when = fc.dictionary(locatorText, test, { minKeys: 1, maxKeys: 2 });
const rules = <Then extends string | object>(...thens: Then[]) =>
  fc.array(fc.record({ when, then: fc.constantFrom(...thens) }), { maxLength: 3 });
const lists = fc.record({
  running: fc.constantFrom(['a*']),
  succeeded: fc.constantFrom(['Done', '10'], ['done*']),
  failed: fc.constantFrom(['Failed', '*']),
});
const capture = fc.dictionary(fc.constantFrom('id', 'constructor', 'toString', 'hasOwnProperty'), locatorText, {
  maxKeys: 2,
});
const request = { url: 'https://a.example.com/{{input.id}}' };
const phase = fc.oneof(
  fc.record({
    status: locatorText,
    statuses: lists,
    unknown: fc.constantFrom('hold', 'running', 'failed'),
    rules: rules('status', 'follow', 'canceled', 'lost', 'transient'),
    capture,
  }),
  fc.record({ rules: rules('running', 'succeeded', 'missing', 'reauth', 'paused'), capture }),
);
const profile = fc
  .record({
    name: fc.constant('p'),
    before: fc.constant([{ request, capture: { since: 'now' } }]),
    start: fc.record({
      request: fc.constant(request),
      rules: rules('started', 'refused', 'deferred', 'doubtful'),
      capture,
      evaluate: fc.constantFrom(true, false, undefined),
      find: fc.option(
        fc.record({
          request: fc.constant(request),
          items: locatorText,
          match: when,
          capture: fc.constant({ id: 'item.id' }),
        }),
        { nil: undefined },
      ),
    }),
    poll: phase,
    progress: fc.record({ percent: locatorText, message: locatorText }),
    error: fc.record({ code: locatorText, message: locatorText, detail: locatorText }),
    result: fc.record({
      value: locatorText,
      next: locatorText.map((text) => `{{${text}}}`).filter((text) => text.indexOf('}}') === text.length - 2),
    }),
    cancel: fc.record({ request: fc.constant(request), rules: rules('done', 'gone', 'refused') }),
  })
  .map((document) => profileSchema.parse(document))
  .map(compileProfile);

const runs = { numRuns: 100 };
const scope = { input: { id: 'i' }, key: 'k', name: 'n', job: { id: 7 } };

it('A locator is what it is printed as', () => {
  fc.assert(
    fc.property(locator, (parsed) => {
      expect(parseLocator(printLocator(parsed))).toEqual(parsed);
    }),
    runs,
  );
});

describe('Reading a reply', () => {
  it('never throws, and always tells the same', () => {
    fc.assert(
      fc.property(profile, reply, (compiled, of) => {
        const read = () => [
          readStep(compiled, 0, of, scope),
          readStart(compiled, of, scope),
          readPoll(compiled, null, of, scope),
          readOperation(compiled, 'cancel', of, scope),
          readResult(compiled, of, scope),
          readFound(compiled, of, scope),
          explainPoll(compiled, null, of, scope),
          explainStart(compiled, of, scope),
        ];

        expect(read()).toEqual(read());
      }),
      runs,
    );
  });

  it('leaves what is told within its bounds', () => {
    fc.assert(
      fc.property(profile, reply, (compiled, of) => {
        const { hintMs = 0, progress, error, statusWord, captured } = readPoll(compiled, null, of, scope);

        expect(hintMs).toBeGreaterThanOrEqual(0);
        expect(hintMs).toBeLessThanOrEqual(365 * 86_400_000);
        expect(progress?.percent ?? 0).toBeGreaterThanOrEqual(0);
        expect(progress?.percent ?? 0).toBeLessThanOrEqual(100);
        expect(JSON.stringify(error ?? null).length).toBeLessThan(32_768);
        expect((statusWord ?? '').length).toBeLessThan(260);
        for (const value of Object.values(captured)) expect(value ?? '').not.toBe('');
        expect(Object.getPrototypeOf(captured)).toBe(Object.prototype);
      }),
      runs,
    );
  });

  it('takes no good code with a body that is no JSON for an end, where the profile reads the body', () => {
    fc.assert(
      fc.property(profile, reply, fc.integer({ min: 200, max: 299 }), (compiled, of, code) => {
        fc.pre(compiled.phases[0]!.readsBody);

        const html = { ...of, code, body: undefined, text: '<html>' };

        expect(readPoll(compiled, null, html, scope).verdict).toBe('transient');
        expect(isEnd(readStart(compiled, html, scope).ended?.verdict ?? 'running')).toBe(false);
      }),
      runs,
    );
  });
});

it('Status words mean the same in whichever order they stand', () => {
  const verdicts = ['running', 'succeeded', 'failed', 'canceled'] as const;
  const word = fc.string({ unit: fc.constantFrom('a', 'B', '*'), maxLength: 3 });
  const entries = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom(...verdicts),
      word.filter((text) => text !== ''),
    ),
    {
      selector: ([, text]) => text.toLowerCase(),
      maxLength: 8,
    },
  );

  const mapOf = (pairs: [(typeof verdicts)[number], string][]) =>
    compileStatuses(
      Object.fromEntries(
        pairs.map(([verdict]) => [verdict, pairs.filter(([of]) => of === verdict).map(([, text]) => text)]),
      ),
    );

  fc.assert(
    fc.property(entries, word, (pairs, text) => {
      expect(verdictOf(mapOf(pairs), text)).toBe(verdictOf(mapOf(pairs.toReversed()), text));
    }),
    { numRuns: 1000 },
  );
});
