import { describe, expect, it } from '@jest/globals';
import type { Secret } from '@app/contracts';
import { type CallbackProof, forgedSecret, signCallback } from '../../apps/emulator/src/callbacks/sign-callback.js';
import { verifyCallback } from '../../apps/monitor/src/targets/verify-callback.js';

const SECRET = 'whsec_bG9uZ3dhdGNoLWVtdWxhdG9yLWNhbGxiYWNrcy1rZXk=';
const BODY = '{"id":"1","name":"Zoë"}';

const proofs: NonNullable<CallbackProof>[] = [
  { scheme: 'standard-webhooks', secret: 's' },
  { scheme: 'token', secret: 's', header: 'X-Token' },
  { scheme: 'hmac', secret: 's', header: 'X-Signature', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' },
  { scheme: 'hmac', secret: 's', header: 'x-signature', algorithm: 'sha512', encoding: 'base64' },
];

/** Whether the monitor takes a callback that was signed with one secret, and knows another or the same. */
function isTaken(proof: CallbackProof, signedWith: string, body = BODY): boolean {
  const headers = signCallback(proof, signedWith, { id: 'msg_1', sentAt: Date.now(), body: BODY });
  return verifyCallback(proof, { values: { token: SECRET } } as unknown as Secret, {
    headers,
    rawBody: Buffer.from(body),
  });
}

describe('The signature of a callback', () => {
  it.each(proofs)('is taken by the monitor that knows the secret: $scheme $encoding', (proof) => {
    expect(isTaken(proof, SECRET)).toBe(true);
  });

  it.each(proofs)('is not taken where it is forged: $scheme $encoding', (proof) => {
    expect(isTaken(proof, forgedSecret(SECRET))).toBe(false);
  });

  it.each(proofs.filter(({ scheme }) => scheme !== 'token'))('fits its body alone: $scheme $encoding', (proof) => {
    expect(isTaken(proof, SECRET, '{}')).toBe(false);
  });

  it('is not there where the URL is the proof', () => {
    expect(signCallback({ scheme: 'url' }, SECRET, { id: '1', sentAt: 0, body: BODY })).toEqual({});
  });
});
