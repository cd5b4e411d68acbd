import { connect, createServer } from 'node:net';
import { reasonOf } from './refusal.mjs';

/**
 * Tries to listen, as an app is going to.
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | undefined>} why that can't be done, such as EADDRINUSE; undefined when it can
 */
export async function whyNotListen(host, port) {
  const refused = await new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(reasonOf(error)));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
  if (refused) return refused;
  // `localhost` may lead to ::1 first, where someone else can listen beside us.
  return host === '127.0.0.1' && (await answers('::1', port)) ? 'EADDRINUSE' : undefined;
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answers(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/**
 * A port on 127.0.0.1 that nobody uses at this moment.
 * @returns {Promise<number>}
 */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
