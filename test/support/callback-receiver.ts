import { type IncomingHttpHeaders, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.js';

export interface ReceivedCallback {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  json: Record<string, unknown>;
}

/** Somebody who is called back: takes everything, or answers the codes that a test gives it, in order. */
export async function startCallbackReceiver() {
  const received: ReceivedCallback[] = [];
  const codes: number[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const json = JSON.parse(text) as Record<string, unknown>;
      received.push({ path: request.url ?? '', headers: request.headers, text, json });
      response.writeHead(codes.shift() ?? 204, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    codes,
    until: (count: number) => eventually(`${count} callbacks came`, () => received.length >= count && received),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type CallbackReceiver = Awaited<ReturnType<typeof startCallbackReceiver>>;
