import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Secret } from '@app/contracts';
import { Webhook } from 'standardwebhooks';
import { type CallbackProof, verifyCallback } from './verify-callback.js';

const rawBody = Buffer.from('{"id":"1","état":"fini"}');
const secret: Secret = { kind: 'shared', values: { secret: 'the shared secret' } };
const sign = (algorithm: string, encoding: 'hex' | 'base64', key = 'the shared secret', body: Buffer = rawBody) =>
  createHmac(algorithm, key).update(body).digest(encoding);

describe('A callback', () => {
  it('needs no more than its URL by default', () => {
    expect(verifyCallback(undefined, undefined, { headers: {}, rawBody })).toBe(true);
    expect(verifyCallback({ scheme: 'url' }, undefined, { headers: {}, rawBody })).toBe(true);
  });

  describe('with a token', () => {
    const verify: CallbackProof = { scheme: 'token', secret: 's', header: 'X-Hook-Token' };
    const isTrue = (headers: Record<string, string | string[]>, of = secret) =>
      verifyCallback(verify, of, { headers, rawBody });

    it('is true with it, by itself or as a bearer', () => {
      expect(isTrue({ 'x-hook-token': 'the shared secret' })).toBe(true);
      expect(isTrue({ 'x-hook-token': 'Bearer the shared secret' })).toBe(true);
      expect(isTrue({ 'x-hook-token': ['the shared secret', 'other'] })).toBe(true);
    });

    it.each([
      ['no header', {}],
      ['an empty one', { 'x-hook-token': '' }],
      ['another token', { 'x-hook-token': 'the shared secreT' }],
      ['its beginning', { 'x-hook-token': 'the shared' }],
      ['more than it', { 'x-hook-token': 'the shared secret ' }],
      ['another header', { 'x-other': 'the shared secret' }],
    ])('is false with %s', (_, headers: Record<string, string>) => {
      expect(isTrue(headers)).toBe(false);
    });

    it('is false without a secret to compare with', () => {
      expect(verifyCallback(verify, undefined, { headers: { 'x-hook-token': 'undefined' }, rawBody })).toBe(false);
      expect(isTrue({ 'x-hook-token': '' }, { kind: 'text', values: { text: '' } })).toBe(false);
      expect(isTrue({ 'x-hook-token': 'p' }, { kind: 'basic', values: { username: 'u', password: 'p' } })).toBe(false);
    });
  });

  describe('with a signature', () => {
    it.each<[string, CallbackProof, string]>([
      [
        "GitHub's",
        {
          scheme: 'hmac',
          secret: 's',
          header: 'X-Hub-Signature-256',
          algorithm: 'sha256',
          encoding: 'hex',
          prefix: 'sha256=',
        },
        `sha256=${sign('sha256', 'hex')}`,
      ],
      [
        'hex in capitals',
        { scheme: 'hmac', secret: 's', header: 'x-sig', algorithm: 'sha1', encoding: 'hex' },
        sign('sha1', 'hex').toUpperCase(),
      ],
      [
        'base64',
        { scheme: 'hmac', secret: 's', header: 'x-sig', algorithm: 'sha512', encoding: 'base64' },
        sign('sha512', 'base64'),
      ],
    ])('is true with it: %s', (_, verify, signature) => {
      const header = (verify as { header: string }).header.toLowerCase();
      const of = (headers: Record<string, string>, body = rawBody) =>
        verifyCallback(verify, secret, { headers, rawBody: body });

      expect(of({ [header]: signature })).toBe(true);
      expect(of({ [header]: signature }, Buffer.from('{"id":"2"}'))).toBe(false);
      expect(of({ [header]: signature.slice(0, -1) })).toBe(false);
      expect(of({})).toBe(false);
      expect(verifyCallback(verify, undefined, { headers: { [header]: signature }, rawBody })).toBe(false);
    });

    it('is false without the prefix, and with the case of base64 changed', () => {
      const github: CallbackProof = {
        scheme: 'hmac',
        secret: 's',
        header: 'x-sig',
        algorithm: 'sha256',
        encoding: 'hex',
        prefix: 'sha256=',
      };
      const base64: CallbackProof = { ...github, encoding: 'base64', prefix: undefined };

      expect(verifyCallback(github, secret, { headers: { 'x-sig': sign('sha256', 'hex') }, rawBody })).toBe(false);
      expect(
        verifyCallback(base64, secret, { headers: { 'x-sig': sign('sha256', 'base64').toLowerCase() }, rawBody }),
      ).toBe(false);
    });
  });

  describe('after Standard Webhooks', () => {
    const key = `whsec_${Buffer.from('the shared secret of 24+').toString('base64')}`;
    const verify: CallbackProof = { scheme: 'standard-webhooks', secret: 's' };
    const whsec: Secret = { kind: 'shared', values: { secret: key } };
    const headersAt = (at: Date, body = rawBody) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': `v1,bm90IHRoaXMgb25l ${new Webhook(key).sign('msg_1', at, body)}`,
    });
    const isTrue = (headers: Record<string, string>, of = whsec, body = rawBody) =>
      verifyCallback(verify, of, { headers, rawBody: body });

    it('is true with one of several signatures, also of a body that is empty or no JSON', () => {
      expect(isTrue(headersAt(new Date()))).toBe(true);
      for (const body of [Buffer.from('done'), Buffer.alloc(0)]) {
        expect(isTrue(headersAt(new Date(), body), whsec, body)).toBe(true);
      }
    });

    it.each([
      ['nothing', {}],
      ['a signature of six minutes ago', headersAt(new Date(Date.now() - 360_000))],
      ['a signature of in six minutes', headersAt(new Date(Date.now() + 360_000))],
      ['another id', { ...headersAt(new Date()), 'webhook-id': 'msg_2' }],
      ['no signature', { ...headersAt(new Date()), 'webhook-signature': 'v1,' }],
      ['another version', { ...headersAt(new Date()), 'webhook-signature': 'v2,x' }],
    ])('is false with %s', (_, headers: Record<string, string>) => {
      expect(isTrue(headers)).toBe(false);
    });

    it('is false with another body, and with a secret that is none', () => {
      expect(isTrue(headersAt(new Date()), whsec, Buffer.from('{}'))).toBe(false);
      expect(isTrue(headersAt(new Date()), { kind: 'shared', values: { secret: 'whsec_§' } })).toBe(false);
      expect(verifyCallback(verify, undefined, { headers: headersAt(new Date()), rawBody })).toBe(false);
    });
  });
});
