import { afterEach, describe, expect, it } from '@jest/globals';
import { type IncomingHttpHeaders, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReplyPlan, Sent } from './reply-plan.js';
import { HUGE_BYTES, sendReply } from './send-reply.js';

const BODY = '{"status":"Running","percent":40}';

function plan(changes: Partial<ReplyPlan> = {}): ReplyPlan {
  return {
    delayMs: 0,
    code: 200,
    headers: { 'content-type': 'application/json' },
    body: BODY,
    manner: 'whole',
    ...changes,
  };
}

interface Received {
  code?: number;
  headers?: IncomingHttpHeaders;
  body: string;
  /** Pieces as they came. */
  chunks: number;
  /** Why there is no whole reply. */
  error?: string;
  tookMs: number;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Asks a real server that answers as planned, over a real connection. `leaveAfterMs`: the client hangs up then. */
async function ask(planned: ReplyPlan, { method = 'GET', leaveAfterMs = 0, leavesAtData = false } = {}) {
  const controller = new AbortController();
  let settle: (sent: Sent) => void;
  const sent = new Promise<Sent>((resolve) => (settle = resolve));
  const server = createServer((_, response) => {
    response.once('close', () => controller.abort());
    void sendReply(response, planned, controller.signal).then(settle);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const received = new Promise<Received>((resolve) => {
    const begunAt = performance.now();
    const seen: Received = { body: '', chunks: 0, tookMs: 0 };
    const done = (error?: Error): void =>
      resolve({ ...seen, ...(error && { error: error.message }), tookMs: performance.now() - begunAt });
    const outgoing = request({ host: '127.0.0.1', port, method, agent: false }, (incoming) => {
      Object.assign(seen, { code: incoming.statusCode, headers: incoming.headers });
      incoming
        .setEncoding('utf8')
        .on('error', done)
        .on('end', () => done());
      incoming.on('data', (chunk: string) => {
        seen.body += chunk;
        seen.chunks += 1;
        if (leavesAtData) outgoing.destroy();
      });
    });
    outgoing.on('error', done).end();
    if (leaveAfterMs > 0) setTimeout(() => outgoing.destroy(), leaveAfterMs);
  });
  return { ...(await received), sent, abort: () => controller.abort() };
}

describe('A reply', () => {
  it('goes out whole, with its length and its Date', async () => {
    const got = await ask(plan({ code: 202, headers: { location: '/jobs/7' } }));

    expect(got).toMatchObject({ code: 202, body: BODY, headers: { location: '/jobs/7' } });
    expect(got.headers).toMatchObject({ 'content-length': String(BODY.length), date: expect.any(String) });
    expect(await got.sent).toBe('whole');
  });

  it('has no body and no length where the code has none', async () => {
    const got = await ask(plan({ code: 204 }));

    expect(got).toMatchObject({ code: 204, body: '' });
    expect(got.headers).not.toHaveProperty('content-length');
  });

  it('to HEAD is its head', async () => {
    const got = await ask(plan({ manner: 'slow', delayMs: 20 }), { method: 'HEAD' });

    expect(got).toMatchObject({ code: 200, body: '', headers: { 'content-length': String(BODY.length) } });
  });

  it('comes late', async () => {
    const got = await ask(plan({ delayMs: 120 }));

    expect(got).toMatchObject({ code: 200, body: BODY });
    expect(got.tookMs).toBeGreaterThanOrEqual(119);
  });

  it.each([
    'content-length',
    'transfer-encoding',
    'trailer',
    'upgrade',
    'connection',
    'date',
    'expect',
    'content-encoding',
  ])('is one, whatever is said of %s', async (name) => {
    const got = await ask(plan({ headers: { [name]: 'chunked' } }));

    expect(got).toMatchObject({ code: 200, body: BODY, headers: { 'content-length': String(BODY.length) } });
  });

  it('leaves out of a header what none may hold', async () => {
    const got = await ask(plan({ headers: { 'x-message': 'fünf\r\nx-evil: 1 🐢' } }));

    expect(got.headers).toMatchObject({ 'x-message': 'fünfx-evil: 1' });
  });
});

describe('A broken connection', () => {
  it('is reset', async () => {
    const got = await ask(plan({ connection: 'reset' }));

    expect(got).toMatchObject({ error: 'read ECONNRESET', body: '' });
    expect(got.code).toBeUndefined();
    expect(await got.sent).toBe('reset');
  });

  it('is reset late', async () => {
    const got = await ask(plan({ connection: 'reset', delayMs: 100 }));

    expect(got.error).toBe('read ECONNRESET');
    expect(got.tookMs).toBeGreaterThanOrEqual(99);
  });

  it('is closed without a reply', async () => {
    const got = await ask(plan({ connection: 'close' }));

    expect(got).toMatchObject({ error: 'socket hang up', body: '' });
    expect(await got.sent).toBe('closed');
  });

  it('is held, and closed after the time that is given', async () => {
    const got = await ask(plan({ connection: 'hang', delayMs: 150 }));

    expect(got.code).toBeUndefined();
    expect(got.tookMs).toBeGreaterThanOrEqual(149);
    expect(await got.sent).toBe('closed');
  });

  it('is held until the client gives up where no time is given', async () => {
    const got = await ask(plan({ connection: 'hang' }), { leaveAfterMs: 100 });

    expect(await got.sent).toBe('left');
  });
});

describe('A broken body', () => {
  it('ends in its middle, though its length was said', async () => {
    const got = await ask(plan({ manner: 'truncated' }));

    expect(got).toMatchObject({ code: 200, error: 'aborted', body: BODY.slice(0, Math.floor(BODY.length / 2)) });
    expect(got.headers).toMatchObject({ 'content-length': String(BODY.length) });
    expect(await got.sent).toBe('cut');
  });

  it('is cut short where it was none, too', async () => {
    const got = await ask(plan({ manner: 'truncated', body: '' }));

    expect(got).toMatchObject({ code: 200, error: 'aborted', body: '' });
  });

  it('has 10 MB, and says the same JSON behind them', async () => {
    const got = await ask(plan({ manner: 'huge' }));

    expect(got.body).toHaveLength(HUGE_BYTES + BODY.length);
    expect(got.headers).toMatchObject({ 'content-length': String(HUGE_BYTES + BODY.length) });
    expect(JSON.parse(got.body)).toEqual(JSON.parse(BODY));
  });

  it('of 10 MB ends where a client has read enough', async () => {
    const got = await ask(plan({ manner: 'huge' }), { leavesAtData: true });

    expect(await got.sent).toBe('left');
    expect(got.body.length).toBeLessThan(HUGE_BYTES);
  });

  it('drips byte by byte for as long as is said', async () => {
    const got = await ask(plan({ manner: 'slow', delayMs: 300 }));

    expect(got.body).toBe(BODY);
    expect(got.chunks).toBeGreaterThan(BODY.length / 2);
    expect(got.tookMs).toBeGreaterThanOrEqual(299);
    expect(await got.sent).toBe('whole');
  });

  it('that drips ends when the client leaves', async () => {
    const got = await ask(plan({ manner: 'slow' }), { leaveAfterMs: 120 });

    expect(await got.sent).toBe('left');
  });
});

describe('A reply that is not sent yet', () => {
  it('is dropped when it is called off', async () => {
    const controller = new AbortController();
    const server = createServer((_, response) => {
      const sent = sendReply(response, plan({ delayMs: 60_000 }), controller.signal);
      void sent.then((way) => server.emit('sent', way));
      controller.abort();
    });
    const sent = new Promise((resolve) => server.once('sent', resolve));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());

    request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false })
      .on('error', () => undefined)
      .end();

    expect(await sent).toBe('left');
  });
});
