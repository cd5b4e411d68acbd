import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProfileAuth, Secret } from '@app/contracts';
import { SecretUnreadable } from '../secrets/secret.errors.js';
import { AccessTokens } from './access-tokens.js';
import { Authorizer } from './authorizer.js';
import { type Caller, TargetCaller } from './target-caller.js';
import { TargetClient } from './target.client.js';
import { TargetGuard } from './target-guard.js';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

interface Said {
  code?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A server that keeps what it is asked. */
async function startServer(answer: (seen: Seen, count: number) => Said | Promise<Said>) {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body });
      const said = await answer(seen.at(-1)!, seen.length);
      response.writeHead(said.code ?? 200, { 'content-type': 'application/json', ...said.headers });
      response.end(JSON.stringify(said.body ?? {}));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { seen, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const CANARY = 'canary-7d1f9c/+';
const oauthSecret: Secret = { kind: 'oauth2', values: { clientId: 'me', clientSecret: CANARY } };
const secrets: Record<string, Secret> = {
  key: { kind: 'api-key', values: { key: CANARY } },
  token: { kind: 'bearer', values: { token: CANARY } },
  text: { kind: 'text', values: { text: CANARY } },
  pair: { kind: 'basic', values: { username: 'me', password: CANARY } },
  oauth: oauthSecret,
  aws: { kind: 'sigv4', values: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: CANARY, sessionToken: `st-${CANARY}` } },
};

