import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ReplyPlan, Sent } from './reply-plan.js';

/** How much larger a huge body is than the true one. */
export const HUGE_BYTES = 10 * 1024 * 1024;
const CHUNK_BYTES = 65_536;

/** Between two bytes of a slow body, where no time is given for all of it. */
const BYTE_EVERY_MS = 50;

/** So long does a truncated body seem to be at the least. */
const LEAST_TRUNCATED_BYTES = 16;

/** What timers can hold. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const NO_BODY = new Set([204, 304]);

/** How a body is framed is ours to say: what a scenario says of it would be no reply at all. */
const FRAMING = new Set(['content-length', 'transfer-encoding', 'trailer', 'upgrade']);

/** Sends a reply as it is planned. Ends early when the signal is aborted; then, and when the client goes, it answers `left`. */
export async function sendReply(response: ServerResponse, plan: ReplyPlan, signal: AbortSignal): Promise<Sent> {
  const { socket } = response;
  if (socket === null || socket.destroyed) return 'left';
  try {
    if (plan.connection !== undefined) return await breakOff(socket, plan.connection, plan.delayMs, signal);
    if (plan.manner !== 'slow') await pause(plan.delayMs, signal);
    const body = Buffer.from(NO_BODY.has(plan.code) ? '' : plan.body);
    switch (plan.manner) {
      case 'whole':
        return await sendWhole(response, plan, body);
      case 'truncated':
        return await sendHalf(response, plan, body, socket);
      case 'huge':
        return await sendHuge(response, plan, body);
      case 'slow':
        return await sendSlowly(response, plan, body, signal);
    }
  } catch (error) {
    socket.destroy();
    if (signal.aborted || error instanceof ClientLeft) return 'left';
    throw error;
  }
}

class ClientLeft extends Error {}

async function breakOff(
  socket: Socket,
  way: NonNullable<ReplyPlan['connection']>,
  delayMs: number,
  signal: AbortSignal,
): Promise<Sent> {
  await pause(way === 'hang' && delayMs === 0 ? MAX_TIMER_MS : delayMs, signal);
  if (way === 'reset') socket.resetAndDestroy();
  else socket.destroy();
  return way === 'reset' ? 'reset' : 'closed';
}

async function sendWhole(response: ServerResponse, plan: ReplyPlan, body: Buffer): Promise<Sent> {
  writeHead(response, plan, body.length);
  await ended(response, body);
  return 'whole';
}

async function sendHalf(response: ServerResponse, plan: ReplyPlan, body: Buffer, socket: Socket): Promise<Sent> {
  writeHead(response, plan, Math.max(body.length, LEAST_TRUNCATED_BYTES));
  await written(response, body.subarray(0, Math.floor(body.length / 2)));
  socket.destroySoon();
  return 'cut';
}

/** Blanks in front of the body: JSON stays the same JSON. */
async function sendHuge(response: ServerResponse, plan: ReplyPlan, body: Buffer): Promise<Sent> {
  writeHead(response, plan, HUGE_BYTES + body.length);
  const blanks = Buffer.alloc(CHUNK_BYTES, ' ');
  for (let sent = 0; sent < HUGE_BYTES; sent += CHUNK_BYTES) await written(response, blanks);
  await ended(response, body);
  return 'whole';
}

async function sendSlowly(response: ServerResponse, plan: ReplyPlan, body: Buffer, signal: AbortSignal): Promise<Sent> {
  writeHead(response, plan, body.length);
  response.flushHeaders();
  const everyMs = plan.delayMs === 0 ? BYTE_EVERY_MS : plan.delayMs / Math.max(body.length, 1);
  const begunAt = performance.now();
  for (let index = 0; index < body.length; index += 1) {
    await pause(begunAt + (index + 1) * everyMs - performance.now(), signal);
    await written(response, body.subarray(index, index + 1));
  }
  await ended(response);
  return 'whole';
}

function writeHead(response: ServerResponse, { code, headers }: ReplyPlan, length: number): void {
  response.statusCode = code;
  for (const [name, value] of Object.entries(headers)) {
    if (!FRAMING.has(name)) response.setHeader(name, headerText(value));
  }
  if (!NO_BODY.has(code)) response.setHeader('content-length', length);
}

/** What no header may hold is left out: better a part of a text than no reply. */
function headerText(value: string): string {
  return value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '');
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (ms > 0) await wait(Math.min(ms, MAX_TIMER_MS), undefined, { signal });
}

function written(response: ServerResponse, bytes: Buffer): Promise<void> {
  return unlessLeft(response, (done) => response.write(bytes, (error) => (error ? undefined : done())));
}

function ended(response: ServerResponse, bytes?: Buffer): Promise<void> {
  return unlessLeft(response, (done) => response.end(bytes, done));
}

/** What is written to a connection that is gone is never said to be so. */
function unlessLeft(response: ServerResponse, write: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (response.destroyed) return reject(new ClientLeft());
    const leave = (): void => reject(new ClientLeft());
    response.once('close', leave);
    write(() => {
      response.off('close', leave);
      resolve();
    });
  });
}
