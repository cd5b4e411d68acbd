import { describe, expect, it } from '@jest/globals';
import type { DraftReply } from '@app/contracts';
import { applyFaults } from './apply-faults.js';
import { insteadOf, mergeEffects, prevents } from './fault-effects.js';

const NOW = Date.UTC(2026, 10, 22, 10);
const TRUTH: DraftReply = {
  code: 202,
  headers: { location: '/jobs/7', 'retry-after': '3' },
  body: { status: 'Running' },
};
const ERROR: DraftReply = { code: 503, headers: {}, body: { error: { code: 'busy' } } };

describe('The true reply', () => {
  it('goes out as it is where nothing is wrong', () => {
    expect(applyFaults(TRUTH, {}, NOW)).toEqual({
      delayMs: 0,
      code: 202,
      headers: { ...TRUTH.headers, 'content-type': 'application/json; charset=utf-8' },
      body: '{"status":"Running"}',
      manner: 'whole',
    });
  });

  it.each([204, 304])('has no body where its code has none: %s', (code) => {
    const plan = applyFaults({ ...TRUTH, code }, { body: 'html' }, NOW);

    expect(plan).toMatchObject({ code, body: '' });
    expect(plan.headers).not.toHaveProperty('content-type');
  });

  it('keeps its own type, and has none without a body', () => {
    const lines = applyFaults({ code: 200, headers: { 'content-type': 'application/jsonl' }, text: '1\n2' }, {}, NOW);
    const nothing = applyFaults({ code: 204, headers: {} }, {}, NOW);

    expect(lines).toMatchObject({ headers: { 'content-type': 'application/jsonl' }, body: '1\n2' });
    expect(nothing).toMatchObject({ headers: {}, body: '' });
  });

  it.each([
    ['html', { 'content-type': 'text/html; charset=utf-8' }, /^<!DOCTYPE html>/],
    ['empty', {}, /^$/],
    ['garbage', { 'content-type': 'application/json; charset=utf-8' }, /^\)\]\}'/],
    ['other-shape', { 'content-type': 'application/json; charset=utf-8' }, /^\{"notice"/],
  ] as const)('has with body: %s another body under its own code and headers', (body, headers, text) => {
    const plan = applyFaults(TRUTH, { body }, NOW);

    expect(plan).toMatchObject({ code: 202, headers: { ...TRUTH.headers, ...headers }, manner: 'whole' });
    expect(plan.body).toMatch(text);
  });

  it('that is garbage is no JSON', () => {
    expect(() => JSON.parse(applyFaults(TRUTH, { body: 'garbage' }, NOW).body) as unknown).toThrow();
  });

  it.each(['truncated', 'slow', 'huge'] as const)('goes out %s', (body) => {
    expect(applyFaults(TRUTH, { body }, NOW)).toMatchObject({ manner: body, body: '{"status":"Running"}' });
  });

  it('is lost by a reset', () => {
    expect(applyFaults(TRUTH, { lost: true, delayMs: 10 }, NOW)).toMatchObject({ connection: 'reset', delayMs: 10 });
  });
});

describe('A reply instead', () => {
  it('is the error of the API, with its own code and hint', () => {
    const plan = applyFaults(ERROR, { reply: { code: 429, retryAfter: '7s' } }, NOW);

    expect(plan).toMatchObject({ code: 429, headers: { 'retry-after': '7' }, body: '{"error":{"code":"busy"}}' });
  });

  it('takes the hint of the API away where it asks for none', () => {
    const draft = { ...ERROR, headers: { 'retry-after': '3' } };

    expect(applyFaults(draft, { reply: { code: 503, retryAfter: 'none' } }, NOW).headers).not.toHaveProperty(
      'retry-after',
    );
  });

  it('is JSON or text of its own', () => {
    const json = applyFaults(ERROR, { reply: { code: 200, body: { error: 'quota' } } }, NOW);
    const text = applyFaults(
      ERROR,
      { reply: { code: 502, text: '<h1>', headers: { 'Content-Type': 'text/html' } } },
      NOW,
    );

    expect(json).toMatchObject({ code: 200, body: '{"error":"quota"}' });
    expect(json.headers['content-type']).toMatch(/json/);
    expect(text).toMatchObject({ code: 502, headers: { 'content-type': 'text/html' }, body: '<h1>' });
  });

  it('may have a broken body, such as the 502 of a proxy', () => {
    const plan = applyFaults(ERROR, { reply: { code: 502 }, body: 'html' }, NOW);

    expect(plan).toMatchObject({ code: 502, headers: { 'content-type': 'text/html; charset=utf-8' } });
  });
});

describe('Several effects', () => {
  it.each([
    ['delays add up', [{ delayMs: 10 }, { delayMs: 5 }], { delayMs: 15 }],
    ['the first reply is it', [{ reply: { code: 429 } }, { reply: { code: 503 } }], { reply: { code: 429 } }],
    ['a broken connection has no reply', [{ reply: { code: 429 } }, { connection: 'reset' }], { connection: 'reset' }],
    ['a refusal goes before a reply', [{ reply: { code: 429 } }, { refusal: refused() }], { refusal: refused() }],
    ['what is not done is not lost', [{ lost: true }, { reply: { code: 429 } }], { reply: { code: 429 } }],
    [
      'another reply may be broken, too',
      [{ body: 'html' }, { reply: { code: 502 } }],
      { reply: { code: 502 }, body: 'html' },
    ],
    ['a word is of the truth alone', [{ status: 'odd' }, { reply: { code: 502 } }], { reply: { code: 502 } }],
    ['nothing and nothing is nothing', [{}, {}], {}],
  ] as const)('become one: %s', (_, effects, merged) => {
    expect(mergeEffects(effects as never)).toEqual(merged);
  });

  it.each([
    [{}, false, undefined],
    [{ delayMs: 5, body: 'html', status: 'odd' }, false, undefined],
    [{ lost: true }, false, undefined],
    [{ connection: 'hang' }, true, undefined],
    [{ reply: { code: 429 } }, true, 429],
    [{ refusal: refused() }, true, 401],
  ] as const)('keep a request from doing its work, or not: %j', (effects, isPrevented, code) => {
    expect(prevents(effects)).toBe(isPrevented);
    expect(insteadOf(effects)?.code).toBe(code);
  });
});

function refused() {
  return { code: 401 as const, message: 'expired' };
}
