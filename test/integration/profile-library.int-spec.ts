import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type ExchangeRemote, startExchangeRemote } from '../support/exchange-remote.js';
import { type Ending, relocated, storyOf } from '../support/exchange-story.js';
import { shippedNames } from '../support/exchanges.js';
import { type MonitorReplica, createMonitorDatabase, startMonitorReplica } from '../support/monitor-replica.js';
import { openApi } from '../support/shipped-api.js';
import type { TestDatabase } from '../support/test-database.js';

/*
 * Each shipped profile through the engine: the stories that its exchanges tell are played by an HTTP server, which takes
 * no other requests than theirs.
 */

let database: TestDatabase;
let replica: MonitorReplica;
let remote: ExchangeRemote;

beforeAll(async () => {
  database = await createMonitorDatabase();
  remote = await startExchangeRemote();
  // Ticks are off: what it holds at the beginning it holds to the end.
  replica = await startMonitorReplica(database.url, { config: { leaseMs: 600_000 } });
  await replica.tick();
});
afterEach(() => database.query('DELETE FROM monitor.monitors'));
afterAll(async () => {
  await replica.close();
  await remote.close();
  await database.drop();
});

/** Runs a monitor through a story, and answers it once it has come to an outcome. */
async function play(name: string, ending: Ending, { isStartLost = false } = {}) {
  const api = relocated(openApi(name), remote.origin);
  const { input, key, name: jobName } = api.exchanges;
  const story = storyOf(api, ending, { isStartLost });
  if (story === undefined) throw new Error(`The exchanges of ${name} tell no job that has ${ending}`);
  await replica.profiles.put(name, api.profile, () => true);
  const started = replica.service.start({ profile: name, name: jobName, input });
  remote.tell(started.then(({ id }) => ({ story, key: { told: key, real: id } })));
  const { id } = await started;
  try {
    if (ending === 'canceled') await cancelOnceItRuns(id);
    const monitor = await eventually(`${name} has ${ending}`, async () => {
      const found = await replica.service.find(id);
      return (found.finishedAt !== null || remote.faults.length > 0) && found;
    });
    expect(remote.faults).toEqual([]);
    expect(await remote.isTold()).toBe(true);
    return { monitor, readings: story.map(({ exchange }) => exchange.reading) };
  } finally {
    const left = await replica.service.find(id);
    if (left.finishedAt === null) await replica.service.cancel(left, null, { detach: true });
  }
}

async function cancelOnceItRuns(id: string): Promise<void> {
  await eventually('it is polled', () => remote.awaitsCancel() || remote.faults.length > 0);
  await replica.service.cancel(await replica.service.find(id), 'enough');
}

function isKnownAgain(name: string): boolean {
  const { start, hasFind } = openApi(name).compiled;
  return start.safeToRepeat || hasFind;
}

it.each(shippedNames())('%s: a job succeeds, and its result is kept', async (name) => {
  const { monitor, readings } = await play(name, 'succeeded');

  const pages = readings.flatMap((reading) => ('result' in reading ? [reading.result] : []));
  expect(monitor.state).toBe('Succeeded');
  if (pages.length > 0) {
    const value = pages.length > 1 ? pages.flat() : pages[0];
    expect(monitor.context.result).toEqual({ kind: 'inline', value });
  }
});

it.each(shippedNames())("%s: a job fails, with the remote's own error", async (name) => {
  const { monitor, readings } = await play(name, 'failed');

  const last = readings.at(-1)!;
  expect(monitor.state).toBe('Failed');
  expect(monitor.context.error).toMatchObject(('error' in last && last.error) || {});
});

it.each(shippedNames().filter(isKnownAgain))(
  '%s: a job whose start reply is lost is started once, and known again',
  async (name) => {
    const { monitor } = await play(name, 'succeeded', { isStartLost: true });

    expect(monitor.state).toBe('Succeeded');
  },
);

it.each(shippedNames().filter((name) => openApi(name).profile.cancel !== undefined))(
  '%s: a cancel reaches the job, and the polls tell its end',
  async (name) => {
    const { monitor } = await play(name, 'canceled');

    expect(monitor.state).toBe('Canceled');
  },
);
