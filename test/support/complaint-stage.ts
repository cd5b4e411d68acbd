import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { MonitorConfig } from '../../apps/monitor/src/config.js';
import type { MonitorEntity } from '../../apps/monitor/src/monitors/monitor.entity.js';
import type { StartRequest } from '../../apps/monitor/src/monitors/start-request.js';
import { eventually } from './eventually.js';
import { type MonitorReplica, createMonitorDatabase, startMonitorReplica } from './monitor-replica.js';
import { type ScriptedRemote, startScriptedRemote } from './scripted-remote.js';
import type { TestDatabase } from './test-database.js';

let profiles = 0;

/**
 * A real engine and a job API that misbehaves as the test says. Each test gets its own replica and its own remote side;
 * a profile may leave out its name, and its base URL where that is the remote side.
 */
export function complaintStage(config: Partial<MonitorConfig> = {}) {
  let database: TestDatabase;
  let remote: ScriptedRemote;
  let replica: MonitorReplica;
  const closing: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    database = await createMonitorDatabase();
  });
  beforeEach(async () => {
    remote = await startScriptedRemote();
    replica = await startMonitorReplica(database.url, { config });
    await replica.tick();
  });
  afterEach(async () => {
    await Promise.all([replica, remote, ...closing.splice(0)].map((one) => one.close()));
    await database.query('DELETE FROM monitor.monitors');
    await database.query('DELETE FROM monitor.replicas');
    await database.query('UPDATE monitor.groups SET holder = NULL');
  });
  afterAll(() => database.drop());

  const find = (id: string): Promise<MonitorEntity> => replica.service.find(id);
  const untilIs = (what: string, id: string, holds: (monitor: MonitorEntity) => boolean, limitMs?: number) =>
    eventually(
      what,
      async () => {
        const monitor = await find(id);
        return holds(monitor) && monitor;
      },
      limitMs,
    );
  const put = async (profile: Record<string, unknown>): Promise<string> => {
    const name = `complaint-${++profiles}`;
    await replica.profiles.put(name, { name, baseUrl: remote.origin, ...profile }, () => true);
    return name;
  };

  return {
    get database() {
      return database;
    },
    get remote() {
      return remote;
    },
    get replica() {
      return replica;
    },
    /** Another job API, on an origin of its own. */
    anotherRemote: async () => {
      const another = await startScriptedRemote();
      closing.push(another);
      return another;
    },
    anotherReplica: async (id: string, its: Partial<MonitorConfig> = config) => {
      const another = await startMonitorReplica(database.url, { id, config: its });
      closing.push(another);
      return another;
    },
    put,
    /** Enters a profile and starts a monitor with it; answers its id. */
    start: async (profile: Record<string, unknown>, request: Partial<StartRequest> = {}): Promise<string> => {
      const { id } = await replica.service.start({ profile: await put(profile), input: {}, ...request });
      return id;
    },
    find,
    until: (id: string, state: string, limitMs?: number): Promise<MonitorEntity> =>
      untilIs(`the monitor is ${state}`, id, (monitor) => monitor.state === state, limitMs),
    untilStatus: (id: string, word: string): Promise<MonitorEntity> =>
      untilIs(`the status is ${word}`, id, ({ context }) => context.statusWord === word),
    /** The types of what its history tells, without prefix and version. */
    historyOf: async (id: string): Promise<string[]> =>
      (await replica.service.history(id)).map(({ type }) => type.replace(/^longwatch\.monitor\.|\.v1$/g, '')),
  };
}

export type ComplaintStage = ReturnType<typeof complaintStage>;
