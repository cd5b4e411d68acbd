import { describe, expect, it } from '@jest/globals';
import type { ScenarioReplies } from '@app/contracts';
import { mannerOf, withHint } from './manner-of.js';

const places = {
  base: 'http://localhost:3001/dialects/one',
  foreignBase: 'http://127.0.0.1:3001/foreign/dialects/one',
};
const counts = { start: 1, poll: 2, result: 0, cancel: 0 };

function told(replies: ScenarioReplies, standing: 'running' | 'succeeded', on: 'start' | 'poll' | 'other') {
  const life = { queuedMs: 0, inProgressMs: 0, outcome: 'Completed' as const, replies };
  return mannerOf(places, { life, counts, realNow: 0 }, { standing }, on);
}

const replies: ScenarioReplies = {
  start: { code: 201 },
  pending: { code: 404 },
  end: { code: 303 },
  retryAfter: '7s',
  location: 'foreign',
};

describe('The manner of a reply', () => {
  it.each([
    ['start', 'running', 201, { ms: 7000 }],
    ['poll', 'running', 404, { ms: 7000 }],
    ['poll', 'succeeded', 303, undefined],
    ['other', 'running', undefined, undefined],
  ] as const)('to a %s of a job that is %s is what the scenario says of it', (on, standing, code, hint) => {
    const { manner } = told(replies, standing, on);

    expect([manner.code, manner.hint]).toEqual([code, hint]);
    expect(manner.tell!(`${places.base}/x`)).toBe(`${places.foreignBase}/x`);
  });

  it("is the API's own where the scenario says nothing", () => {
    const { manner, hint } = told({}, 'running', 'poll');

    expect([manner.code, manner.hint, hint]).toEqual([undefined, undefined, undefined]);
  });
});

describe('A hint of the scenario', () => {
  const draft = { code: 202, headers: { 'retry-after': '5', etag: '1' } };

  it.each([
    ['stays away', undefined, { 'retry-after': '5', etag: '1' }],
    ['is none', { headers: {} }, { etag: '1' }],
    ['has a form of its own', { headers: { 'retry-after': 'soon' } }, { 'retry-after': 'soon', etag: '1' }],
    ['was written where the profile reads it', { ms: 5000, headers: {} }, { 'retry-after': '5', etag: '1' }],
  ])('that %s', (_, hint, headers) => {
    expect(withHint(draft, hint).headers).toEqual(headers);
  });
});
