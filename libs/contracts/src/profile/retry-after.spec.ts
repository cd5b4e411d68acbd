import { describe, expect, it } from '@jest/globals';
import { MAX_RETRY_AFTER_MS, retryAfterMs } from './retry-after.js';

const date = 'Sat, 21 Nov 2026 10:00:00 GMT';
const receivedAt = Date.parse('2030-01-01T00:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['seconds', { 'retry-after': '120' }, 120_000],
    ['zero', { 'retry-after': '0' }, 0],
    ['a date against the reply’s own Date', { date, 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, 30_000],
    ['a date in the obsolete form of RFC 850', { date, 'retry-after': 'Saturday, 21-Nov-26 10:00:30 GMT' }, 30_000],
    ['a date in asctime’s form', { date, 'retry-after': 'Sat Nov 21 10:00:30 2026' }, 30_000],
    ['a date without a Date', { 'retry-after': 'Tue, 01 Jan 2030 00:00:05 GMT' }, 5000],
    ['a date that has passed', { date, 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, 0],
    ['an age', { 'retry-after': '99999999999999999999' }, MAX_RETRY_AFTER_MS],
    ['nothing', {}, undefined],
    ['an empty value', { 'retry-after': '' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
    ['a fraction', { 'retry-after': '1.5' }, undefined],
    ['words', { 'retry-after': 'soon' }, undefined],
  ])('reads %s', (_, headers, expected) => {
    expect(retryAfterMs(headers, receivedAt)).toBe(expected);
  });
});
