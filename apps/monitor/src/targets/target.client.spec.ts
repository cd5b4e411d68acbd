import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Abort } from './abort.js';
import type { Lookup } from './guarded-connector.js';
import { TargetClient } from './target.client.js';
import { TargetGuard } from './target-guard.js';

const poll = { purpose: 'poll', timeoutMs: 5000 } as const;
const loopback = new TargetGuard({ allowPrivateCidrs: ['127.0.0.0/8', '::1'], ownUrls: [] });

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;
const stop = (listening: Server) => {
  listening.closeAllConnections();
  return new Promise((resolve) => listening.close(resolve));
};

describe('The client of remote APIs', () => {
  let server: Server;
  let sockets: Socket[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let client: TargetClient;

  beforeEach(async () => {
    sockets = [];
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    server.on('connection', (socket) => sockets.push(socket));
    await once(server, 'listening');
    client = new TargetClient(loopback);
  });
  afterEach(async () => {
    await client.onApplicationShutdown();
    await stop(server);
  });

  const request = (path = '/') => ({
    method: 'GET',
    url: `http://127.0.0.1:${portOf(server)}${path}`,
    headers: { accept: 'application/json' },
  });

  it('brings the reply with its code, its headers and its JSON', async () => {
    const headers = { 'Retry-After': '7', 'x-two': ['a', 'b'], 'Set-Cookie': ['c=1', 'd=2'] };
    answer = (_, response) => response.writeHead(202, headers).end('{"a":1}');

    expect(await client.send(request('/jobs/1?x=1'), poll)).toMatchObject({
      kind: 'reply',
      reply: {
        code: 202,
        body: { a: 1 },
        text: '{"a":1}',
        url: request('/jobs/1?x=1').url,
        headers: { 'retry-after': '7', 'x-two': 'a, b', 'set-cookie': 'c=1, d=2' },
        isTruncated: false,
      },
    });
  });

  it('brings a reply that is not JSON as text, without a body', async () => {
    answer = (_, response) => response.end('<html>');

    expect(await client.send(request(), poll)).toMatchObject({
      kind: 'reply',
      reply: { code: 200, body: undefined, text: '<html>' },
    });
  });

  it('sends a body with its headers', async () => {
    const sent: string[] = [];
    answer = (incoming, response) => {
      sent.push(`${incoming.method} ${incoming.headers['content-type']} ${incoming.headers['content-length']}`);
      incoming.on('data', (chunk) => sent.push(String(chunk))).on('end', () => response.end());
    };
    const headers = { 'content-type': 'application/json' };

    await client.send({ ...request(), method: 'POST', headers, body: '{"name":"Bücher"}' }, poll);

    expect(sent).toEqual(['POST application/json 18', '{"name":"Bücher"}']);
  });

  it.each<[string, Record<string, string>, Buffer]>([
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync('{"a":"ü"}')],
    ['brotli', { 'content-encoding': 'BR' }, brotliCompressSync('{"a":"ü"}')],
    [
      'another charset',
      { 'content-type': 'application/json; charset="iso-8859-1"' },
      Buffer.from('{"a":"ü"}', 'latin1'),
    ],
    ['a charset that nobody knows', { 'content-type': 'application/json; charset=x-none' }, Buffer.from('{"a":"ü"}')],
    ['a mark of byte order', {}, Buffer.from('\ufeff{"a":"ü"}')],
  ])('reads a reply in %s', async (_, headers, bytes) => {
    answer = (_incoming, response) => response.writeHead(200, headers).end(bytes);

    expect(await client.send(request(), poll)).toMatchObject({ reply: { body: { a: 'ü' }, isTruncated: false } });
  });

  it('brings the beginning of a reply that is larger than the limit, and ends the connection', async () => {
    answer = (_, response) => response.writeHead(201, { 'x-a': '1' }).write(`"${'x'.repeat(2000)}"`);

    const given = await client.send(request(), { ...poll, maxBytes: 1000 });

    expect(given).toMatchObject({
      kind: 'reply',
      reply: { code: 201, headers: { 'x-a': '1' }, body: undefined, isTruncated: true },
    });
    expect(given).toHaveProperty('reply.text.length', 1000);
    if (!sockets[0]!.closed) await once(sockets[0]!, 'close');
  });

  it('reads a megabyte, but no more of what never ends', async () => {
    answer = (_, response) => {
      const flood = () => void response.write('x'.repeat(65_536), (error) => (error ? undefined : flood()));
      flood();
    };

    expect(await client.send(request(), poll)).toMatchObject({ kind: 'reply', reply: { isTruncated: true } });
  });

  it.each<[string, Record<string, string>, Buffer]>([
    ['a bomb', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(20_000_000))],
    ['what is not in the coding that it names', { 'content-encoding': 'gzip' }, Buffer.from('{"a":1}')],
    ['coding over coding', { 'content-encoding': 'gzip, gzip' }, gzipSync(gzipSync('{"a":1}'))],
  ])('does not unpack %s', async (_, headers, bytes) => {
    answer = (_incoming, response) => response.writeHead(200, headers).end(bytes);

    expect(await client.send(request(), poll)).toMatchObject({ reply: { body: undefined, isTruncated: true } });
  });

  it('follows no redirect', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();

    expect(await client.send(request(), poll)).toMatchObject({ kind: 'reply', reply: { code: 302 } });
  });

  it('knows that nothing was sent where nobody listens, or where there is no such host', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const nobody = { ...request(), url: `http://127.0.0.1:${portOf(closed)}/` };
    await stop(closed);
    const nowhere = { ...request(), url: 'http://no-such-host.invalid/' };

    expect(await client.send(nobody, poll)).toMatchObject({ kind: 'notSent', error: { code: 'ECONNREFUSED' } });
    expect(await client.send(nowhere, poll)).toMatchObject({ kind: 'notSent' });
  });

  it('knows that nothing was sent over a connection that is not safe, or that did not come about', async () => {
    const unsafe = { ...request(), url: request().url.replace('http:', 'https:') };
    const stuck = new TargetClient(loopback, () => undefined);
    const slow = { ...request(), url: 'http://slow.example/' };

    expect(await client.send(unsafe, poll)).toMatchObject({ kind: 'notSent' });
    expect(await stuck.send(slow, { purpose: 'start', timeoutMs: 50 })).toMatchObject({
      kind: 'notSent',
      error: { code: 'UND_ERR_CONNECT_TIMEOUT' },
    });
    await stuck.onApplicationShutdown();
  });

  it('refuses what can not be sent', async () => {
    let asked = 0;
    answer = () => void asked++;
    const header = { ...request(), headers: { 'x-a': '1\r\nx-evil: 1' } };
    const method = { ...request(), method: 'GET /evil' };

    const length = { ...request(), method: 'POST', headers: { 'content-length': '5' }, body: '{}' };
    const expectation = { ...request(), headers: { expect: '100-continue' } };

    for (const bad of [header, method, length, expectation]) {
      expect(await client.send(bad, poll)).toMatchObject({ kind: 'refused', error: { code: 'request-invalid' } });
    }
    expect(asked).toBe(0);
  });

  it.each([
    ['an AbortController', AbortController],
    ['our own', Abort],
  ])('gives a request up when it is told to, also before it begins, by %s', async (_, Source) => {
    const [during, before] = [new Source(), new Source()];
    answer = () => during.abort();
    before.abort();

    expect(await client.send(request(), { ...poll, abort: during })).toMatchObject({ kind: 'unanswered' });
    expect(await client.send(request(), { ...poll, abort: before })).toMatchObject({ kind: 'notSent' });
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['the connection is reset', (incoming) => incoming.socket.resetAndDestroy()],
    ['the connection is closed', (incoming) => incoming.socket.destroy()],
    [
      'the reply breaks off',
      (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{"a":', () => response.destroy()),
    ],
    ['the reply is not HTTP', (incoming) => incoming.socket.end('220 smtp.example ESMTP\r\n')],
  ])('does not know what came of the request when %s', async (_, misbehave) => {
    answer = misbehave;

    expect(await client.send(request(), poll)).toMatchObject({ kind: 'unanswered' });
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['never answers', () => undefined],
    ['never ends its headers', (incoming) => void incoming.socket.write('HTTP/1.1 200 OK\r\n')],
    [
      'answers a byte at a time, for ever',
      (_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('gives up in time on a remote side that %s', async (_, misbehave) => {
    answer = misbehave;

    expect(await client.send(request(), { purpose: 'poll', timeoutMs: 200 })).toMatchObject({ kind: 'unanswered' });
  });

  it('keeps its connections for the next polls', async () => {
    answer = (_, response) => response.end('{}');

    for (let sent = 0; sent < 20; sent++) await client.send(request(), poll);

    expect(sockets.length).toBeLessThan(5);
  });

  it('lets go of the connection of a start soon, so that the next one meets none that the remote side has closed', async () => {
    answer = (_, response) => response.end('{}');
    server.keepAliveTimeout = 60_000;

    await client.send(request(), { purpose: 'start', timeoutMs: 5000 });
    await once(sockets[0]!, 'close');
    await client.send(request(), { purpose: 'start', timeoutMs: 5000 });

    expect(sockets).toHaveLength(2);
  });

  describe('and names', () => {
    it('are asked once for a connection, which goes to what was checked: a name that moves to this machine gains nothing', async () => {
      const trap = createServer((_, response) => response.end('{"secret":1}')).listen(portOf(server), '127.0.0.3');
      await once(trap, 'listening');
      const answers = ['127.0.0.1', '127.0.0.3', '127.0.0.3'];
      let lookups = 0;
      const lookup: Lookup = (_, options, callback) => callback(null, [{ address: answers[lookups++]!, family: 4 }]);
      const guard = new TargetGuard({ allowPrivateCidrs: ['127.0.0.1'], ownUrls: [] });
      const rebound = new TargetClient(guard, lookup);
      const moving = { ...request(), url: `http://moving.example:${portOf(server)}/` };
      answer = (_, response) => response.writeHead(200, { connection: 'close' }).end('{"public":1}');

      expect(await rebound.send(moving, poll)).toMatchObject({ reply: { body: { public: 1 } } });
      expect(await rebound.send(moving, poll)).toMatchObject({
        kind: 'refused',
        error: { code: 'target-not-allowed' },
      });
      expect(await rebound.send(moving, { ...poll, purpose: 'start' })).toMatchObject({ kind: 'refused' });
      expect(lookups).toBe(3);
      await rebound.onApplicationShutdown();
      await stop(trap);
    });

    it('of the own settings may stand for any address', async () => {
      const url = `http://emulator:${portOf(server)}/`;
      const lookup: Lookup = (_, options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
      const own = new TargetClient(new TargetGuard({ allowPrivateCidrs: [], ownUrls: [url] }), lookup);
      answer = (_, response) => response.end('{}');

      expect(await own.send({ ...request(), url }, poll)).toMatchObject({ kind: 'reply' });
      await own.onApplicationShutdown();
    });
  });
});
