import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AccessTokens } from './access-tokens.js';
import { TargetClient } from './target.client.js';
import { TargetGuard } from './target-guard.js';

interface Asked {
  method: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

interface Said {
  code?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const CLIENT_SECRET = 'canary-7d1f9c/+';
const credentials = { clientId: 'me', clientSecret: CLIENT_SECRET };

describe('The access tokens of an OAuth2 client', () => {
  let server: Server;
  let asked: Asked[];
  let answer: (asked: Asked, count: number) => Said;
  let client: TargetClient;
  let tokens: AccessTokens;
  let now: number;

  beforeEach(async () => {
    now = 1_000_000;
    asked = [];
    answer = (_, count) => ({ body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 3600 } });
    server = createServer((request, response) => {
      void text(request).then((body) => {
        asked.push({ method: request.method, headers: request.headers, body });
        const said = answer(asked.at(-1)!, asked.length);
        response.writeHead(said.code ?? 200, { 'content-type': 'application/json', ...said.headers });
        response.end(JSON.stringify(said.body ?? {}));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = new TargetClient(new TargetGuard({ allowPrivateCidrs: ['127.0.0.0/8'], ownUrls: [] }));
    tokens = new AccessTokens(client, () => now);
  });
  afterEach(async () => {
    await client.onApplicationShutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const grant = () => ({ tokenUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, scope: 'jobs' });
  const find = (tokenUrl = grant().tokenUrl) => tokens.find('oauth', { ...grant(), tokenUrl }, credentials);
  const renew = (sentAt: number) => tokens.renew('oauth', grant(), credentials, sentAt);
  const many = <Result>(of: () => Result) => Promise.all(Array.from({ length: 50 }, of));
  const until = async (token: string) => {
    while ((await find()) !== token) await new Promise(setImmediate);
  };

  it('are one for all who need it, got by one request', async () => {
    const found = await many(() => find());

    expect(new Set(found)).toEqual(new Set(['token-1']));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'POST', body: 'scope=jobs&grant_type=client_credentials' });
    const [, sent = ''] = asked[0]!.headers.authorization!.split(' ');
    const [id, password = ''] = Buffer.from(sent, 'base64').toString().split(':');
    expect([id, decodeURIComponent(password)]).toEqual(['me', CLIENT_SECRET]);
  });

  it('are replaced a minute before they end, and nobody waits for that', async () => {
    await find();
    now += 3_600_000 - 61_000;
    expect([await find(), asked.length]).toEqual(['token-1', 1]);

    now += 2000;

    expect(await many(() => find())).toEqual(Array(50).fill('token-1'));
    await until('token-2');
    expect(asked).toHaveLength(2);
  });

  it('are replaced after nine tenths of a short life', async () => {
    answer = (_, count) => ({ body: { access_token: `token-${count}`, token_type: 'bearer', expires_in: '100' } });
    await find();

    now += 89_000;
    expect([await find(), asked.length]).toEqual(['token-1', 1]);
    now += 12_000;

    expect(await find()).toBe('token-2');
  });

  it('are used while no other can be got, until they end', async () => {
    await find();
    answer = () => ({ code: 503 });

    now += 3_590_000;
    expect(await find()).toBe('token-1');
    now += 20_000;

    expect(await find()).toMatchObject({ kind: 'notSent', error: { code: 'token-unavailable' } });
  });

  it('are not asked for again at once where none was given', async () => {
    answer = () => ({ code: 500 });

    await find();
    await find();
    expect(asked).toHaveLength(1);
    now += 2001;
    await find();

    expect(asked).toHaveLength(2);
  });

  it('are got anew once when one is refused, and by all who had it', async () => {
    await find();
    now += 60_000;
    const sentAt = now;

    expect((await many(() => renew(sentAt))).every(Boolean)).toBe(true);

    expect(new Set(await many(() => find()))).toEqual(new Set(['token-2']));
    expect(asked).toHaveLength(2);
  });

  it('are not got anew when one is refused that is fresh', async () => {
    await find();
    now += 1000;

    expect(renew(now)).toBe(false);
    expect([await find(), asked.length]).toEqual(['token-1', 1]);
  });

  it('are worth another try where somebody got a fresh one meanwhile', async () => {
    const sentAt = now;
    now += 10;
    await find();

    expect(renew(sentAt)).toBe(true);
  });

  it('belong to the secret that they were got with: another gets another', async () => {
    await find();

    expect(await tokens.find('oauth', grant(), { ...credentials, clientSecret: 'changed' })).toBe('token-2');
    expect(await tokens.find('oauth', { ...grant(), scope: 'other' }, credentials)).toBe('token-3');
    expect(await find()).toBe('token-1');
  });

  it.each<[string, (asked: Asked) => boolean]>([
    ['in the form', ({ body }) => body.includes('client_secret=') && body.includes('client_id=me')],
    ['as JSON', ({ headers }) => headers['content-type'] === 'application/json'],
  ])('are asked for as the server takes it: %s', async (_, takes) => {
    answer = (seen, count) =>
      takes(seen)
        ? { body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 10 } }
        : { code: 401, body: { error: 'invalid_client' } };
    const first = await find();
    const attempts = asked.length;
    now += 20_000;

    expect(first).toBe(`token-${attempts}`);
    expect(await find()).toBe(`token-${attempts + 1}`);
  });

  it('are refused with a reason, and not with the secret', async () => {
    answer = () => ({ code: 400, body: { error: 'invalid_scope', error_description: `Not for ${CLIENT_SECRET}` } });

    expect(await find()).toEqual({
      kind: 'refused',
      error: { code: 'token-refused', message: 'The token endpoint answered 400: invalid_scope: Not for ***' },
    });
  });

  it.each<[string, Said]>([
    ['a page', { headers: { 'content-type': 'text/html' }, body: 'Sign in' }],
    ['a redirect', { code: 302, headers: { location: 'http://127.0.0.1/' } }],
    ['JSON without a token', { body: { ok: true } }],
    ['a token of another type', { body: { access_token: 't', token_type: 'mac' } }],
  ])('are not taken from %s', async (_, said) => {
    answer = () => said;

    expect(await find()).toMatchObject({ kind: 'refused', error: { code: 'token-refused' } });
  });

  it('are not asked for where nobody may ask', async () => {
    expect(await find('https://169.254.169.254/token')).toMatchObject({ error: { code: 'target-not-allowed' } });
    expect(await find('http://')).toMatchObject({ kind: 'refused', error: { code: 'token-refused' } });
  });
});
