import { afterAll, beforeAll } from '@jest/globals';
import type { Scenario } from '@app/contracts';
import { CallbackSender } from '../../apps/emulator/src/callbacks/callback-sender.js';
import { type EmulatorApp, startEmulatorApp } from './emulator-app.js';
import { createEmulatorDatabase } from './emulator-replica.js';
import type { TestDatabase } from './test-database.js';

/** A life long enough that nothing happens but by the clock, which tests advance. */
export const hours = { queued: '1h', running: '2h' } satisfies Partial<Scenario>;

/** Past the end of such a life. */
export const DONE = '4h';

/** What an API asks in the form that most clients obey to the millisecond, so that tests need not wait for a second. */
export const busyFor50Ms = { code: 429, retryAfter: { after: '50ms', form: 'ms' } } as const;

/**
 * The emulator, for clients that know nothing of it: each `play` is a namespace with a clock and a scenario of its own. All
 * stories of a test file share one.
 */
export function clientStage(): ClientStage {
  shared ??= openStage();
  return shared;
}

let shared: ClientStage | undefined;

type ClientStage = ReturnType<typeof openStage>;

function openStage() {
  let database: TestDatabase | undefined;
  let app: EmulatorApp | undefined;
  let plays = 0;

  beforeAll(async () => {
    database = await createEmulatorDatabase();
    app = await startEmulatorApp(database.url);
  }, 60_000);
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  return {
    play: async (dialect: string, scenario: Partial<Omit<Scenario, 'name'>> = hours) => {
      const { url } = app!;
      const namespace = `play-${(plays += 1)}`;
      const headers = { 'longwatch-namespace': namespace };
      const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
        const reply = await fetch(`${url}/api/v1${path}`, {
          method,
          headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await reply.text();
        if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
        return text === '' ? undefined : JSON.parse(text);
      };
      await ask('PUT', '/scenarios/played', { name: 'played', for: { dialect: '*' }, ...scenario });
      return {
        headers,
        /** What stands in place of the API's own address, for clients that send headers of ours. */
        base: `${url}/dialects/${dialect}`,
        /** The same for clients that do not. */
        ownBase: `${url}/ns/${namespace}/dialects/${dialect}`,
        advance: (by: string) => ask('POST', '/clock/advance', { by }),
        /** Moves the jobs that are due, and sends what callbacks that makes. */
        callBack: async () => {
          await app!.advancer.runOnce();
          await app!.app.get(CallbackSender).runOnce();
        },
        referee: () => ask('GET', '/referee') as Promise<{ clean: boolean; findings: { rule: string }[] }>,
      };
    },
  };
}

/** What a client lists or streams, page by page or line by line. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
