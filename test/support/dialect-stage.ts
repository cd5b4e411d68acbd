import { randomUUID } from 'node:crypto';
import { type Profile, profileSchema } from '@app/contracts';
import { type EmulatorApp, startEmulatorApp } from './emulator-app.js';
import { createEmulatorDatabase } from './emulator-replica.js';
import { type MonitorReplica, createMonitorDatabase, startMonitorReplica } from './monitor-replica.js';
import { openApi } from './shipped-api.js';
import type { TestDatabase } from './test-database.js';

/** A real monitor and a real emulator, with nothing between them but HTTP. */
export interface DialectStage {
  emulator: EmulatorApp;
  monitor: MonitorReplica;
  close(): Promise<void>;
}

export async function openDialectStage(): Promise<DialectStage> {
  const databases: TestDatabase[] = [await createEmulatorDatabase(), await createMonitorDatabase()];
  const emulator = await startEmulatorApp(databases[0]!.url);
  // Ticks are off: what it holds at the beginning it holds to the end.
  const monitor = await startMonitorReplica(databases[1]!.url, { config: { leaseMs: 600_000 } });
  await monitor.tick();
  return {
    emulator,
    monitor,
    close: async () => {
      await Promise.all([monitor.close(), emulator.close()]);
      await Promise.all(databases.map((database) => database.drop()));
    },
  };
}

/** One shipped profile, spoken by the monitor with a dialect of the emulator, in a namespace of its own. */
export function playedApi(stage: DialectStage, name: string) {
  const { profile: shipped, exchanges } = openApi(name);
  const url = `${stage.emulator.url}/ns/${randomUUID()}`;
  const base = `${url}/dialects/${name}`;
  return {
    profile: relocated(shipped, base),
    input: withUrl(exchanges.input, base),
    jobName: `${exchanges.name}-${randomUUID().slice(0, 8)}`,
    /** Asks something of the emulator's own API. */
    ask: async (method: string, path: string, body?: unknown) => {
      const reply = await fetch(`${url}/api/v1/${path}`, {
        method,
        ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
      return reply;
    },
    base,
  };
}

/** With the pace of a test, and without secrets. */
function relocated(shipped: Profile, base: string): Profile {
  const path = shipped.baseUrl === undefined ? '' : new URL(shipped.baseUrl).pathname.replace(/\/$/, '');
  const phases = shipped.poll === undefined ? undefined : [shipped.poll].flat().map(({ pace: _, ...phase }) => phase);
  const { auth: _auth, ...rest } = shipped;
  return profileSchema.parse({
    ...rest,
    baseUrl: base + path,
    // Of the hints of a reply nothing is believed, for here it is not waiting that is tested.
    pace: { every: '20ms', min: '1ms', longestHint: '1ms' },
    ...(phases !== undefined && { poll: phases }),
    ...(shipped.callback !== undefined && { callback: {} }),
  });
}

/** An API that everybody hosts under paths of his own is given the whole URL. */
function withUrl(input: unknown, base: string): Record<string, unknown> {
  const fields = { ...(input as Record<string, unknown>) };
  if (typeof fields['url'] === 'string') {
    const { pathname, search } = new URL(fields['url']);
    fields['url'] = base + pathname + search;
  }
  return fields;
}
