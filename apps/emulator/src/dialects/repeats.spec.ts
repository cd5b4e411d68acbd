import { describe, expect, it } from '@jest/globals';
import { type Supplement, compileDialect, compileProfile, profileSchema } from '@app/contracts';
import { openingStep } from './opening-step.js';
import { repeatedIn } from './repeats.js';

const plain = { name: 'one', start: { request: { url: '/jobs' }, capture: { id: 'body.id' } } };
const poll = { request: { url: '/jobs/{{job.id}}' } };

function dialect(profile: object, supplement: Supplement = {}) {
  return compileDialect(compileProfile(profileSchema.parse({ ...plain, poll, ...profile })), supplement);
}

const keyed = { headers: { 'idempotency-key': 'a' } };
const bare = { headers: {} };
const safe = { start: { ...plain.start, safeToRepeat: true } };

describe('A start under a used key', () => {
  it.each([
    ['the first, where the API is safe to repeat', dialect(safe), undefined, bare, 'first'],
    ['the first, where Idempotency-Key is sent', dialect({}), undefined, keyed, 'first'],
    ['another job elsewhere', dialect({}), undefined, bare, 'another'],
    ['what the supplement says', dialect(safe, { repeated: 'another' }), undefined, keyed, 'another'],
    ['what the scenario says', dialect(safe), 'conflict', keyed, 'conflict'],
  ] as const)('gets %s', (_, played, repeated, request, expected) => {
    expect(repeatedIn(played, repeated && { start: { repeated } }, request)).toBe(expected);
  });
});

describe('The request that makes the job', () => {
  const upload = { request: { method: 'POST', url: '/uploads' }, capture: { uploadId: 'body.id' } };

  it.each([
    ['the start, where there is none before', {}, undefined],
    ['the first whose reply names what a later one sends back', { before: [upload], start: importOf('uploadId') }, 0],
    [
      'none before, where only rules look at what was learned',
      { before: [{ ...upload, request: { url: '/c' } }] },
      undefined,
    ],
  ])('is %s', (_, profile, expected) => {
    expect(openingStep(dialect(profile))).toBe(expected);
  });

  function importOf(name: string) {
    return { request: { url: `/uploads/{{job.${name}}}/import` }, capture: { id: 'body.id' } };
  }
});
