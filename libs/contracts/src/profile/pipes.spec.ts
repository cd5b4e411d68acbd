import { describe, expect, it } from '@jest/globals';
import { parseLocator } from './locator.js';
import { readLocator } from './read-locator.js';

const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
const at = Date.parse('2026-11-21T10:00:00Z');

/** Passes a value through pipes, in a reply of 10:00 by its own clock. */
function through(
  value: unknown,
  pipes: string,
  url: string | undefined = 'https://a.example.com/v1/jobs/7?x=1',
): unknown {
  const reply = { code: 200, headers: { date }, body: { value }, url, receivedAt: at + 3_600_000 };
  return readLocator(parseLocator(`body.value | ${pipes}`), { reply });
}

describe('A pipe', () => {
  it.each([
    ['DONE', 'lower', 'done'],
    [' a ', 'trim', 'a'],
    [7, 'string', '7'],
    [{ a: [1] }, 'string', '{"a":[1]}'],
    ['7.5', 'number', 7.5],
    ['0x10', 'number', undefined],
    ['', 'number', undefined],
    ['7 of 9', 'number', undefined],
    [true, 'number', undefined],
    ['1e400', 'number', undefined],
    ['{"a":1}', 'json', { a: 1 }],
    ['{"a":', 'json', undefined],
    ['['.repeat(100) + ']'.repeat(100), 'json', undefined],
    ['"\\u0000"', 'json', '\ufffd'],
    [{ a: 1, b: '2', c: 'x', d: null }, 'sum', 3],
    [[1, 2, 3.5], 'sum', 6.5],
    ['x', 'sum', undefined],
    [[1, 2], 'count', 2],
    [{ a: 1 }, 'count', 1],
    ['ab', 'count', undefined],
    [0.25, 'times(100)', 25],
    ['x', 'times(100)', undefined],
    [1e308, 'times(100)', undefined],
    ['https://a.example.com/jobs/a%20b/?x=/y#/z', 'last_segment', 'a b'],
    ['/queue/item/25/', 'last_segment', '25'],
    ['projects/p/operations/%E0%A4%A', 'last_segment', '%E0%A4%A'],
    ['/a/%00', 'last_segment', '\ufffd'],
    ['https://a.example.com/', 'last_segment', undefined],
    ['https://a.example.com/?id=a%2Fb', 'query(id)', 'a/b'],
    ['/jobs?id=7', 'query(id)', '7'],
    ['/jobs', 'query(id)', undefined],
    ['HTTP/1.1 404 Not Found', "after(' ') | before(' ') | number", 404],
    ['abc', 'after(x)', undefined],
    ['abc', 'before(x)', 'abc'],
    ['null', 'unless(null)', undefined],
    ['abc', 'unless(null)', 'abc'],
    ['<https://a.test/2>; rel="next", </9>; rel=last', 'link(next)', 'https://a.test/2'],
    ['<https://a.test/2>; rel="next", </9>; rel=last', 'link(last) | resolve', 'https://a.example.com/9'],
    ['<https://a.test/2>; title="x"; rel="prev Next"', 'link(next)', 'https://a.test/2'],
    ['<https://a.test/2>; rel="next"', 'link(prev)', undefined],
    ['no link at all', 'link(next)', undefined],
    ['../8', 'resolve', 'https://a.example.com/v1/8'],
    ['?page=2', 'resolve', 'https://a.example.com/v1/jobs/7?page=2'],
    ['//b.example.com/x', 'resolve', 'https://b.example.com/x'],
    ['javascript:alert(1)', 'resolve', undefined],
    ['file:///etc/passwd', 'resolve', undefined],
    ['http://u:p@a.example.com/', 'resolve', undefined],
    ['http://[', 'resolve', undefined],
    ['', 'resolve', undefined],
    ['operations/a b:x/', 'path', 'operations/a%20b:x/'],
    ['a?b#c%', 'path', 'a%3Fb%23c%25'],
    ['\ud800', 'path', '%EF%BF%BD'],
    [1500, 'ms', 1500],
    ['20', 'seconds', 20_000],
    ['-1', 'seconds', undefined],
    [-0, 'ms', 0],
    ['soon', 'ms', undefined],
    [1e300, 'seconds', 365 * 86_400_000],
    ['4', 'wait', 4000],
    [1.5, 'wait', 1500],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 'wait', 30_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 'wait', 0],
    ['2026-11-21T10:00:30Z', 'wait', undefined],
    ['2026-11-21T10:00:30Z', 'until', 30_000],
    ['2026-11-21T12:00:30+02:00', 'until', 30_000],
    ['2026-11-21T10:00:30', 'until', 30_000],
    [at / 1000 + 30, 'until', 30_000],
    [at + 30, 'until', 30],
    ['never', 'until', undefined],
    ['', 'until', undefined],
    [at, 'iso', '2026-11-21T10:00:00.000Z'],
    [at / 1000, 'iso', '2026-11-21T10:00:00.000Z'],
    [1e300, 'iso', undefined],
    [null, 'string', null],
  ])('makes of %j by %s: %j', (value, pipes, expected) => {
    expect(through(value, pipes)).toEqual(expected);
  });

  it('resolves absolute URLs alone where it is not known what answered', () => {
    expect(through('/jobs/7', 'resolve', '')).toBeUndefined();
    expect(through('http://b.example.com/7', 'resolve', '')).toBe('http://b.example.com/7');
  });
});
