import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { faultsOf, pointerTo } from './schema-faults.js';

const schema = z.strictObject({
  text: z.string().min(1).max(3).optional(),
  long: z.string().min(2).optional(),
  count: z.int().min(1).max(9).optional(),
  share: z.number().gt(0).lt(1).optional(),
  list: z.array(z.number()).min(1).max(2).optional(),
  word: z.enum(['a', 'b']).optional(),
  id: z.uuid().optional(),
  at: z.iso.datetime().optional(),
  code: z.string().regex(/^x$/).optional(),
  own: z.string().max(1, 'must be one letter').optional(),
  fields: z.record(z.string().min(2), z.string()).optional(),
});

function told(value: unknown, by: z.ZodType = schema): string[] {
  const { error } = by.safeParse(value);
  return faultsOf(error!, by).map(({ path, detail }) => `${pointerTo(path)} ${detail}`);
}

describe('What is wrong with a value', () => {
  it.each<[unknown, string]>([
    [undefined, ' is missing; it must be an object'],
    [null, ' must be an object'],
    [{ text: 5 }, '/text must be a text'],
    [{ text: '' }, '/text must not be empty'],
    [{ text: 'abcd' }, '/text must have at most 3 characters'],
    [{ long: 'a' }, '/long must have at least 2 characters'],
    [{ count: 0.5 }, '/count must be a whole number'],
    [{ count: 0 }, '/count must be at least 1'],
    [{ count: 10 }, '/count must be at most 9'],
    [{ share: 0 }, '/share must be more than 0'],
    [{ share: 1 }, '/share must be less than 1'],
    [{ list: [] }, '/list must not be empty'],
    [{ list: [1, 2, 3] }, '/list must have at most 2 entries'],
    [{ list: ['a'] }, '/list/0 must be a number'],
    [{ word: 'c' }, '/word must be a or b'],
    [{ id: 'x' }, '/id must be a UUID'],
    [{ at: 'x' }, '/at must be an instant such as 2026-11-21T10:00:00Z'],
    [{ code: 'y' }, '/code must match /^x$/'],
    [{ own: 'ab' }, '/own must be one letter'],
    [{ fields: { a: 'x' } }, '/fields/a the name must have at least 2 characters'],
    [
      { texts: 1 },
      '/texts is not known here; allowed are text, long, count, share, list, word, id, at, code, own, fields',
    ],
  ])('is told in a sentence that says what is allowed: %j', (value, expected) => {
    expect(told(value)).toEqual([expected]);
  });

  it('is told of a parameter, too, which came as text', () => {
    expect(told({ limit: 'x' }, z.strictObject({ limit: z.coerce.number() }))).toEqual(['/limit must be a number']);
  });
});
