import { readFileSync } from 'node:fs';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';

/** Nobody's but the tests': whoever knows the key can play this machine to them. */
const certificate = readFileSync(new URL('./tls/certificate.pem', import.meta.url), 'utf8');
const key = readFileSync(new URL('./tls/key.pem', import.meta.url), 'utf8');

/** The first byte of a TLS connection (RFC 8446, section 5.1: handshake). */
const HANDSHAKE = 22;

/**
 * A door that takes https and http at one port and leads to a server that speaks http alone, as a proxy that ends TLS does:
 * what that server says of its own address it may say with the wrong scheme.
 */
export async function openTlsDoor() {
  let port = 0;
  const sockets = new Set<Socket>();
  const leadOn = (client: Duplex): void => {
    const server = connect(port, '127.0.0.1');
    client.pipe(server).pipe(client);
    client.on('error', () => server.destroy()).on('close', () => server.destroy());
    server.on('error', () => client.destroy()).on('close', () => client.destroy());
  };
  const secure = tls.createServer({ cert: certificate, key }, leadOn).on('tlsClientError', () => undefined);
  const door = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === HANDSHAKE) secure.emit('connection', socket);
      else leadOn(socket);
    });
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));

  return {
    url: `https://127.0.0.1:${(door.address() as AddressInfo).port}`,
    leadTo: (serverPort: number) => (port = serverPort),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/** From here on TLS clients of this process trust the door, until what is answered is called. */
export function trustTlsDoors(): () => void {
  const { createSecureContext } = tls;
  tls.createSecureContext = (options) => {
    const secureContext = createSecureContext(options);
    (secureContext.context as { addCACert(pem: string): void }).addCACert(certificate);
    return secureContext;
  };
  return () => (tls.createSecureContext = createSecureContext);
}
