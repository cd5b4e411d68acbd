import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the remote side saw it. */
export interface Seen {
  kind: 'start' | 'poll';
  name: string;
  startKey: string | undefined;
  at: number;
  endedAt: number | undefined;
}

/** What to answer: a status word, a whole reply, or whatever the handler does with the socket itself. */
export type Answer =
  | { code?: number; headers?: Record<string, string>; body?: unknown; text?: string }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/**
 * A job API that does as it is told: each start and each poll asks `behaviour` for an answer. By default every start
 * gives the job its name for an id, and every poll says `InProgress`.
 */
export async function startFakeRemote() {
  const seen: Seen[] = [];
  const behaviour = {
    onStart: (name: string, _startKey: string | undefined, _count: number): Answer => ({
      code: 202,
      body: { jobId: `job-${name}`, jobName: name, jobStatus: 'Initializing' },
    }),
    onPoll: (_jobId: string, _count: number): Answer => ({ body: { jobStatus: 'InProgress' } }),
  };
  const server = createServer((request, response) => {
    const [, kind, rawName] = (request.url ?? '').split('/');
    const name = decodeURIComponent(rawName ?? '');
    const startKey = request.headers['idempotency-key'] as string | undefined;
    const entry: Seen = {
      kind: kind === 'start' ? 'start' : 'poll',
      name,
      startKey,
      at: performance.now(),
      endedAt: undefined,
    };
    seen.push(entry);
    response.on('close', () => (entry.endedAt = performance.now()));
    const count = seen.filter((other) => other.kind === entry.kind && other.name === name).length;
    const answer = entry.kind === 'start' ? behaviour.onStart(name, startKey, count) : behaviour.onPoll(name, count);
    if (typeof answer === 'function') return answer(request, response);
    response.writeHead(answer.code ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.text ?? JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    behaviour,
    startUrl: `${origin}/start`,
    statusUrl: `${origin}/status`,
    starts: (name: string) => seen.filter((entry) => entry.kind === 'start' && entry.name === name),
    polls: (jobId: string) => seen.filter((entry) => entry.kind === 'poll' && entry.name === jobId),
    all: () => seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type FakeRemote = Awaited<ReturnType<typeof startFakeRemote>>;
