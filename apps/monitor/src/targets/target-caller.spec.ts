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
async function startServer(answer: (seen: Seen, count: number) => Said) {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body });
      const said = answer(seen.at(-1)!, seen.length);
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
  let base: Awaited<ReturnType<typeof startServer>>;
  let other: Awaited<ReturnType<typeof startServer>>;
  let tokens: Awaited<ReturnType<typeof startServer>>;
  let answerOfBase: (seen: Seen, count: number) => Said;
  let caller: TargetCaller;
  let renewed: boolean;

  beforeEach(async () => {
    renewed = false;
    answerOfBase = () => ({});
    base = await startServer((seen, count) => answerOfBase(seen, count));
    other = await startServer(() => ({}));
    tokens = await startServer((_, count) => ({ body: { access_token: `token-${count}`, token_type: 'Bearer' } }));
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
    caller = new TargetCaller(client, new Authorizer(store, new AccessTokens(client)));
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

  it('are not sent where the secret of an OAuth2 client would go in the clear', async () => {
    const auth = { ...oauth(), tokenUrl: 'http://tokens.example.com/' } as ProfileAuth;

    expect(await call(auth)).toMatchObject({ kind: 'refused', error: { code: 'credentials-need-https' } });
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
