import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLocator } from '../profile/locator.js';
import { type Pen, readIn, writeLocator } from './write-locator.js';
import type { Sketch } from './write-sketch.js';

const BASE = 'https://dialect.example.com/dialects/one';
const pen: Pen = {
  base: BASE,
  scope: {
    reply: { code: 0, headers: {}, body: undefined, url: `${BASE}/jobs/1`, receivedAt: 0 },
    job: { id: 'j1' },
    now: Date.parse('2026-11-21T10:00:00Z'),
  },
};
const empty: Sketch = { code: 200, headers: {} };

function write(locator: string, value: unknown, sketch: Sketch = empty) {
  const parsed = parseLocator(locator);
  const written = writeLocator(parsed, value, sketch, pen);
  return { written, read: written === undefined ? undefined : readIn(parsed, written, pen) };
}

describe('A value written at a locator', () => {
  it.each([
    ['body', { a: 1 }, { body: { a: 1 } }],
    ['body.data.id', 7, { body: { data: { id: 7 } } }],
    ['body.items[0].id', 'a', { body: { items: [{ id: 'a' }] } }],
    ['body.items[2]', 'a', { body: { items: [{}, {}, 'a'] } }],
    ['body.items[-1].id', 'a', { body: { items: [{ id: 'a' }] } }],
    ['body.conditions[type=Complete].status', 'True', { body: { conditions: [{ type: 'Complete', status: 'True' }] } }],
    ['body["odd key"]', true, { body: { 'odd key': true } }],
    ['header.Retry-After | wait', 7000, { headers: { 'retry-after': '7' } }],
    ['body.waitMs | ms', 250, { body: { waitMs: 250 } }],
    ['body.until | until', 60_000, { body: { until: '2026-11-21T10:01:00.000Z' } }],
    ['code', 404, { code: 404 }],
    ['text', 'hello', { text: 'hello' }],
    ['body.ratio | times(100)', 57, { body: { ratio: 0.57 } }],
    ['body.output | json', { rows: 3 }, { body: { output: '{"rows":3}' } }],
    ['body.counts | sum', 5, { body: { counts: { others: 5 } } }],
    ['body.list | count', 2, { body: { list: [{}, {}] } }],
    ['header.location | last_segment', 'a b', { headers: { location: `${BASE}/a%20b` } }],
    ['header.location | query(id)', 'a&b', { headers: { location: `${BASE}?id=a%26b` } }],
    ['header.link | link(next)', 'https://a.example.com', { headers: { link: '<https://a.example.com>; rel="next"' } }],
    [`body.message | after("'") | before("'")`, 'arn:1', { body: { message: "'arn:1'" } }],
    ["text | after('\r\n\r\n') | json", { rows: 3 }, { text: '\r\n\r\n{"rows":3}' }],
    ["text | after('\r\n\r\n') | json ?? body", { rows: 3 }, { body: { rows: 3 } }],
    ["body.done ?? 'false'", 'true', { body: { done: 'true' } }],
    ['body.a | iso', '2026-11-21T10:00:00.000Z', { body: { a: 1_795_255_200 } }],
  ])('%s stands there', (locator, value, expected) => {
    const { written, read } = write(locator, value);

    expect(written).toMatchObject(expected);
    expect(read).toEqual(typeof value === 'number' ? expect.closeTo(value) : value);
  });

  it.each([
    ['input.id', 'a'],
    ["'text'", 'other'],
    ['header.x-note', 'two\r\nlines'],
    ['header.x-note', { an: 'object' }],
    ['code', 'none'],
    ['code', 99],
    ['body.counts | count', -1],
    ['body.name | lower', 'Upper'],
  ])('%s can not be %j', (locator, value) => {
    expect(write(locator, value).written).toBeUndefined();
  });

  it('is there already where the client knows it by itself', () => {
    expect(writeLocator(parseLocator('job.id ?? body.id'), 'j1', empty, pen)).toBe(empty);
  });

  it('is left out again', () => {
    const sketch = { ...empty, headers: { a: '1' }, body: { id: 1, data: { id: 2, name: 'x' } } };

    const cleared = writeLocator(parseLocator('body.data.id ?? body.id ?? header.a'), undefined, sketch, pen);

    expect(cleared).toEqual({ ...empty, body: { data: { name: 'x' } } });
  });

  it('leaves the sketch before as it was, and what else is in it', () => {
    const sketch: Sketch = Object.freeze({ ...empty, body: Object.freeze({ list: Object.freeze([{ a: 1 }]) }) });

    expect(write('body.list[0].b', 2, sketch).written?.body).toEqual({ list: [{ a: 1, b: 2 }] });
    expect(write('body.sum | sum', 9, { ...empty, body: { sum: { a: 4, b: 2 } } }).read).toBe(9);
  });
});

