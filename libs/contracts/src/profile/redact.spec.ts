import { describe, expect, it } from '@jest/globals';
import { compileProfile } from './compile.js';
import { profileSchema } from './profile.contract.js';
import { redactor } from './redact.js';

const redact = redactor(
  compileProfile(
    profileSchema.parse({
      name: 'p',
      baseUrl: 'https://a.example.com',
      start: { request: { url: '/x' } },
      auth: { scheme: 'api-key', in: 'query', name: 'subscription', secret: 's' },
      redact: ['X-Mine', 'patient'],
    }),
  ),
);

describe('Redaction', () => {
  it.each([
    'Authorization',
    'cookie',
    'Set-Cookie',
    'x-api-key',
    'api-key',
    'X-Functions-Key',
    'x-amz-security-token',
    'x-mine',
  ])('hides the header %s', (header) => {
    expect(redact.headers({ [header]: 'hush', accept: 'a', none: undefined })).toEqual({
      [header]: '***',
      accept: 'a',
    });
  });

  it.each([
    ['https://h/x?code=hush&a=1', 'https://h/x?code=***&a=1'],
    ['https://h/x?a=1&sig=hush#f', 'https://h/x?a=1&sig=***'],
    ['https://h/x?c%6fde=hush', 'https://h/x?c%6fde=***'],
    ['https://h/x?X-Amz-Signature=hush&X-Amz-Expires=5', 'https://h/x?X-Amz-Signature=***&X-Amz-Expires=5'],
    ['https://h/x?Subscription=hush', 'https://h/x?Subscription=***'],
    ['https://me:hush@h/x', 'https://***@h/x'],
    ['https://h/jobs/7?page=2', 'https://h/jobs/7?page=2'],
  ])('hides what is secret in the URL %s', (url, shown) => {
    expect(redact.url(url)).toBe(shown);
  });

  it.each([
    [
      { password: 'hush', user: 'u' },
      { password: '***', user: 'u' },
    ],
    [{ a: [{ clientSecret: { value: 'hush', n: 1 } }] }, { a: [{ clientSecret: { value: '***', n: '***' } }] }],
    [{ statusUri: 'https://h/i1?code=hush' }, { statusUri: 'https://h/i1?code=***' }],
    [{ PATIENT: 'hush' }, { PATIENT: '***' }],
    [
      { error: { code: 'E1', message: 'exit code=1, key=2' } },
      { error: { code: 'E1', message: 'exit code=1, key=2' } },
    ],
    [
      { usage: { total_tokens: 12 }, access_token: null },
      { usage: { total_tokens: 12 }, access_token: null },
    ],
    [{ echo: 'Authorization: Bearer abc.def-ghi' }, { echo: 'Authorization: Bearer ***' }],
    [{ raw: '{"token": "hu\\"sh", "a": "b"}' }, { raw: '{"token": "***", "a": "b"}' }],
    [{ raw: '{"x":"{\\"token\\":\\"hush\\",\\"a\\":1}"}' }, { raw: '{"x":"{\\"token\\":\\"***\\",\\"a\\":1}"}' }],
  ])('hides what is secret in the body %j', (body, shown) => {
    expect(redact.body(body)).toEqual(shown);
  });

  it.each([
    ['grant=x&client_secret=hush&a=b', 'grant=x&client_secret=***&a=b'],
    ['{"access_token":"hush and the text was cut', '{"access_token":"***'],
    ['<p>nothing</p>', '<p>nothing</p>'],
  ])('hides what is secret in the text %s', (text, shown) => {
    expect(redact.text(text)).toBe(shown);
  });

  it('takes no longer for texts that look like secrets all over', () => {
    const begin = performance.now();

    for (const part of ['"', '\\"', '//', '=a', 'a=', '?a', '"token":"', 'Bearer ', '\\'])
      redact.text(part.repeat(50_000));

    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
