import { describe, expect, it } from '@jest/globals';
import { compileProfile } from '../profile/compile.js';
import { profileSchema } from '../profile/profile.contract.js';
import { compileDialect } from './compile-dialect.js';
import type { ErrorToWrite } from './dialect.js';
import { errorKindOf } from './error-words.js';
import { supplementSchema } from './supplement.contract.js';
import { writeError } from './write-error.js';

const incoming = { method: 'GET', path: '/jobs/j1', query: [], headers: {}, body: undefined, text: undefined };

function told(error: ErrorToWrite, errors: object = {}) {
  const profile = profileSchema.parse({
    name: 'p',
    baseUrl: 'https://api.example.com',
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: { request: { url: '/jobs/{{job.id}}' }, status: 'body.state', statuses: { succeeded: ['done'] } },
    error: { code: 'body.code', message: 'body.message' },
  });
  const dialect = compileDialect(compileProfile(profile), supplementSchema.parse({ errors }));
  return writeError(dialect, undefined, incoming, error, { base: 'http://localhost:3001/dialects/p' });
}

describe('An error', () => {
  it.each([
    [400, 'other', 'bad-request'],
    [401, 'unauthorized', 'unauthorized'],
    [403, 'other', 'forbidden'],
    [404, 'unknown', 'not-found'],
    [409, 'other', 'conflict'],
    [418, 'other', 'bad-request'],
    [429, 'throttled', 'too-many-requests'],
    [500, 'failed', 'internal-server-error'],
    [502, 'failed', 'bad-gateway'],
    [503, 'unavailable', 'service-unavailable'],
    [529, 'unavailable', 'service-unavailable'],
  ])('of status %i is %s, and its code by default %s', (status, kind, code) => {
    const error = { kind: errorKindOf(status), status };

    expect(error.kind).toBe(kind);
    expect(told(error)).toMatchObject({ code: status, body: { code, message: expect.stringMatching(/../) } });
  });

  it('is told in the words of its kind, and without any in those of the others', () => {
    const errors = {
      throttled: { body: { code: 'SLOW_DOWN', wait: '{{job.error.message}}' } },
      other: { body: { code: 'WRONG', status: '{{job.error.status}}' } },
    };

    expect(told({ kind: 'throttled' }, errors)).toEqual({
      code: 429,
      headers: {},
      body: { code: 'SLOW_DOWN', wait: 'Too many requests' },
    });
    expect(told({ kind: 'failed', status: 502 }, errors).body).toEqual({ code: 'WRONG', status: 502 });
  });
});
