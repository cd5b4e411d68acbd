import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DialectStage, openDialectStage, playedApi } from '../support/dialect-stage.js';
import { eventually } from '../support/eventually.js';
import { shippedNames } from '../support/exchanges.js';
import { openApi } from '../support/shipped-api.js';

/*
 * Each shipped profile, spoken by our own monitor with the dialect that is made of it: the whole way over HTTP, from the
 * start to what the monitor knows in the end. The clock of the emulator stands still, and is moved on by hand.
 */

let stage: DialectStage;

beforeAll(async () => {
  stage = await openDialectStage();
});
afterAll(() => stage.close());

type Ending = 'succeeded' | 'failed' | 'canceled';

const LIFE = { queued: '1m', running: '10m', replies: { retryAfter: 'none' } };
const ERROR = { code: 'E42', message: 'The otters are on strike' };

/** Starts a job with a scenario, and answers how to move it on. */
async function begin(name: string, scenario: object) {
  const api = playedApi(stage, name);
  const { monitor } = stage;
  await api.ask('POST', 'clock/freeze');
  await api.ask('PUT', 'scenarios/one', { for: { dialect: name }, ...LIFE, ...scenario });
  await monitor.profiles.put(name, api.profile, () => true);
  const { id } = await monitor.service.start({ profile: name, name: api.jobName, input: api.input });
  const find = () => monitor.service.find(id);
  return {
    api,
    find,
    advance: (by: string) => api.ask('POST', 'clock/advance', { by }),
    cancel: async () => monitor.service.cancel(await find(), 'enough'),
    /** Until the monitor knows it. */
    until: (what: string, isSo: (monitor: Awaited<ReturnType<typeof find>>) => boolean) =>
      eventually(
        `${name}: ${what}`,
        async () => {
          const found = await find();
          if (found.finishedAt !== null && !isSo(found)) throw new Error(`${name} is ${JSON.stringify(found)}`);
          return isSo(found) && found;
        },
        5_000,
      ),
  };
}

async function play(name: string, scenario: object) {
  const job = await begin(name, scenario);
  await job.until('polled', ({ context }) => context.polls > 0);
  await job.advance('6m');
  const sent = stage.monitor.sent.length;
  await eventually(`${name}: polled again`, () => stage.monitor.sent.length > sent + 3);
  const running = await job.find();
  await job.advance('10m');
  const ended = await job.until('ended', ({ finishedAt }) => finishedAt !== null);
  return { running, ended };
}

describe.each(shippedNames())('The dialect %s', (name) => {
  it('plays a job that succeeds, its progress and its result', async () => {
    const { running, ended } = await play(name, { result: { rows: 12 } });

    expect(ended.state).toBe('Succeeded');
    console.log(name, JSON.stringify(running.context.progress), JSON.stringify(ended.context.result));
  });

  it("plays a job that fails, with the scenario's error", async () => {
    const { ended } = await play(name, { outcome: 'failed', error: ERROR });

    expect(ended.state).toBe('Failed');
    console.log(name, JSON.stringify(ended.context.error));
  });

  const { profile } = openApi(name);
  (profile.cancel === undefined ? it.skip : it)('plays a job that is canceled by its client', async () => {
    const job = await begin(name, {});
    await job.until('polled', ({ context }) => context.polls > 0);

    await job.cancel();

    const ended = await job.until('ended', ({ finishedAt }) => finishedAt !== null);
    expect(ended.state).toBe('Canceled');
  });
});
