import { describe, expect, it } from '@jest/globals';
import { inlineScenarioSchema, scenarioSchema } from './scenario.contract.js';
import { outageRequestSchema } from './scenario-fault.contract.js';
import { faultsOf, pointerTo } from './schema-faults.js';

/** Where a scenario is faulty, and why. */
function faults(scenario: object): string[] {
  const { error } = inlineScenarioSchema.safeParse(scenario);
  return error === undefined
    ? []
    : faultsOf(error, inlineScenarioSchema).map(({ path, detail }) => `${pointerTo(path)} ${detail}`);
}

const NO_START =
  '/replies/start/code must be one that starts a job: 200 to 299, 301, 302, 303, 307 or 308. ' +
  'A start that is refused is a fault: { on: start, reply: { code: 503 } }';

describe('A scenario', () => {
  it.each<object>([
    {},
    { running: '0ms', keptFor: '0s' },
    { seed: 'a', outcome: { failed: 0.5, canceled: 0.5 }, failsAt: 0 },
    { failsAt: '99.5%', progress: false, result: null },
    { replies: { retryAfter: { form: 'zero' }, cancel: { ended: 410 } } },
    { faults: [{ delay: '1s' }, { connection: 'hang', delay: '5s' }, { reply: { code: 502 }, body: 'html' }] },
    { faults: [{ body: 'slow', status: 'odd' }, { lost: true, delay: '1s' }, { auth: 'expired' }] },
    { faults: [{ number: { from: 3, to: 3 }, during: { from: '59s', to: '1m' }, delay: '1s' }] },
    { faults: [{ number: { from: 3 }, during: { from: '59s' }, delay: '1s' }] },
    { replies: { start: { code: 204 }, pending: { code: 503 }, end: { code: 404 } } },
    { replies: { start: { code: 303 } } },
  ])('may be %j', (scenario) => {
    expect(faults(scenario)).toEqual([]);
  });

  it.each<[object, string | RegExp]>([
    [{ running: '1h', phases: [{ lasts: '1s' }] }, ' must not have both running and phases'],
    [{ running: { uniform: ['2s', '1s'] } }, '/running/uniform must not begin after its end'],
    [{ queued: { exponential: '1s', min: '1s' } }, /^\/queued\/min is not known here/],
    [{ outcome: { failed: 0.6, canceled: 0.6 } }, '/outcome must not be more than 1 together'],
    [{ outcome: 'done' }, /^\/outcome must be succeeded, failed, canceled or an object/],
    [{ failsAt: '101%' }, '/failsAt must be a share such as 80%'],
    [{ faults: [{ number: 1 }] }, /^\/faults\/0 must have one of reply, lost, connection/],
    [{ faults: [{ reply: { code: 429 }, auth: 'revoked' }] }, /^\/faults\/0 must have only one of reply, lost/],
    [{ faults: [{ connection: 'reset', body: 'html' }] }, /^\/faults\/0 must have only one of/],
    [{ faults: [{ reply: { code: 429 }, status: 'odd' }] }, /^\/faults\/0 must have only one of/],
    [{ faults: [{ reply: { code: 429, body: 1, text: 'a' } }] }, '/faults/0/reply must not have both body and text'],
    [{ faults: [{ reply: { code: 199 } }] }, '/faults/0/reply/code must be at least 200'],
    [
      { faults: [{ reply: { code: 503, headers: { 'x-a': 'a\r\nb: c' } } }] },
      /^\/faults\/0\/reply\/headers\/x-a must match/,
    ],
    [{ faults: [{ number: 0, delay: '1s' }] }, '/faults/0/number must be at least 1'],
    [{ faults: [{ number: { from: 5, to: 3 }, delay: '1s' }] }, '/faults/0/number must not begin after its end'],
    [{ faults: [{ during: { from: '5s', to: '1s' }, delay: '1s' }] }, '/faults/0/during must begin before its end'],
    [{ faults: [{ during: { from: '1m', to: '60s' }, delay: '1s' }] }, '/faults/0/during must begin before its end'],
    [{ faults: [{ during: { to: '0s' }, delay: '1s' }] }, '/faults/0/during must begin before its end'],
    [{ replies: { start: { code: 404 } } }, NO_START],
    [{ replies: { start: { code: 503 } } }, NO_START],
    [{ replies: { start: { code: 304 } } }, NO_START],
    [{ replies: { start: { code: 100 } } }, NO_START],
    [{ replies: { start: { code: '202' } } }, '/replies/start/code must be a number'],
    [{ result: 'a\u0000' }, '/result must not hold the character U+0000'],
    [{ for: {} }, /^\/for is not known here/],
  ])('must not be %j', (scenario, fault) => {
    expect(faults(scenario)).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)]);
  });

  it('is of a size that can be kept', () => {
    const ofSize = (characters: number) => ({ result: 'a'.repeat(characters - '{"result":""}'.length) });

    expect(faults(ofSize(131_072))).toEqual([]);
    expect(faults(ofSize(131_073))).toEqual([' must not have more than 131072 characters as JSON']);
  });

  it('that has a name may say whom it is for', () => {
    expect(scenarioSchema.safeParse({ name: 'a', for: { dialect: 'arm-*' } }).success).toBe(true);
    expect(scenarioSchema.safeParse({ name: 'a b' }).success).toBe(false);
  });
});

describe('An outage', () => {
  it.each([
    [{ lasts: '30s', reply: { code: 503 } }, true],
    [{ connection: 'reset', after: '1s' }, true],
    [{ delay: '2s' }, true],
    [{ lasts: '30s' }, false],
    [{ connection: 'reset', reply: { code: 503 } }, false],
    [{ on: 'poll', delay: '2s' }, false],
  ])('has what a fault has: %j', (request, isOne) => {
    expect(outageRequestSchema.safeParse(request).success).toBe(isOne);
  });
});
