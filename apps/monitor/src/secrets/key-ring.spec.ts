import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KeyRing } from './key-ring.js';

const [first, second] = [randomBytes(32).toString('hex'), randomBytes(32).toString('base64')];

describe('A key ring', () => {
  it('opens what it sealed, and never seals alike twice', () => {
    const ring = new KeyRing([first]);
    const [one, two] = [ring.seal('openai', 'the secret'), ring.seal('openai', 'the secret')];

    expect([ring.open('openai', one), ring.open('openai', two)]).toEqual(['the secret', 'the secret']);
    expect(one.sealed.equals(two.sealed)).toBe(false);
    expect(one.sealed.includes('the secret')).toBe(false);
  });

  it('opens nothing under another name, nothing altered, and nothing of a key that it does not have', () => {
    const ring = new KeyRing([first]);
    const kept = ring.seal('openai', 'the secret');
    const altered = Buffer.from(kept.sealed);
    altered[altered.length - 1]! ^= 1;

    expect(ring.open('other', kept)).toBeUndefined();
    expect(ring.open('openai', { ...kept, sealed: altered })).toBeUndefined();
    expect(ring.open('openai', { ...kept, sealed: Buffer.alloc(3) })).toBeUndefined();
    expect(new KeyRing([second]).open('openai', kept)).toBeUndefined();
  });

  it('seals with its first key and opens with every one', () => {
    const kept = new KeyRing([first]).seal('openai', 'the secret');
    const rotated = new KeyRing([second, first]);

    expect(rotated.open('openai', kept)).toBe('the secret');
    expect(rotated.seal('openai', 'x').keyId).toBe(rotated.currentKeyId);
    expect(rotated.currentKeyId).not.toBe(kept.keyId);
  });

  it('seals nothing without a key', () => {
    expect(() => new KeyRing([]).seal('openai', 'x')).toThrow('There is no key to encrypt with');
  });
});
