import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allHold, compileWhen } from '../profile/condition.js';
import type { WhenDocument } from '../profile/rules.contract.js';
import { waysToHoldAll } from './write-conditions.js';
import { type Pen, inSketch } from './write-locator.js';
import type { Sketch } from './write-sketch.js';

const pen: Pen = {
  base: 'https://dialect.example.com',
  scope: {
    reply: { code: 0, headers: {}, body: undefined, url: 'https://dialect.example.com/jobs/1', receivedAt: 0 },
    job: { id: 'j1', doneAt: '2026-11-20T10:00:00.000Z' },
    key: 'k1',
    name: 'nightly',
    now: Date.parse('2026-11-21T10:00:00Z'),
  },
};
const begin: Sketch = { code: 200, headers: {}, body: { state: 'running', error: { code: 'old' } } };

function firstWay(when: WhenDocument, sketch = begin): Sketch | undefined {
  for (const way of waysToHoldAll(compileWhen(when), sketch, pen, () => ['suggested'])) return way;
  return undefined;
}

describe('Tests of a rule are made to hold', () => {
  it.each<[WhenDocument, Partial<Sketch>]>([
    [{ 'body.state': 'Done' }, { body: { state: 'Done', error: { code: 'old' } } }],
    [{ 'body.state': 'RUNNING' }, begin],
    [{ 'body.state': ['a', 'b'] }, { body: { state: 'a', error: { code: 'old' } } }],
    [{ 'body.type': '*NotFound' }, { body: { ...(begin.body as object), type: 'NotFound' } }],
    [{ 'body.mark': '{{key}}' }, { body: { ...(begin.body as object), mark: 'k1' } }],
    [{ 'body.title': '*{{name}}*' }, { body: { ...(begin.body as object), title: 'nightly' } }],
    [{ 'body.error': null }, { body: { state: 'running' } }],
    [{ 'body.error': { exists: false } }, { body: { state: 'running' } }],
    [{ 'body.build': { exists: true } }, { body: { ...(begin.body as object), build: 'suggested' } }],
    [{ 'body.state': { not: 'running' } }, { body: { error: { code: 'old' } } }],
    [{ 'body.count': { gt: 0 } }, { body: { ...(begin.body as object), count: 1 } }],
    [{ 'body.count': { lt: 0 } }, { body: { ...(begin.body as object), count: -1 } }],
    [{ 'body.count': { gt: 0, lt: 1 } }, { body: { ...(begin.body as object), count: 0.5 } }],
    [
      { 'body.at': { changedFrom: 'job.doneAt' } },
      { body: { ...(begin.body as object), at: '2026-11-21T10:00:00.000Z' } },
    ],
    [{ code: '4xx' }, { code: 400 }],
    [
      { code: [408, 422], 'header.x-why': 'late' },
      { code: 408, headers: { 'x-why': 'late' } },
    ],
    [{ 'header.asyncresult | number': { gt: 399 } }, { headers: { asyncresult: '400' } }],
    [
      { 'body.conditions[type=Suspended].status': 'True' },
      { body: { ...(begin.body as object), conditions: [{ type: 'Suspended', status: 'True' }] } },
    ],
  ])('%j', (when, expected) => {
    expect(firstWay(when)).toEqual({ ...begin, ...expected });
  });

  it.each<[WhenDocument]>([
    [{ 'job.id': 'other' }],
    [{ url: '*/elsewhere' }],
    [{ code: 100 }],
    [{ 'body.a': { exists: true }, 'body["a"]': null }],
  ])('but for %j, which no reply can', (when) => {
    expect(firstWay(when)).toBeUndefined();
  });
});

it('Tests that are too many together are given up soon', () => {
  const texts = Array.from({ length: 12 }, (_, index) => [
    `body.t${index} ?? body.u${index} ?? header.x${index}`,
    ['a', 'b', 'c'],
  ]);

  expect(firstWay({ ...(Object.fromEntries(texts) as WhenDocument), url: 'nowhere' })).toBeUndefined();
});

it('Whatever is found to hold does', () => {
  const locator = fc.constantFrom('body.a', 'body.a.b', 'body.list[0]', 'header.x', 'code', 'body.n | number', 'text');
  const scalar = fc.oneof(
    fc.stringMatching(/^[A-Za-z*]{1,6}$/),
    fc.integer({ min: -5, max: 599 }),
    fc.boolean(),
    fc.constant(null),
  );
  const test = fc.oneof(
    scalar,
    fc.array(scalar, { minLength: 1, maxLength: 3 }),
    fc.record({ not: scalar }),
    fc.record({ exists: fc.boolean() }),
    fc.record({ gt: fc.integer({ max: 500 }), lt: fc.integer({ min: -5 }) }),
  );
  fc.assert(
    fc.property(fc.dictionary(locator, test, { minKeys: 1, maxKeys: 3 }), (when) => {
      const conditions = compileWhen(when as WhenDocument);
      const way = firstWay(when as WhenDocument);
      if (way !== undefined) expect(allHold(conditions, inSketch(way, pen.scope))).toBe(true);
    }),
  );
});
