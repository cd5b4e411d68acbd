import { describe, expect, it } from '@jest/globals';
import { allHold, compileWhen } from './condition.js';
import type { TestDocument } from './rules.contract.js';

const body = {
  word: ' Completed ',
  text: 'ThrottlingException: slow down',
  number: 10,
  digits: '10',
  yes: true,
  quoted: 'True',
  nothing: null,
  object: { a: 1 },
  same: { a: 1 },
  key: 'longwatch a*b',
};
const scope = {
  reply: { code: 503, headers: {}, body, receivedAt: 0 },
  key: 'a*b',
  job: { number: '10', object: { a: 2 } },
};

const holds = (locator: string, test: TestDocument) => allHold(compileWhen({ [locator]: test }), scope);

describe('A test', () => {
  it.each<[string, TestDocument]>([
    ['body.word', 'completed'],
    ['body.word', ['failed', 'completed']],
    ['body.text', 'throttling*'],
    ['body.text', '*slow*'],
    ['body.number', 10],
    ['body.number', '10'],
    ['body.digits', 10],
    ['body.digits', '1*'],
    ['body.yes', true],
    ['body.yes', 'true'],
    ['body.quoted', true],
    ['body.nothing', null],
    ['body.absent', null],
    ['code', '5xx'],
    ['code', 503],
    ['code', [429, '5XX']],
    ['body.number', { gt: 9, lt: 11 }],
    ['body.digits', { gt: 9 }],
    ['body.word', { exists: true }],
    ['body.nothing', { exists: false }],
    ['body.absent', { not: 'x' }],
    ['body.word', { not: ['failed', 'running'] }],
    ['body.number', { changedFrom: 'job.none' }],
    ['body.object', { changedFrom: 'job.object' }],
    ['body.key', 'longwatch {{key}}'],
    ['body.digits', '{{job.number}}'],
  ])('of %s holds: %j', (locator, test) => {
    expect(holds(locator, test)).toBe(true);
  });

  it.each<[string, TestDocument]>([
    ['body.word', 'complete'],
    ['body.object', '*'],
    ['body.absent', '*'],
    ['body.nothing', 'null'],
    ['body.word', null],
    ['body.number', '5xx'],
    ['body.number', true],
    ['code', '4xx'],
    ['body.number', { gt: 10 }],
    ['body.word', { lt: 100 }],
    ['body.absent', { gt: -1 }],
    ['body.word', { exists: false }],
    ['body.word', { not: 'COMPLETED' }],
    ['body.number', { changedFrom: 'job.number' }],
    ['body.object', { changedFrom: 'body.same' }],
    ['body.absent', { changedFrom: 'job.number' }],
    ['body.digits', '{{job.none}}'],
    ['body.text', '{{key}}'],
    ['body.number', { exists: true, gt: 100 }],
  ])('of %s does not hold: %j', (locator, test) => {
    expect(holds(locator, test)).toBe(false);
  });

  it('takes stars of a value for what they are', () => {
    const other = { ...scope, reply: { ...scope.reply, body: { key: 'longwatch a-b' } } };

    expect(allHold(compileWhen({ 'body.key': 'longwatch {{key}}' }), other)).toBe(false);
  });

  it('holds together with all others, or not at all', () => {
    expect(allHold(compileWhen({ code: '5xx', 'body.number': 10 }), scope)).toBe(true);
    expect(allHold(compileWhen({ code: '5xx', 'body.number': 11 }), scope)).toBe(false);
  });
});
