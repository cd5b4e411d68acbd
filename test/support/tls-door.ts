import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { generate } from 'selfsigned';

/** Of this machine's own address, for a day. */
const extensions = [
  { name: 'basicConstraints' as const, cA: true },
  { name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] },
];

/** The first byte of a TLS connection (RFC 8446, section 5.1: handshake). */
const HANDSHAKE = 22;

/**
 * A door that takes https and http at one port and leads to a server that speaks http alone, as a proxy that ends TLS does:
 * what that server says of its own address it may say with the wrong scheme. Its key is made for it alone.
 */
export async function openTlsDoor() {
  const { cert: certificate, private: key } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions,
  });
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
    certificate,
    leadTo: (serverPort: number) => (port = serverPort),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/** From here on TLS clients of this process trust the door of that certificate, until what is answered is called. */
export function trustTlsDoor(certificate: string): () => void {
  const { createSecureContext } = tls;
  tls.createSecureContext = (options) => {
    const secureContext = createSecureContext(options);
    (secureContext.context as { addCACert(pem: string): void }).addCACert(certificate);
    return secureContext;
  };
  return () => (tls.createSecureContext = createSecureContext);
}
