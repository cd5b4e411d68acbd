import { describe, expect, it } from '@jest/globals';
import { isKnown, preferredWait } from './preferences.js';

describe('Prefer', () => {
  it.each([
    ['wait=30', 30],
    ['WAIT = "5"', 5],
    ['respond-async, wait=10', 10],
    ['wait=10; foo=bar', 10],
    ['wait=10, wait=20', 10],
    ['wait=0', 0],
    ['wait=61', 60],
    ['wait=999999999', 60],
  ])('%s asks for a wait', (prefer, seconds) => {
    expect(preferredWait(prefer)).toBe(seconds);
  });

  it.each([[undefined], [''], ['wait'], ['wait='], ['wait=-1'], ['wait=1.5'], ['wait=9999999999'], ['awaits=3']])(
    '%s asks for none',
    (prefer) => {
      expect(preferredWait(prefer)).toBeUndefined();
    },
  );
});

describe('If-None-Match', () => {
  it.each([
    ['"4"', true],
    [' W/"4" ', true],
    ['"3", "4"', true],
    ['*', true],
    ['"3"', false],
    ['4', false],
    ['"44"', false],
    [undefined, false],
  ])('%s knows version 4: %s', (header, known) => {
    expect(isKnown(header, 4)).toBe(known);
  });
});
