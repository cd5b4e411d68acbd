import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TargetClient } from './target.client.js';

const poll = { purpose: 'poll', timeoutMs: 5000 } as const;

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
    client = new TargetClient();
  });
  afterEach(async () => {
    await client.onApplicationShutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const request = (path = '/') => ({
    method: 'GET',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    headers: { accept: 'application/json' },
  });

  it('brings the reply with its code, its headers and its JSON', async () => {
    answer = (_, response) => response.writeHead(202, { 'Retry-After': '7', 'x-two': ['a', 'b'] }).end('{"a":1}');

    expect(await client.send(request(), poll)).toMatchObject({
      kind: 'reply',
      reply: { code: 202, body: { a: 1 }, headers: { 'retry-after': '7', 'x-two': 'a, b' } },
    });
  });

  it('brings a reply that is not JSON without a body', async () => {
    answer = (_, response) => response.end('<html>');

    expect(await client.send(request(), poll)).toMatchObject({ kind: 'reply', reply: { code: 200, body: undefined } });
  });

  it('follows no redirect', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/elsewhere' }).end();

    expect(await client.send(request(), poll)).toMatchObject({ kind: 'reply', reply: { code: 302 } });
  });

  it('knows that nothing was sent where nobody listens, or where there is no such host', async () => {
    const nobody = { ...request(), url: 'http://127.0.0.1:1/' };
    const nowhere = { ...request(), url: 'http://no-such-host.invalid/' };

    expect(await client.send(nobody, poll)).toMatchObject({ kind: 'notSent', error: { code: 'ECONNREFUSED' } });
    expect(await client.send(nowhere, poll)).toMatchObject({ kind: 'notSent' });
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ['the connection is reset', (incoming) => incoming.socket.resetAndDestroy()],
    ['the connection is closed', (incoming) => incoming.socket.destroy()],
    [
      'the reply breaks off',
      (_, response) => response.writeHead(200, { 'content-length': '100' }).write('{"a":', () => response.destroy()),
    ],
    ['the reply is not HTTP', (incoming) => incoming.socket.end('220 smtp.example ESMTP\r\n')],
    ['the reply is larger than a megabyte', (_, response) => response.end('x'.repeat(1_100_000))],
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
});
