import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { RemoteError } from '@app/contracts';
import { Pool, errors } from 'undici';
import { parseReplyBody } from './reply-body.js';
import type { Answer, Purpose, SendOptions, TargetRequest } from './target-answer.js';

/** A larger reply is not read further; it counts as no answer. */
const MAX_REPLY_BYTES = 1_048_576;
const MAX_CONNECT_MS = 5000;
/** A start goes out on a connection that is fresh, or answered this recently: an older one may just have been closed. */
const START_KEEP_ALIVE_MS = 500;
const POLL_KEEP_ALIVE_MS = 4000;

/** Network errors that come before the first byte of a request is on its way. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The only way out: requests to remote APIs, over kept connections, bounded in time and size. */
@Injectable()
export class TargetClient implements OnApplicationShutdown {
  private readonly pools = new Map<string, Pool>();

  /** Sends a request and reads its whole reply within `timeoutMs`, unless `abort` ends it before. Never throws. */
  async send(request: TargetRequest, options: SendOptions): Promise<Answer> {
    const { abort = new AbortController() } = options;
    const timer = setTimeout(() => abort.abort(new errors.HeadersTimeoutError()), options.timeoutMs);
    try {
      const url = new URL(request.url);
      const reply = await this.pool(url.origin, options.purpose).request({
        path: url.pathname + url.search,
        method: request.method as 'GET',
        headers: request.headers,
        body: request.body ?? null,
        signal: abort.signal,
        headersTimeout: options.timeoutMs,
        bodyTimeout: options.timeoutMs,
      });
      const text = await readText(reply.body);
      return {
        kind: 'reply',
        reply: {
          code: reply.statusCode,
          headers: flatten(reply.headers),
          body: parseReplyBody(text),
          text,
          url: request.url,
          isTruncated: false,
          receivedAt: Date.now(),
        },
      };
    } catch (error) {
      return failure(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  private pool(origin: string, purpose: Purpose): Pool {
    const key = `${purpose} ${origin}`;
    let pool = this.pools.get(key);
    if (pool === undefined) {
      const keepAliveMs = !['poll', 'find', 'result'].includes(purpose) ? START_KEEP_ALIVE_MS : POLL_KEEP_ALIVE_MS;
      pool = new Pool(origin, {
        pipelining: 1,
        connect: { timeout: MAX_CONNECT_MS },
        keepAliveTimeout: keepAliveMs,
        keepAliveMaxTimeout: keepAliveMs,
      });
      this.pools.set(key, pool);
    }
    return pool;
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) throw new errors.ResponseExceededMaxSizeError();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}

function failure(error: unknown): Answer {
  const { code: name, syscall, message } = error as { code?: unknown; syscall?: string; message: string };
  const code = typeof name === 'string' ? name : 'ABORTED';
  const told: RemoteError = { code, message: describe(code, message) };
  const isBeforeSending =
    NOT_SENT.has(code) && (syscall === undefined || syscall === 'connect' || syscall === 'getaddrinfo');
  return isBeforeSending ? { kind: 'notSent', error: told } : { kind: 'unanswered', error: told };
}

function describe(code: string, message: string): string {
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return 'The remote side did not answer in time';
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET')
    return 'The remote side closed the connection before it answered';
  return message === '' ? code : message;
}
