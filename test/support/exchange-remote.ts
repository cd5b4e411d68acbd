import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { ProfileRequest } from '@app/contracts';
import { compareRequests } from './exchange-readings.js';
import type { Story } from './exchange-story.js';
import { CALLBACK_URL, NOW } from './exchange-walk.js';

/** What is known of a job only once its monitor is there: what stands in the exchanges in its place. */
export interface Told {
  story: Story;
  /** The key in the exchanges, and the one that the monitor has. */
  key: { told: string; real: string };
}

/**
 * A remote side that answers one story: each request must be the next one of it, to the letter. What is not comes as 500,
 * and is noted. The poll before a cancel is answered as often as it is sent.
 */
export async function startExchangeRemote() {
  const faults: string[] = [];
  let told: Promise<Told> = Promise.reject(new Error('No story is told'));
  told.catch(() => undefined);
  let at = 0;
  let hasPolled = false;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => faults.push(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await request.toArray()).join('');
    const { story, key } = await told;
    const real: ProfileRequest = {
      method: request.method ?? '',
      url: `${origin}${request.url ?? ''}`,
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      ...(body !== '' && { body }),
    };
    const asTold = JSON.parse(
      JSON.stringify(real)
        .replaceAll(key.real, key.told)
        .replaceAll(/http:\/\/localhost:\d+\/[^"\\]*/g, CALLBACK_URL)
        .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, nowAsTold),
    ) as ProfileRequest;
    const isHeld = isBeforeCancel(story, at);
    const isNext = matches(story[at], asTold);
    if (!isNext && isHeld && matches(story[at + 1], asTold)) at++;
    else if (!isNext) {
      faults.push(
        `${JSON.stringify(asTold)} came, and not ${JSON.stringify(story[at]?.expectedRequest ?? 'nothing more')}`,
      );
      response.writeHead(500).end();
      return;
    }
    const { exchange, isLost } = story[at]!;
    if (!(isHeld && isNext)) at++;
    hasPolled ||= isHeld;
    if (isLost) {
      response.destroy();
      return;
    }
    const { code, headers = {}, body: said, text } = exchange.reply;
    const reply = text ?? (said === undefined ? '' : JSON.stringify(said));
    response.writeHead(code, { ...(reply !== '' && { 'content-type': 'application/json' }), ...headers });
    response.end(reply.replaceAll(key.told, key.real));
  }

  return {
    origin,
    /** What was asked for and stands not in the story, in its order. */
    faults,
    /** Whether every exchange of the story has happened. */
    isTold: async () => at >= (await told).story.length,
    /** Whether the poll before the cancel was answered. */
    awaitsCancel: () => hasPolled,
    tell: (story: Promise<Told>) => {
      told = story;
      at = 0;
      hasPolled = false;
      faults.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ExchangeRemote = Awaited<ReturnType<typeof startExchangeRemote>>;

const A_TEST_MS = 300_000;

/** The exchanges were made up at one instant: now stands for it. */
function nowAsTold(instant: string): string {
  return Math.abs(Date.now() - Date.parse(instant)) < A_TEST_MS ? new Date(NOW).toISOString() : instant;
}

function isBeforeCancel(story: Story, at: number): boolean {
  return story[at]?.exchange.kind === 'poll' && story[at + 1]?.exchange.kind === 'cancel';
}

function matches(step: Story[number] | undefined, request: ProfileRequest): boolean {
  if (step === undefined) return false;
  const { actual, expected } = compareRequests(request, step.expectedRequest);
  return isDeepStrictEqual(actual, expected);
}
