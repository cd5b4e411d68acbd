import { describe, expect, it } from '@jest/globals';
import { nameSchema, startKeySchema } from './job.contract.js';

describe('nameSchema', () => {
  it.each(['gb4711', 'a/b', '...', ' padded ', 'Ünïcödé', '出版社', '👩‍🚀', '%2F', 'x'.repeat(256), '🚀'.repeat(256)])(
    'takes %j as it is',
    (name) => {
      expect(nameSchema.parse(name)).toBe(name);
    },
  );

  it.each([
    '',
    ' ',
    '\u00a0\u3000',
    '.',
    '..',
    'a\u0000b',
    'a\nb',
    '\u007f',
    '\u0085',
    '\ud800',
    'x'.repeat(257),
    '🚀'.repeat(257),
  ])('refuses %j', (name) => {
    expect(nameSchema.safeParse(name).success).toBe(false);
  });
});

describe('startKeySchema', () => {
  it.each(['k', '"8e03978e-40d5-43dd-bc93-6894a57f9324"', 'x'.repeat(255)])('takes %j', (key) => {
    expect(startKeySchema.safeParse(key).success).toBe(true);
  });

  it.each(['', 'x'.repeat(256), 'ä', 'a\tb'])('refuses %j', (key) => {
    expect(startKeySchema.safeParse(key).success).toBe(false);
  });
});
