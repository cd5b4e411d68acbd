import { describe, expect, it } from '@jest/globals';
import { credentialOf } from './credential-of.js';

describe('The fingerprint of credentials', () => {
  it('is the same for the same, another for others, and tells nothing of them', () => {
    const one = credentialOf({ authorization: 'Bearer abc', accept: 'application/json' });

    expect(credentialOf({ authorization: 'Bearer abc', accept: '*/*' })).toBe(one);
    expect(credentialOf({ authorization: 'Bearer abd' })).not.toBe(one);
    expect(credentialOf({ 'x-api-key': 'Bearer abc' })).not.toBe(one);
    expect(one).not.toContain('abc');
  });

  it.each(['authorization', 'x-api-key', 'api-key', 'x-functions-key', 'private-token', 'x-auth-token'])(
    'knows %s',
    (name) => {
      expect(credentialOf({ [name]: 'secret' })).not.toBeNull();
    },
  );

  it('is null where there are none', () => {
    expect(credentialOf({ accept: '*/*', 'idempotency-key': 'k', 'x-idempotency-key': 'k' })).toBeNull();
  });

  it('is that of the key, whatever its signature', () => {
    const signed = (signature: string) =>
      credentialOf({
        authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261122/eu/states/aws4_request, SignedHeaders=host, Signature=${signature}`,
      });

    expect(signed('aa')).toBe(signed('bb'));
  });
});
