import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Profile } from '@app/contracts';
import { type DialectStage, openDialectStage, playedApi } from '../support/dialect-stage.js';
import { eventually } from '../support/eventually.js';
import { shippedNames } from '../support/exchanges.js';
import { openApi } from '../support/shipped-api.js';

/*
 * Each shipped profile, spoken by our own monitor with the dialect that is made of it: the whole way over HTTP, from the
 * start to what the monitor knows in the end. The clock of the emulator stands still, and is moved on by hand.
 */

const LIFE = { queued: '1m', running: '10m', replies: { retryAfter: 'none' } };
const ERROR = { code: 'E42', message: 'The otters are on strike' };
const RESULT = { rows: 12 };

type Ending = 'succeeded' | 'failed' | 'canceled';

/** Jobs are played side by side, so many at a time: what they wait for is mostly each other's turn. */
const AT_A_TIME = 10;

let stage: DialectStage;
const played = new Map<string, ReturnType<typeof play>>();

beforeAll(async () => {
  stage = await openDialectStage();
  const all = shippedNames().flatMap((name) => endingsOf(name).map((ending) => [name, ending] as const));
  const turns = Array.from({ length: AT_A_TIME }, () => Promise.resolve<unknown>(undefined));
  for (const [index, [name, ending]] of all.entries()) {
    const story = turns[index % AT_A_TIME]!.then(() => play(name, ending));
    turns[index % AT_A_TIME] = story.catch(() => undefined);
    played.set(`${name} ${ending}`, story);
  }
});
afterAll(async () => {
  await Promise.allSettled(played.values());
  await stage.close();
});

function endingsOf(name: string): Ending[] {
  return openApi(name).profile.cancel === undefined ? ['succeeded', 'failed'] : ['succeeded', 'failed', 'canceled'];
}

/** The life of one job, and what its monitor knew when half of it was done, and in the end. */
async function play(name: string, ending: Ending) {
  const { monitor } = stage;
  const api = playedApi(stage, name);
  await api.ask('POST', 'clock/freeze');
  await api.ask('PUT', 'scenarios/one', { for: { dialect: name }, ...LIFE, ...scenarioOf(ending) });
  const profileName = `${name}-${ending}`;
  await monitor.profiles.put(profileName, { ...api.profile, name: profileName }, () => true);
  const { id } = await monitor.service.start({ profile: profileName, name: api.jobName, input: api.input });
  const find = () => monitor.service.find(id);
  const until = (what: string, isSo: (found: Awaited<ReturnType<typeof find>>) => boolean) =>
    eventually(`${name} is ${what}`, async () => {
      const found = await find();
      return isSo(found) && found;
    });

  await until('polled', ({ context }) => context.polls > 0);
  if (ending === 'canceled') await monitor.service.cancel(await find(), 'enough');
  else await api.ask('POST', 'clock/advance', { by: '6m' });
  const { progress: tells } = api.profile;
  const isSeen = ending === 'succeeded' && tells !== undefined;
  const half = isSeen ? await until('half done', ({ context }) => isHalfDone(context.progress)) : undefined;
  await api.ask('POST', 'clock/advance', { by: '10m' });
  return { half, ended: await until('ended', ({ finishedAt }) => finishedAt !== null) };
}

function scenarioOf(ending: Ending): object {
  if (ending === 'succeeded')
    return { result: RESULT, progress: { total: 100, messages: ['first half', 'second half'] } };
  return ending === 'failed' ? { outcome: 'failed', error: ERROR } : {};
}

/** In whatever form the API tells it. */
function isHalfDone(progress: { percent?: number; done?: number; message?: string } | null): boolean {
  const { percent, done, message } = progress ?? {};
  return percent === 50 || done === 50 || /50|half/.test(message ?? '');
}

/** What an API does not tell of a job that failed. */
const UNTOLD: Record<'code' | 'message', string[]> = {
  code: [
    ...['airbyte', 'assemblyai', 'azure-data-factory', 'durable-functions', 'ga4gh-tes', 'gitlab-pipeline', 'jenkins'],
    ...['longwatch-emulator', 'replicate', 'salesforce-bulk2', 'salesforce-bulk2-query'],
  ],
  message: ['airbyte', 'jenkins', 'longwatch-emulator'],
};

describe.each(shippedNames())('The dialect %s', (name) => {
  const { profile } = openApi(name);

  it('plays a job that succeeds, its progress and its result', async () => {
    const { half, ended } = await played.get(`${name} succeeded`)!;

    expect(ended.state).toBe('Succeeded');
    expect(ended.context.result).toMatchObject({ kind: 'inline' });
    expect(JSON.stringify(ended.context.result)).toContain('"rows":12');
    expect(Object.keys(half?.context.progress ?? {}).sort()).toEqual(toldProgress(profile));
  });

  it("plays a job that fails, with the scenario's error", async () => {
    const { ended } = await played.get(`${name} failed`)!;

    expect(ended.state).toBe('Failed');
    expect({ code: ended.context.error?.code, message: ended.context.error?.message }).toEqual({
      code: UNTOLD.code.includes(name) ? expect.any(String) : ERROR.code,
      message: UNTOLD.message.includes(name) ? expect.any(String) : ERROR.message,
    });
  });
});

describe('The dialect of an API that can cancel', () => {
  it.each(shippedNames().filter((name) => endingsOf(name).includes('canceled')))(
    'plays a job that is canceled by its client: %s',
    async (name) => {
      const { ended } = await played.get(`${name} canceled`)!;

      expect(ended.state).toBe('Canceled');
    },
  );
});

function toldProgress({ progress }: Profile): string[] {
  return Object.keys(progress ?? {}).sort();
}
