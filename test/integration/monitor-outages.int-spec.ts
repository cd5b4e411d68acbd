import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { monitorStage, startMonitorReplica } from '../support/monitor-replica.js';

const LEASE_MS = 3000;

describe('While Postgres is away', () => {
  const stage = monitorStage();
  const closing: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** A replica that reaches Postgres by a way that can be cut. */
  const replicaBehindWay = async (config: object) => {
    const way = await startWay(stage.database.url);
    closing.push(() => way.close());
    const replica = await startMonitorReplica(way.url, { id: 'a', remote: stage.remote, config });
    closing.push(() => replica.close());
    return { way, replica };
  };

  it('for longer than the lease, a job id that is received is kept and recorded when it is back', async () => {
    let answer: () => void = () => undefined;
    stage.remote.behaviour.onStart = () => (_, response) => {
      answer = () => response.writeHead(202).end('{"jobId":"known"}');
    };
    const { way, replica } = await replicaBehindWay({ startIsSafeToRepeat: false, leaseMs: LEASE_MS });
    await replica.tick();
    const { id } = await replica.start('away', { durationMin: 10 });
    await eventually('the start is sent', () => stage.remote.starts('away').length === 1);

    way.cut();
    answer();
    const cutAt = performance.now();
    await eventually('it is away for longer than the lease', () => performance.now() > cutAt + LEASE_MS + 1000);
    way.mend();
    await eventually('the job is known', async () => {
      await replica.tick().catch(() => undefined);
      return (await replica.service.find(id).catch(() => undefined))?.state === 'Watching';
    });

    expect((await replica.service.find(id)).context.job).toEqual({ id: 'known' });
    expect(stage.remote.starts('away')).toHaveLength(1);
  });
});

/** A way to a Postgres that leads through here. */
async function startWay(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((incoming) => {
    if (isCut) return incoming.resetAndDestroy();
    const outgoing = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
