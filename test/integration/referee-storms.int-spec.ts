import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RefereeReport, profileSchema } from '@app/contracts';
import { type DialectStage, openDialectStage, playedApi } from '../support/dialect-stage.js';
import { eventually } from '../support/eventually.js';

/* What comes of an outage when many jobs are watched. They are started one after the other, so that their polls are spread. */

const JOBS = 60;
const DIALECT = 'replicate';
/** A busy machine takes long for so many. */
const LIMIT_MS = 60_000;

let stage: DialectStage;

beforeAll(async () => {
  stage = await openDialectStage();
});
afterAll(() => stage.close());

type Api = ReturnType<typeof playedApi>;

const report = async (api: Api) => (await (await api.ask('GET', 'referee')).json()) as RefereeReport;

/** The usual for a while, an outage, and some more of the usual. */
async function breakDown(api: Api): Promise<void> {
  const seen = async () => {
    await pause(250);
    return (await report(api)).requests;
  };
  await eventually('polls go on and on', async () => (await seen()) > JOBS * 3, LIMIT_MS);
  await api.ask('POST', 'outages', { lasts: '1.5s', connection: 'reset' });
  await pause(1500);
  const before = await seen();
  await eventually('polls go on again', async () => (await seen()) > before + JOBS * 2, LIMIT_MS);
}

describe('After an outage', () => {
  it(
    'our own monitor comes back at the usual rate',
    async () => {
      const api = playedApi(stage, DIALECT);
      await api.ask('PUT', 'scenarios/long', { for: { dialect: DIALECT }, queued: '0s', running: '10h' });
      const profile = profileSchema.parse({ ...api.profile, name: 'long', pace: { every: '1s' } });
      await stage.monitor.profiles.put('long', profile, () => true);
      for (let job = 0; job < JOBS; job++) {
        await stage.monitor.service.start({ profile: 'long', name: `${api.jobName}-${job}`, input: api.input });
      }

      await breakDown(api);

      const { checked, findings } = await report(api);
      expect(checked['storm-after-outage']).toBeGreaterThan(0);
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    },
    3 * LIMIT_MS,
  );
});
