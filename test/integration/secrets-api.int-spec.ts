import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { secretsStage } from '../support/secrets-app.js';

const [keyOne, keyTwo] = [randomBytes(32).toString('hex'), randomBytes(32).toString('base64')];
const CANARY = 'canary-3f8a41';

describe('The API of secrets', () => {
  const stage = secretsStage();

  it('takes a secret in and tells all about it but its values', async () => {
    const { ask, find } = await stage.replica({ secretKeys: [keyOne] });

    const put = await ask('PUT', '/openai', { token: CANARY });
    const again = await ask('PUT', '/openai', { key: CANARY });
    const answers = [put, again, await ask('GET', '/openai'), await ask('GET')];

    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    expect(put.json).toMatchObject({ name: 'openai', kind: 'bearer', source: 'api' });
    expect(answers[2]!.json).toMatchObject({ name: 'openai', kind: 'api-key', source: 'api' });
    expect(answers[3]!.json).toMatchObject({ secrets: [{ name: 'openai', kind: 'api-key', source: 'api' }] });
    expect(JSON.stringify(answers)).not.toContain(CANARY);
    expect(await find('openai')).toEqual({ kind: 'api-key', values: { key: CANARY } });
  });

  it('keeps it encrypted', async () => {
    const { ask } = await stage.replica({ secretKeys: [keyOne] });

    await ask('PUT', '/openai', { token: CANARY });

    const [row] = await stage.database.query<{ all: string; sealed: Buffer }>(
      'SELECT to_jsonb(s)::text AS all, sealed FROM monitor.secrets s',
    );
    expect(row!.all).not.toContain(CANARY);
    expect(row!.sealed.toString('latin1')).not.toContain(CANARY);
  });

  it('deletes it, and then knows none', async () => {
    const { ask, find } = await stage.replica({ secretKeys: [keyOne] });
    await ask('PUT', '/openai', { token: CANARY });
    await find('openai');

    expect((await ask('DELETE', '/openai')).status).toBe(204);

    expect(await find('openai')).toBeUndefined();
    for (const method of ['GET', 'DELETE']) {
      expect(await ask(method, '/openai')).toMatchObject({ status: 404, json: { code: 'secret-unknown' } });
    }
  });

  it.each<[string, string, unknown, number, object]>([
    ['no fields', '/a', {}, 422, { code: 'body-invalid', errors: [{ pointer: '' }] }],
    ['no object', '/a', ['token'], 422, { code: 'body-invalid' }],
    ['nothing', '/a', '', 422, { code: 'body-invalid' }],
    ['fields of two kinds', '/a', { token: CANARY, key: CANARY }, 422, { code: 'body-invalid' }],
    [
      'a field too few',
      '/a',
      { clientId: CANARY },
      422,
      { errors: [{ pointer: '/clientSecret', detail: 'must be there, and be a text' }] },
    ],
    ['a line break', '/a', { token: `${CANARY}\n` }, 422, { errors: [{ pointer: '/token' }] }],
    ['too long a value', '/a', { token: CANARY.repeat(2000) }, 422, { errors: [{ pointer: '/token' }] }],
    ['half a body', '/a', `{"token":"${CANARY}`, 400, { code: 'body-malformed' }],
    ['a body that is no JSON', '/a', CANARY, 400, { code: 'body-malformed' }],
    ['keys of the prototype', '/a', `{"__proto__":{"token":"${CANARY}"}}`, 400, { code: 'body-malformed' }],
    ['a name that begins with a dot', '/.a', { token: CANARY }, 422, { code: 'parameter-invalid' }],
    ['a name of two folders', '/..%2fa', { token: CANARY }, 422, { errors: [{ parameter: 'name' }] }],
    ['too long a name', `/${'a'.repeat(65)}`, { token: CANARY }, 422, { code: 'parameter-invalid' }],
  ])('refuses %s, says where, and repeats nothing of it', async (_, path, body, status, problem) => {
    const { ask } = await stage.replica({ secretKeys: [keyOne] });

    const answer = await ask('PUT', path, body);

    expect(answer).toMatchObject({ status, json: problem });
    expect(answer.text).not.toContain(CANARY.slice(0, 6));
    expect((await ask('GET')).json).toEqual({ secrets: [] });
  });

  it('says that there is no key to encrypt with, and still lists', async () => {
    const { ask } = await stage.replica({ secretKeys: [], secretVariables: { OPENAI: CANARY } });

    expect(await ask('PUT', '/openai', { token: CANARY })).toMatchObject({
      status: 501,
      json: { code: 'secrets-key-missing', detail: expect.stringContaining('SECRETS_KEY') },
    });
    expect((await ask('GET')).json).toEqual({ secrets: [{ name: 'openai', kind: 'text', source: 'environment' }] });
  });

  it('lets a change take effect on the other replicas within seconds', async () => {
    const [one, two] = [await stage.replica({ secretKeys: [keyOne] }), await stage.replica({ secretKeys: [keyOne] })];
    await one.ask('PUT', '/openai', { token: 'first' });
    expect(await two.find('openai')).toMatchObject({ values: { token: 'first' } });

    await one.ask('PUT', '/openai', { token: 'second' });

    expect(await one.find('openai')).toMatchObject({ values: { token: 'second' } });
    await eventually(
      'the other replica has it',
      async () => (await two.find('openai'))?.values.token === 'second',
      5000,
    );
  });

  describe('while its key is changed', () => {
    it('goes on reading what the old one encrypted, and encrypts it anew', async () => {
      const before = await stage.replica({ secretKeys: [keyOne] });
      await before.ask('PUT', '/openai', { token: CANARY });

      const both = await stage.replica({ secretKeys: [keyTwo, keyOne] });
      expect(await both.find('openai')).toMatchObject({ values: { token: CANARY } });

      const after = await stage.replica({ secretKeys: [keyTwo] });
      expect(await after.find('openai')).toMatchObject({ values: { token: CANARY } });
    });

    it('says of a secret that its key is gone, and lets another take its place', async () => {
      const before = await stage.replica({ secretKeys: [keyOne] });
      await before.ask('PUT', '/openai', { token: CANARY });
      const after = await stage.replica({ secretKeys: [keyTwo], secretVariables: { OPENAI: 'not this' } });

      await expect(after.find('openai')).rejects.toThrow('The secret "openai" can not be decrypted');
      await after.ask('PUT', '/openai', { token: 'new' });

      expect(await after.find('openai')).toMatchObject({ values: { token: 'new' } });
    });

    it('does not take a row that was moved to another name', async () => {
      const { ask, find } = await stage.replica({ secretKeys: [keyOne] });
      await ask('PUT', '/openai', { token: CANARY });

      await stage.database.query(`UPDATE monitor.secrets SET name = 'other'`);

      await expect(find('other')).rejects.toThrow('The secret "other" can not be decrypted');
    });
  });

  describe('beside files and variables', () => {
    let folder: string;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'longwatch-secrets-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const start = (secretVariables: Record<string, string> = {}) =>
      stage.replica({ secretKeys: [keyOne], secretsFolder: folder, secretVariables });

    it('goes first, then files, then variables', async () => {
      const { ask, find } = await start({ A: 'variable', B: 'variable', C: 'variable' });
      await writeFile(join(folder, 'a'), 'file');
      await writeFile(join(folder, 'b'), 'file\n');
      await ask('PUT', '/a', { token: 'api' });

      const found = await Promise.all(['a', 'b', 'c', 'd'].map(find));

      expect(found).toEqual([
        { kind: 'bearer', values: { token: 'api' } },
        { kind: 'text', values: { text: 'file' } },
        { kind: 'text', values: { text: 'variable' } },
        undefined,
      ]);
      expect((await ask('GET')).json).toMatchObject({
        secrets: [
          { name: 'a', kind: 'bearer', source: 'api' },
          { name: 'b', kind: 'text', source: 'file' },
          { name: 'c', kind: 'text', source: 'environment' },
        ],
      });
    });

    it('reads the fields of a secret there, too', async () => {
      const { find } = await start({ MY_BASIC_1: '{"username":"u","password":"p"}' });
      await writeFile(join(folder, 'aws'), '{"accessKeyId":"i","secretAccessKey":"s"}');

      expect(await find('aws')).toEqual({ kind: 'sigv4', values: { accessKeyId: 'i', secretAccessKey: 's' } });
      expect(await find('my-basic.1')).toEqual({ kind: 'basic', values: { username: 'u', password: 'p' } });
    });

    it.each(['{"username":"u"}', '{"token":', '', '{}'])('says of %j that it is no secret', async (text) => {
      const { find, ask } = await start();
      await writeFile(join(folder, 'broken'), text);

      await expect(find('broken')).rejects.toThrow(
        'The file of the secret "broken" holds neither a value nor the fields',
      );
      expect((await ask('GET')).json).toEqual({ secrets: [] });
    });

    it('says that what a file gives is not deleted here', async () => {
      const { ask } = await start({ VARIABLE: 'x' });
      await writeFile(join(folder, 'a'), 'file');

      expect(await ask('GET', '/a')).toMatchObject({ status: 200, json: { source: 'file' } });
      for (const name of ['a', 'variable']) {
        expect(await ask('DELETE', `/${name}`)).toMatchObject({ status: 409, json: { code: 'secret-given-outside' } });
      }
    });

    it('sees a file that changes, within seconds', async () => {
      const { find } = await start();
      await writeFile(join(folder, 'a'), 'one');
      expect(await find('a')).toMatchObject({ values: { text: 'one' } });

      await writeFile(join(folder, 'a'), 'two');

      await eventually('it has changed', async () => (await find('a'))?.values.text === 'two', 5000);
    });
  });
});
