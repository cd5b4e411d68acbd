import { describe, expect, it } from '@jest/globals';
import { parseLocator } from './locator.js';
import { compileStatuses, statusWord, verdictOf } from './status-map.js';

const map = compileStatuses({
  failed: ['TERMINATED/*'],
  succeeded: ['TERMINATED/SUCCESS*'],
  canceled: ['TERMINATED/*CANCELED', 'TERMINATED/SKIPPED', 'Cancelled'],
  running: ['PENDING', '*'],
});

describe('A status word', () => {
  it.each([
    ['pending', 'running'],
    [' Pending ', 'running'],
    ['TERMINATED/SUCCESS_WITH_FAILURES', 'succeeded'],
    ['TERMINATED/USER_CANCELED', 'canceled'],
    ['terminated/user_cancelled', 'canceled'],
    ['TERMINATED/SKIPPED', 'canceled'],
    ['TERMINATED/OTHER', 'failed'],
    ['canceled', 'canceled'],
    ['NeverHeardOf', 'running'],
  ])('%s means %s: the entry that says the most wins', (word, verdict) => {
    expect(verdictOf(map, word)).toBe(verdict);
  });

  it.each(['completed', 'constructor', '__proto__', ''])('that is in no list means nothing: %j', (word) => {
    expect(verdictOf(compileStatuses({ running: ['a'] }), word)).toBeUndefined();
  });

  it.each([
    [{ status: 'completed', conclusion: 'success' }, 'completed/success'],
    [{ status: 'queued', conclusion: null }, 'queued'],
    [{ status: ' a ', conclusion: '' }, 'a'],
    [{ conclusion: 20 }, '20'],
    [{ status: false }, 'false'],
    [{ status: {} }, undefined],
    [undefined, undefined],
  ])('is joined of what there is: %j', (body, word) => {
    const reply = { code: 200, headers: {}, body, receivedAt: 0 };

    expect(statusWord(['body.status', 'body.conclusion'].map(parseLocator), { reply })).toBe(word);
  });
});
