import { describe, expect, it } from '@jest/globals';
import { compileProfile, profileSchema, redactor } from '@app/contracts';
import { exchangeOf } from './exchange.js';

const profile = profileSchema.parse({
  name: 'p',
  start: { request: { url: 'https://a.example.com' } },
  redact: ['pin'],
});
const redact = redactor(compileProfile(profile));
const exchange = (body: string, text = '') =>
  exchangeOf(
    {
      step: 'start',
      phase: null,
      request: { method: 'POST', url: 'https://a.example.com/?token=t', headers: { 'x-api-key': 'k' }, body },
      reply: { code: 200, headers: { 'set-cookie': 'c' }, body: undefined, text, receivedAt: 0 },
    },
    redact,
  );

describe('An exchange that is kept', () => {
  it('holds no credentials, and nothing that the profile redacts', () => {
    const kept = JSON.stringify(exchange('{"pin":"4711","a":1}'));

    for (const secret of ['=t"', '"k"', '"c"', '4711']) expect(kept).not.toContain(secret);
    expect(kept).toContain('"a":1');
  });

  it('does not tell where the job calls back', () => {
    const body = '{"webhook":"http://localhost:3000/api/v1/callbacks/s3cret-Token_1","a":1}';

    expect(exchange(body).request.body).toEqual({ webhook: 'http://localhost:3000/api/v1/callbacks/***', a: 1 });
  });

  it('is bounded', () => {
    const kept = exchange(JSON.stringify({ a: 'x'.repeat(100_000) }), 'y'.repeat(100_000));

    expect(JSON.stringify(kept).length).toBeLessThan(20_000);
  });
});