const name = fc.stringMatching(/^[a-z_$@-][\w$@-]{0,8}$/);
const segment = fc.oneof(
  { weight: 4, arbitrary: name.map((key) => `.${key}`) },
  fc.stringMatching(/^[^"\]]{1,8}$/).map((key) => `["${key}"]`),
  fc.integer({ min: -5, max: 5 }).map((index) => `[${index}]`),
  fc
    .tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.stringMatching(/^[A-Za-z]{1,5}$/))
    .map(([key, is]) => `[${key}=${is}]`),
);
/** An entry that is found by what it holds is an object, and holds that. */
const isContrary = (locator: string): boolean => /\[\w+=\w+\](\[-?\d|\[\w+=|$)|\[(\w+)=\w+\](\.|\[")\2\b/.test(locator);
const place = fc
  .array(segment, { minLength: 1, maxLength: 5 })
  .map((segments) => `body${segments.join('')}`)
  .filter((locator) => !isContrary(locator));
const scalar = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.string({ minLength: 1 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const value = fc.oneof(scalar, fc.array(scalar), fc.dictionary(name, scalar, { minKeys: 1 }));
const body = fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 3 }));

describe('Whatever stands in a body', () => {
  it('a value that is written at a place is read there', () => {
    fc.assert(
      fc.property(place, value, body, (locator, wanted, before) => {
        const sketch: Sketch = before === undefined ? empty : { ...empty, body: before };
        expect(write(locator, wanted, sketch).read).toEqual(wanted);
      }),
    );
  });

  it('a value that is written through pipes is read through them', () => {
    const piped = fc.oneof(
      fc.record({ pipe: fc.constant('json'), value: value }),
      fc.record({
        pipe: fc.constantFrom('string', 'trim', 'resolve | string'),
        value: fc.webUrl().map((url) => new URL(url).href),
      }),
      fc.record({ pipe: fc.constantFrom('ms', 'seconds'), value: fc.integer({ min: 0, max: 1e9 }) }),
      fc.record({
        pipe: fc.constantFrom('wait', 'until'),
        value: fc.integer({ min: 0, max: 1e6 }).map((s) => s * 1000),
      }),
      fc.record({ pipe: fc.constantFrom('sum', 'number', 'times(4)'), value: fc.integer({ min: 0, max: 1e9 }) }),
      fc.record({ pipe: fc.constant('count'), value: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ pipe: fc.constantFrom('last_segment', 'query(q)'), value: fc.stringMatching(/^[\w ,/?%&ä-]*\w$/) }),
      fc.record({ pipe: fc.constantFrom("after(':')", "before('#')"), value: fc.stringMatching(/^[a-z ]{1,9}$/) }),
    );
    fc.assert(
      fc.property(place, piped, (locator, { pipe, value: wanted }) => {
        const { read } = write(`${locator} | ${pipe}`, wanted);
        expect(read).toEqual(typeof wanted === 'number' ? expect.closeTo(wanted, 3) : wanted);
      }),
    );
  });

  it('what is written keeps all that stands beside it', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue({ maxDepth: 2 })), value, (before, wanted) => {
        const { written } = write('body["written here"].too', wanted, { ...empty, body: before });
        expect(written?.body).toEqual({ ...before, 'written here': { too: wanted } });
      }),
    );
  });
});