describe('Requests with credentials', () => {
  const servers: Server[] = [];
  let client: TargetClient;
  let now: number;
  let base: Awaited<ReturnType<typeof startServer>>;
  let other: Awaited<ReturnType<typeof startServer>>;
  let tokens: Awaited<ReturnType<typeof startServer>>;
  let answerOfBase: (seen: Seen, count: number) => Said;
  let answerOfTokens: (seen: Seen, count: number) => Said | Promise<Said>;
  let caller: TargetCaller;
  let renewed: boolean;

  beforeEach(async () => {
    now = 1_000_000;
    renewed = false;
    answerOfBase = () => ({});
    answerOfTokens = (_, count) => ({
      body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 3600 },
    });
    base = await startServer((seen, count) => answerOfBase(seen, count));
    other = await startServer(() => ({}));
    tokens = await startServer((seen, count) => answerOfTokens(seen, count));
    servers.push(base.server, other.server, tokens.server);
    client = new TargetClient(new TargetGuard({ allowPrivateCidrs: ['127.0.0.0/8'], ownUrls: [] }));
    const store = {
      find: async (name: string) => {
        if (name === 'unreadable') throw new SecretUnreadable('It is encrypted under another key');
        if (name === 'unavailable') throw new Error('The database is away');
        return secrets[name];
      },
      renew: async () => renewed,
    };
    caller = new TargetCaller(client, new Authorizer(store, new AccessTokens(client, () => now)));
  });
  afterEach(async () => {
    await client.onApplicationShutdown();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  const oauth = (): ProfileAuth => ({
    scheme: 'oauth2',
    secret: 'oauth',
    tokenUrl: `${tokens.origin}/token`,
    scope: 'jobs',
  });
  const profile = (auth: ProfileAuth): Caller => ({ auth, baseUrl: `${base.origin}/v1` });
  const call = (auth: ProfileAuth, url = `${base.origin}/v1/jobs/1?a=b%20c`) =>
    caller.call({
      request: { method: 'GET', url, headers: { accept: 'application/json' } },
      profile: profile(auth),
      purpose: 'poll',
      timeoutMs: 5000,
    });

  const bearer: ProfileAuth = { scheme: 'bearer', secret: 'token' };
  const keyInHeader: ProfileAuth = { scheme: 'api-key', secret: 'key', in: 'header', name: 'X-Api-Key' };
  const keyInQuery: ProfileAuth = { scheme: 'api-key', secret: 'key', in: 'query', name: 'api_key' };
  const basic: ProfileAuth = { scheme: 'basic', secret: 'pair' };
  const sigv4: ProfileAuth = { scheme: 'sigv4', secret: 'aws', service: 'athena', region: 'us-east-1' };
  const all = (): [string, ProfileAuth][] => [
    ['bearer', bearer],
    ['api-key', keyInHeader],
    ['api-key in the query', keyInQuery],
    ['basic', basic],
    ['oauth2', oauth()],
    ['sigv4', sigv4],
  ];
  const encodedPair = Buffer.from(`me:${CANARY}`).toString('base64');

  it('carry what their scheme asks for', async () => {
    for (const [, auth] of all()) await call(auth);

    const [first, second, third, fourth, fifth, sixth] = base.seen;
    expect(first!.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(second!.headers['x-api-key']).toBe(CANARY);
    expect(third!.url).toBe(`/v1/jobs/1?a=b%20c&api_key=${encodeURIComponent(CANARY)}`);
    expect(fourth!.headers.authorization).toBe(`Basic ${encodedPair}`);
    expect(fifth!.headers.authorization).toBe('Bearer token-1');
    expect(sixth!.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/athena\//,
    );
    expect(sixth!.headers['x-amz-security-token']).toBe(`st-${CANARY}`);
    for (const seen of base.seen) expect(seen.headers.accept).toBe('application/json');
  });

  it('carry a prefix, a text by itself, and ours in place of a header that the profile gives', async () => {
    await call({ ...keyInHeader, secret: 'text', name: 'Authorization', prefix: 'Token ' });
    await caller.call({
      request: { method: 'GET', url: `${base.origin}/`, headers: { Authorization: 'mine' } },
      profile: profile(bearer),
      purpose: 'poll',
      timeoutMs: 5000,
    });

    expect(base.seen.map(({ headers }) => headers.authorization)).toEqual([`Token ${CANARY}`, `Bearer ${CANARY}`]);
  });

  it('carry nothing at all to another origin, whatever the scheme', async () => {
    for (const [, auth] of all()) await call(auth, `${other.origin}/v1/jobs/1`);

    expect(other.seen).toHaveLength(6);
    const sent = JSON.stringify(other.seen);
    for (const part of [CANARY, encodeURIComponent(CANARY), encodedPair, 'AKIDEXAMPLE', 'token-1', 'authorization']) {
      expect(sent).not.toContain(part);
    }
    expect(tokens.seen).toHaveLength(0);
  });

  it('carry nothing where a redirect leads: it is not followed', async () => {
    answerOfBase = () => ({ code: 302, headers: { location: `${other.origin}/steal` } });

    for (const [, auth] of all()) expect(await call(auth)).toMatchObject({ reply: { code: 302 } });

    expect(other.seen).toHaveLength(0);
  });

  it('carry them to the origins that the profile lists, and then not to baseUrl', async () => {
    const auth = { ...bearer, origins: [other.origin] };

    await call(auth, `${other.origin}/`);
    await call(auth);

    expect(other.seen[0]!.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(base.seen[0]!.headers.authorization).toBeUndefined();
  });

  it('are not sent where credentials would go in the clear', async () => {
    const answer = await caller.call({
      request: { method: 'GET', url: 'http://api.example.com/', headers: {} },
      profile: { auth: bearer, baseUrl: 'http://api.example.com' },
      purpose: 'poll',
      timeoutMs: 5000,
    });

    expect(answer).toMatchObject({ kind: 'refused', error: { code: 'credentials-need-https' } });
  });

  it.each<[string, ProfileAuth, object]>([
    [
      'there is none',
      { ...bearer, secret: 'none' },
      { kind: 'refused', error: { code: 'secret-missing', message: 'There is no secret "none"' } },
    ],
    ['it is of another kind', { ...basic, secret: 'token' }, { kind: 'refused', error: { code: 'secret-unfit' } }],
    [
      'it can not be decrypted',
      { ...bearer, secret: 'unreadable' },
      { kind: 'refused', error: { code: 'secret-unreadable' } },
    ],
    [
      'the database is away',
      { ...bearer, secret: 'unavailable' },
      { kind: 'notSent', error: { code: 'secret-unavailable' } },
    ],
  ])('are not sent without their secret: %s', async (_, auth, answer) => {
    expect(await call(auth)).toMatchObject(answer);
    expect(base.seen).toHaveLength(0);
  });

  it('get replies that do not repeat their credentials', async () => {
    answerOfBase = ({ url, headers }) => ({
      headers: { location: `${base.origin}${url}&page=2`, 'x-echo': JSON.stringify(headers) },
      body: { self: url, headers, list: [headers.authorization] },
    });

    for (const [scheme, auth] of all().slice(0, 5)) {
      const kept = JSON.stringify(await call(auth));

      for (const part of [CANARY, encodeURIComponent(CANARY), encodedPair, 'token-1'])
        expect([scheme, kept]).not.toContain(part);
      expect(kept).toContain('***');
    }
  });

  it('get replies that do not repeat their credentials behind the escapes of JSON', async () => {
    const server = createServer((_, response) => response.end(`{"a":"${CANARY.replaceAll('/', '\\/')}","b":1}`));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    servers.push(server);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const answer = await call({ ...bearer, origins: [origin] }, `${origin}/`);

    expect(answer).toMatchObject({ reply: { body: { a: '***', b: 1 }, text: '{"a":"***","b":1}' } });
  });

  it('are known by the URL that the profile made', async () => {
    expect(await call(keyInQuery)).toMatchObject({ reply: { url: `${base.origin}/v1/jobs/1?a=b%20c` } });
  });

  describe('of an OAuth2 client', () => {
    it('share one token, got by one request, however many there are', async () => {
      await Promise.all(Array.from({ length: 50 }, () => call(oauth())));

      expect(tokens.seen).toHaveLength(1);
      expect(tokens.seen[0]).toMatchObject({
        method: 'POST',
        url: '/token',
        body: 'scope=jobs&grant_type=client_credentials',
      });
      const [, credentials = ''] = tokens.seen[0]!.headers.authorization!.split(' ');
      const [id, password = ''] = Buffer.from(credentials, 'base64').toString().split(':');
      expect([id, decodeURIComponent(password)]).toEqual(['me', CANARY]);
      expect(new Set(base.seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer token-1']));
    });

    it('get another a minute before the first ends, and none of them waits for it', async () => {
      await call(oauth());
      now += 3_600_000 - 61_000;
      await call(oauth());
      expect(tokens.seen).toHaveLength(1);

      now += 2000;
      await call(oauth());
      expect(base.seen.at(-1)!.headers.authorization).toBe('Bearer token-1');
      await call(oauth());

      expect(tokens.seen).toHaveLength(2);
      expect(base.seen.at(-1)!.headers.authorization).toBe('Bearer token-2');
    });

    it('get another after nine tenths of a short life', async () => {
      answerOfTokens = (_, count) => ({
        body: { access_token: `token-${count}`, token_type: 'bearer', expires_in: '100' },
      });
      await call(oauth());

      now += 89_000;
      await call(oauth());
      expect(tokens.seen).toHaveLength(1);
      now += 12_000;
      await call(oauth());

      expect(base.seen.map(({ headers }) => headers.authorization)).toEqual([
        'Bearer token-1',
        'Bearer token-1',
        'Bearer token-2',
      ]);
    });

    it('go on with their token while no other can be got, until it ends', async () => {
      await call(oauth());
      answerOfTokens = () => ({ code: 503 });

      now += 3_590_000;
      expect(await call(oauth())).toMatchObject({ kind: 'reply' });
      now += 20_000;

      expect(await call(oauth())).toMatchObject({ kind: 'notSent', error: { code: 'token-unavailable' } });
      expect(base.seen).toHaveLength(2);
    });

    it('do not ask again at once for a token that they did not get', async () => {
      answerOfTokens = () => ({ code: 500 });

      await call(oauth());
      await call(oauth());
      expect(tokens.seen).toHaveLength(1);
      now += 2001;
      await call(oauth());

      expect(tokens.seen).toHaveLength(2);
    });

    it('get another token once when theirs is refused, and all of them the same', async () => {
      await call(oauth());
      now += 60_000;
      const sentAt = now;

      const worthWhile = await Promise.all(Array.from({ length: 20 }, () => caller.renew(profile(oauth()), sentAt)));
      await Promise.all(Array.from({ length: 20 }, () => call(oauth())));

      expect(worthWhile).not.toContain(false);
      expect(tokens.seen).toHaveLength(2);
      expect(base.seen.at(-1)!.headers.authorization).toBe('Bearer token-2');
    });

    it('are not sent again when a token is refused that is fresh', async () => {
      await call(oauth());
      now += 1000;

      expect(await caller.renew(profile(oauth()), now)).toBe(false);
      expect(tokens.seen).toHaveLength(1);
    });

    it('are sent again where another got a fresh token meanwhile', async () => {
      const sentAt = now;
      now += 10;
      await call(oauth());

      expect(await caller.renew(profile(oauth()), sentAt)).toBe(true);
    });

    it.each<[string, (seen: Seen) => boolean]>([
      ['in the form', ({ body }) => body.includes('client_secret=') && body.includes('client_id=me')],
      ['as JSON', ({ headers }) => headers['content-type'] === 'application/json'],
    ])('show who they are as the server takes it: %s', async (_, takes) => {
      answerOfTokens = (seen, count) =>
        takes(seen)
          ? { body: { access_token: `token-${count}`, token_type: 'Bearer', expires_in: 10 } }
          : { code: 401, body: { error: 'invalid_client' } };
      await call(oauth());
      const attempts = tokens.seen.length;
      now += 20_000;

      await call(oauth());

      expect(base.seen.map(({ headers }) => headers.authorization)).toEqual([
        `Bearer token-${attempts}`,
        `Bearer token-${attempts + 1}`,
      ]);
    });

    it('say why no token is given, and not with which secret', async () => {
      answerOfTokens = () => ({ code: 400, body: { error: 'invalid_scope', error_description: `Not for ${CANARY}` } });

      expect(await call(oauth())).toEqual({
        kind: 'refused',
        error: { code: 'token-refused', message: 'The token endpoint answered 400: invalid_scope: Not for ***' },
      });
    });

    it.each<[string, Said]>([
      ['a page', { headers: { 'content-type': 'text/html' }, body: 'Sign in' }],
      ['a redirect', { code: 302, headers: { location: 'http://127.0.0.1/' } }],
      ['JSON without a token', { body: { ok: true } }],
      ['a token of another type', { body: { access_token: 't', token_type: 'mac' } }],
    ])('take %s for no token', async (_, said) => {
      answerOfTokens = () => said;

      expect(await call(oauth())).toMatchObject({ kind: 'refused', error: { code: 'token-refused' } });
      expect(base.seen).toHaveLength(0);
    });

    it('ask for no token where they may not ask, or would show their secret', async () => {
      const at = (tokenUrl: string): ProfileAuth => ({ ...oauth(), tokenUrl }) as ProfileAuth;

      expect(await call(at('https://169.254.169.254/token'))).toMatchObject({ error: { code: 'target-not-allowed' } });
      expect(await call(at('http://tokens.example.com/'))).toMatchObject({ error: { code: 'credentials-need-https' } });
      expect(await call(at('http://'))).toMatchObject({ kind: 'refused', error: { code: 'token-refused' } });
    });
  });

  describe('that were refused with 401', () => {
    it('are worth sending again when the secret has changed', async () => {
      renewed = true;

      expect(await caller.renew(profile(bearer), 0)).toBe(true);
    });

    it('are not worth sending again with the same credentials, or without any', async () => {
      expect(await caller.renew(profile(bearer), 0)).toBe(false);
      expect(await caller.renew({ baseUrl: base.origin }, 0)).toBe(false);
      renewed = true;
      expect(await caller.renew(profile(bearer), 0, `${other.origin}/`)).toBe(false);
    });
  });
});
