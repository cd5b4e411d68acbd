import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the remote side saw it. Instants are monotonic. */
export interface SeenRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string | undefined>;
  body: string;
  at: number;
  endedAt: number | undefined;
}

/** What is answered: a reply, or what is done with the socket itself. */
export type ScriptedAnswer =
  | { code?: number; headers?: Record<string, string>; body?: unknown; text?: string }
  | ((response: ServerResponse) => void);

/** Of one route: the answer to its `count`-th request, counted from 1. */
export type Script = (count: number, request: SeenRequest) => ScriptedAnswer;

/** A job API whose every route does what the test says, on its own origin. What has no script is not found. */
export async function startScriptedRemote({ port = 0 } = {}) {
  const seen: SeenRequest[] = [];
  const scripts = new Map<string, Script>();
  const routeOf = ({ method, path }: SeenRequest): string => `${method} ${path.split('?', 1)[0]}`;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const at = performance.now();
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => undefined);
    request.on('end', () => {
      const entry: SeenRequest = {
        method: request.method!,
        path: request.url!,
        headers: request.headers as SeenRequest['headers'],
        body: Buffer.concat(chunks).toString('utf8'),
        at,
        endedAt: undefined,
      };
      seen.push(entry);
      response.on('close', () => (entry.endedAt = performance.now()));
      const count = seen.filter((other) => routeOf(other) === routeOf(entry)).length;
      reply(response, scripts.get(routeOf(entry))?.(count, entry) ?? { code: 404 });
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${address.port}`,
    port: address.port,
    /** Says what a route such as `GET /jobs/1` answers, whatever its query. A list is answered in turn, the last for ever. */
    on: (route: string, script: Script | ScriptedAnswer[]) => {
      const answers = Array.isArray(script) ? script : undefined;
      scripts.set(route, answers ? (count) => answers[Math.min(count, answers.length) - 1]! : (script as Script));
    },
    /** The requests to a route, in the order in which they came; without one, all. */
    seen: (route?: string) => seen.filter((entry) => route === undefined || routeOf(entry) === route),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ScriptedRemote = Awaited<ReturnType<typeof startScriptedRemote>>;

function reply(response: ServerResponse, answer: ScriptedAnswer): void {
  if (typeof answer === 'function') return answer(response);
  const { code = 200, headers = {}, body, text } = answer;
  const sent = text ?? (body === undefined ? '' : JSON.stringify(body));
  response.writeHead(code, { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers });
  response.end(sent);
}

/** Takes the request in and breaks the connection without an answer. */
export function hangUp(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** How long it was between requests, in milliseconds. */
export function gapsOf(requests: Pick<SeenRequest, 'at'>[]): number[] {
  return requests.slice(1).map((request, index) => request.at - requests[index]!.at);
}
