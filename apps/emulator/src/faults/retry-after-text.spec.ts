import { describe, expect, it } from '@jest/globals';
import { type Hint, MAX_RETRY_AFTER_MS, type hintForms, retryAfterMs } from '@app/contracts';
import { faultHint, hintAt, retryAfterText } from './retry-after-text.js';

const NOW = Date.UTC(2026, 10, 22, 10, 0, 0, 400);
const DATE = { date: new Date(NOW).toUTCString() };

/** How long a client that is strict waits. */
function read(form: (typeof hintForms)[number], ms?: number): number | undefined {
  return retryAfterMs({ ...DATE, 'retry-after': retryAfterText(form, ms, NOW) }, NOW);
}

describe('Retry-After', () => {
  it.each([
    ['seconds', 7000, '7'],
    ['seconds', 1, '1'],
    ['seconds', undefined, '5'],
    ['date', 7000, 'Sun, 22 Nov 2026 10:00:08 GMT'],
    ['zero', 7000, '0'],
    ['huge', undefined, '99999999'],
    ['huge', 600_000, '600'],
    ['negative', 7000, '-7'],
    ['past-date', undefined, 'Sun, 22 Nov 2026 09:00:00 GMT'],
    ['garbage', 7000, 'in a while'],
    ['ms', 1500, '1500'],
  ] as const)('in the form %s of %s ms is %s', (form, ms, text) => {
    expect(retryAfterText(form, ms, NOW)).toBe(text);
  });

  it('as a date is never sooner than it was meant', () => {
    const wait = read('date', 7000)!;

    expect(wait).toBeGreaterThanOrEqual(7000);
    expect(wait).toBeLessThanOrEqual(8000);
  });

  it.each([
    ['zero', 0],
    ['past-date', 0],
    ['huge', MAX_RETRY_AFTER_MS],
    ['negative', undefined],
    ['garbage', undefined],
  ] as const)('in the form %s is read as %s', (form, ms) => {
    expect(read(form)).toBe(ms);
  });
});

describe('A hint of a scenario', () => {
  it.each<[Hint | undefined, object | undefined]>([
    [undefined, undefined],
    ['none', { headers: {} }],
    ['5s', { ms: 5000, headers: {} }],
    [{ after: '5s' }, { ms: 5000, headers: {} }],
    [
      { after: '5s', form: 'body' },
      { ms: 5000, headers: {} },
    ],
    [{ after: '5s', form: 'seconds' }, { headers: { 'retry-after': '5' } }],
    [{ after: '5s', form: 'ms' }, { headers: { 'retry-after-ms': '5000' } }],
    [
      { after: '5s', form: 'date' },
      { headers: { 'retry-after': 'Sun, 22 Nov 2026 10:00:06 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' } },
    ],
    [{ form: 'garbage', on: 'start' }, undefined],
    [{ form: 'zero', on: 'poll' }, { headers: { 'retry-after': '0' } }],
  ])('stands where the API tells its waits, or in a header: %j', (hint, given) => {
    expect(hintAt(hint, 'poll', NOW)).toEqual(given);
  });

  it.each<[Hint | undefined, object | undefined]>([
    [undefined, undefined],
    ['none', {}],
    ['5s', { 'retry-after': '5' }],
    [{ after: '5s', form: 'body' }, { 'retry-after': '5' }],
    [{ form: 'ms', after: '250ms' }, { 'retry-after-ms': '250' }],
  ])('of a faulty reply stands in a header: %j', (hint, headers) => {
    expect(faultHint(hint, NOW)).toEqual(headers);
  });
});
