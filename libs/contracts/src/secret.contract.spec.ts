import { describe, expect, it } from '@jest/globals';
import { secretSchema } from './secret.contract.js';

const faultsOf = (fields: unknown) =>
  secretSchema.safeParse(fields).error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('The fields of a secret', () => {
  it.each([
    ['api-key', { key: 'k' }],
    ['basic', { username: 'u', password: 'p:p' }],
    ['bearer', { token: 't' }],
    ['oauth2', { clientId: 'i', clientSecret: 's' }],
    ['sigv4', { accessKeyId: 'i', secretAccessKey: 's' }],
    ['sigv4', { accessKeyId: 'i', secretAccessKey: 's', sessionToken: 't' }],
    ['shared', { secret: 'line\nbreak' }],
  ])('show its kind: %s', (kind, fields) => {
    expect(secretSchema.parse(fields)).toEqual({ kind, values: fields });
  });

  it.each([
    ['nothing', {}, [['', expect.stringMatching(/^must have the fields of one kind: key; /)]]],
    ['a text', 'k', [['', expect.stringMatching(/^must have the fields of one kind: key; /)]]],
    ['fields of two kinds', { key: 'k', token: 't' }, [['', expect.stringMatching(/^must have the fields/)]]],
    ['a field too few', { username: 'u' }, [['password', 'must be there, and be a text']]],
    ['a number', { token: 5 }, [['token', 'must be there, and be a text']]],
    ['an empty field', { token: '' }, [['token', 'must not be empty']]],
    ['a line break', { token: 'a\nb' }, [['token', 'must not hold line breaks or other control characters']]],
    ['a user name with a colon', { username: 'a:b', password: 'p' }, [['username', 'must not hold a colon']]],
  ])('must be those of one kind: not %s', (_, fields, faults) => {
    expect(faultsOf(fields)).toEqual(faults);
  });

  it('are repeated by no message', () => {
    const canary = 'canary-5f1c';

    const messages = JSON.stringify([
      faultsOf({ [canary]: canary }),
      faultsOf({ key: canary, [canary]: canary }),
      faultsOf({ username: `${canary}:`, password: 5 }),
      faultsOf({ token: `${canary}\n` }),
    ]);

    expect(messages).not.toContain(canary);
  });
});
