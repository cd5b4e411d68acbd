import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import ipaddr from 'ipaddr.js';
import { Agent, request } from 'undici';

const CONNECT_TIMEOUT_MS = 5000;
const TIMEOUT_MS = 10_000;
/** Of an answer no more than this is read. */
const MAX_ANSWER_BYTES = 65_536;
const NOT_ALLOWED = 'target-not-allowed';

/** What somebody who is called back answered; an error is final where it can't be otherwise the next time. */
export type CallbackAnswer = { code: number } | { error: string; isFinal: boolean };

/**
 * The emulator's only way out: a POST to who asked to be called back, bounded in time and size. It follows no redirect.
 * Any address may be called, for tests listen anywhere, but those by which clouds tell machines their secrets.
 */
@Injectable()
export class CallbackClient implements OnApplicationShutdown {
  private readonly agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup as never },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connections: 16,
  });

  /** Never throws. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<CallbackAnswer> {
    const refused = refusalOf(url);
    if (refused !== undefined) return { error: refused, isFinal: true };
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { 'user-agent': 'Longwatch-Emulator', ...headers },
        body,
        dispatcher: this.agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body.dump({ limit: MAX_ANSWER_BYTES });
      return { code: answer.statusCode };
    } catch (error) {
      const { code, message } = error as { code?: unknown; message: string };
      return { error: typeof code === 'string' ? code : message, isFinal: code === NOT_ALLOWED };
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }
}

function refusalOf(text: string): string | undefined {
  if (!URL.canParse(text)) return 'url-invalid';
  const { protocol, hostname } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'url-invalid';
  const host = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) && isLinkLocal(host) ? NOT_ALLOWED : undefined;
}

const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const isRefused = addresses.some(({ address }) => isLinkLocal(address));
    if (isRefused) return callback(Object.assign(new Error('Not allowed'), { code: NOT_ALLOWED }), []);
    if (options.all) return callback(null, addresses);
    callback(null, addresses[0]!.address, addresses[0]!.family);
  });
};

function isLinkLocal(address: string): boolean {
  return ipaddr.process(address).range() === 'linkLocal';
}
