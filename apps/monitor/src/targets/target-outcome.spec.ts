import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from './target-outcome.js';

const failed = (code: string) => outcomeOf(undefined, { code, message: '' });

describe('What an answer says of its target', () => {
  it.each([200, 202, 302, 400, 401, 404, 410])('is good with %d: it answers', (code) => {
    expect(outcomeOf({ code })).toBe('good');
  });

  it.each([429, 500, 502, 503, 504])('is bad with %d', (code) => {
    expect(outcomeOf({ code })).toBe('bad');
  });

  it('is bad where it did not answer', () => {
    expect(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET'].map(failed)).not.toContain(
      'good',
    );
    expect(failed('ECONNRESET')).toBe('bad');
  });

  it.each(['secret-missing', 'token-refused', 'target-not-allowed', 'request-invalid', 'token-unavailable', 'ABORTED'])(
    'is nothing with %s: it was not asked, or given up by us',
    (code) => {
      expect(failed(code)).toBe('none');
    },
  );
});
