import { describe, expect, it } from '@jest/globals';
import { parseLocator } from './locator.js';
import { readLocator } from './read-locator.js';
import type { Scope } from './scope.js';

const body: unknown = JSON.parse(`{
  "id": 7, "nothing": null, "empty": "", "no": false,
  "list": [{ "type": "Complete", "status": "True" }, { "type": "Failed", "meta": { "why": "x" } }],
  "odd key": { "a.b": 1 },
  "__proto__": { "own": "an own property" }
}`);

const scope: Scope = {
  reply: {
    code: 202,
    headers: { location: '/jobs/7', 'x-empty': '' },
    body,
    text: 'raw',
    url: 'https://a.example.com/jobs',
    receivedAt: 5,
  },
  input: { path: 'a/b' },
  job: { id: 'j-1' },
  item: { n: 1 },
  key: 'k',
  name: 'n',
  again: true,
  callbackUrl: 'https://me.example.com/c',
};

describe('The value at a locator', () => {
  it.each([
    ['code', 202],
    ['url', 'https://a.example.com/jobs'],
    ['text', 'raw'],
    ['now', 5],
    ['key', 'k'],
    ['name', 'n'],
    ['again', true],
    ['callback.url', 'https://me.example.com/c'],
    ['header.Location', '/jobs/7'],
    ['header.constructor', undefined],
    ['body.id', 7],
    ['body.no', false],
    ['body.nothing', null],
    ['body.nothing.deeper', undefined],
    ['body.absent', undefined],
    ['body.list[0].type', 'Complete'],
    ['body.list[-1].type', 'Failed'],
    ['body.list[5].type', undefined],
    ['body.list.length', undefined],
    ['body.id.toString', undefined],
    ['body.constructor', undefined],
    ['body.__proto__.own', 'an own property'],
    ['input.__proto__', undefined],
    ['body.list[type=complete].status', 'True'],
    ["body.list[type='Failed'].meta.why", 'x'],
    ['body.list[meta.why=x].type', 'Failed'],
    ['body.list[type=None].status', undefined],
    ['body.id[type=x]', undefined],
    ['body["odd key"]["a.b"]', 1],
    ['body.absent ?? body.nothing ?? body.id', 7],
    ['body.nothing ?? body.absent', null],
    ["body.empty ?? 'other'", ''],
    ["body.absent ?? 'other'", 'other'],
    ['input.path', 'a/b'],
    ['job.id', 'j-1'],
    ['item.n', 1],
    ['header.location | resolve', 'https://a.example.com/jobs/7'],
    ['body.absent | lower ?? code', 202],
  ])('%s is %j', (text, value) => {
    expect(readLocator(parseLocator(text), scope)).toEqual(value);
  });

  it('of again is nothing at the first time', () => {
    expect(readLocator(parseLocator('again'), { again: false })).toBeUndefined();
  });

  it('is nothing where there is no reply', () => {
    for (const text of ['code', 'body', 'body.a', 'header.a', 'url', 'text', 'now', 'job.id', 'item', 'input.a'])
      expect(readLocator(parseLocator(text), {})).toBeUndefined();
  });
});
