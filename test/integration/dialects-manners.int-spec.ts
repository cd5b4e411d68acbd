import { describe, expect, it } from '@jest/globals';
import { withScenario } from '../support/emulator-client.js';
import { emulatorStage } from '../support/emulator-stage.js';

/** How dialects behave over HTTP, whatever API they play. */

const stage = emulatorStage();
const { setup } = stage;

const run = { json: { job_id: 11 } };
const START = '/dialects/databricks/api/2.2/jobs/run-now';
const POLL = '/dialects/databricks/api/2.2/jobs/runs/get?run_id=';

describe('A dialect', () => {
  it('that nobody knows is a problem of ours', async () => {
    const { call } = await setup();

    const reply = await call('/dialects/nothing/jobs');

    expect(reply.status).toBe(404);
    expect(reply.body).toMatchObject({ code: 'dialect-unknown' });
  });

  it("tells what it does not know in the API's own form", async () => {
    const { call } = await setup();

    const [route, job] = await Promise.all([call('/dialects/databricks/api/2.2/nothing'), call(`${POLL}99`)]);

    expect([route.status, job.status]).toEqual([404, 404]);
    expect(Object.keys(route.body).sort()).toEqual(['error_code', 'message']);
    expect(job.body).toMatchObject({ error_code: 'RESOURCE_DOES_NOT_EXIST' });
  });

  it('tells the methods of a path, and takes HEAD where it takes GET', async () => {
    const { call } = await setup();
    const { body } = await call(START, run);

    const options = await call(START, { method: 'OPTIONS' });
    const wrong = await call(START, { method: 'DELETE' });
    const head = await call(POLL + String(body.run_id), { method: 'HEAD' });

    expect([options.status, options.headers.get('allow')]).toEqual([204, 'OPTIONS, POST']);
    expect(wrong.status).toBe(405);
    expect([head.status, head.text]).toEqual([200, '']);
  });

  it('may have a path of an account in front, where the profile leaves its base URL open', async () => {
    const { call } = await setup();
    const started = await call('/dialects/dbt-cloud/api/v2/accounts/1/jobs/11/run/', { json: { cause: 'x' } });
    const document = await call(
      '/dialects/azure-document-intelligence/eu/documentintelligence/documentModels/a:analyze',
      {
        json: {},
      },
    );

    const place = document.headers.get('operation-location')!;
    expect(started.status).toBe(200);
    expect(place).toContain('/dialects/azure-document-intelligence/eu/');
    expect((await fetch(place)).status).toBe(200);
  });

  it('starts nothing by HEAD', async () => {
    const { call } = await setup();

    const head = await call('/dialects/longwatch-emulator/api/job-start/gb4711', { method: 'HEAD' });

    expect(head.status).toBe(405);
    expect((await call('/api/v1/jobs')).body.jobs).toEqual([]);
  });

  it('takes a body of up to a megabyte, and says when JSON is broken', async () => {
    const { call } = await setup();
    const ofSize = (bytes: number) => call(START, { json: { job_id: 11, note: 'x'.repeat(bytes) } });

    const taken = await ofSize(900_000);
    const refused = await ofSize(1_200_000);
    const broken = await call('/dialects/databricks/api/2.2/jobs/run-later', {
      text: '{"job_id":',
      headers: { 'content-type': 'application/json' },
    });

    expect([taken.status, refused.status, broken.status]).toEqual([200, 413, 400]);
  });

  it('gives the same job to a start that is repeated under its key, where the API does so', async () => {
    const { call } = await setup();
    const keyed = { json: { job_id: 11, idempotency_token: 'one' } };

    const replies = [await call(START, keyed), await call(START, keyed), await call(START, run)];

    const [first, again, other] = replies.map(({ body }) => body.run_id);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it.each([
    ['conflict', [409, 'same']],
    ['another', [200, 'other']],
  ])('answers a repeated start as a scenario says: %s', async (repeated, expected) => {
    const { call } = await setup();
    const keyed = {
      json: { job_id: 11, idempotency_token: 'one' },
      headers: withScenario({ replies: { start: { repeated } } }),
    };
    const first = await call(START, keyed);

    const again = await call(START, keyed);

    const isOther = again.body.run_id !== undefined && again.body.run_id !== first.body.run_id;
    expect([again.status, isOther ? 'other' : 'same']).toEqual(expected);
  });

  it('tells that a reference which a client chose is taken', async () => {
    const { call } = await setup();
    const start = {
      json: { jobReference: { projectId: 'one', jobId: 'mine' }, configuration: { query: { query: 'select 1' } } },
    };
    await call('/dialects/bigquery/bigquery/v2/projects/one/jobs', { ...start, headers: { 'idempotency-key': 'a' } });

    const again = await call('/dialects/bigquery/bigquery/v2/projects/one/jobs', {
      ...start,
      headers: { 'idempotency-key': 'b' },
    });

    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ error: { code: 409 } });
  });

  it('forgets a job when its scenario says so, and tells its result so often', async () => {
    const { call, advance } = await setup();
    const { body } = await call(START, {
      ...run,
      headers: withScenario({ queued: '1s', running: '1s', result: 1, keptFor: '1h', resultReads: 1 }),
    });
    const result = `/dialects/databricks/api/2.2/jobs/runs/get-output?run_id=${body.run_id}`;

    const early = await call(result);
    await advance('3s');
    const reads = [await call(result), await call(result)];
    await advance('2h');
    const late = await call(POLL + String(body.run_id));

    expect(early.status).toBe(404);
    expect(reads.map(({ status }) => status)).toEqual([200, 404]);
    expect(late.status).toBe(404);
  });

  it('tells its result so often where a poll brings it', async () => {
    const { root, call, advance } = await setup();
    const start = async (end: object) => {
      const life = { queued: '1s', running: '1m', result: { rows: 7 }, resultReads: 2, replies: { end } };
      const { headers } = await call('/dialects/plain-202/reports', { method: 'POST', headers: withScenario(life) });
      return headers.get('location')!.slice(root.length);
    };
    const [plain, led] = [await start({}), await start({ code: 303 })];

    const early = [await call(plain), await call(plain), await call(plain)];
    await advance('1h');
    const polls = [await call(plain), await call(plain), await call(plain)];
    const redirects = [await call(led), await call(led), await call(led)];
    const result = redirects[0]!.headers.get('location')!.slice(root.length);
    const reads = [await call(result), await call(result), await call(result)];

    expect(early.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(polls.map(({ status, text }) => [status, text.includes('rows')])).toEqual([
      [200, true],
      [200, true],
      [404, false],
    ]);
    expect(redirects.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(reads.map(({ status }) => status)).toEqual([200, 200, 404]);
  });

  it('tells how a job stands however often its result was read', async () => {
    const { call, advance } = await setup();
    const { body } = await call('/dialects/replicate/v1/predictions', {
      json: { version: 'v', input: {} },
      headers: withScenario({ queued: '1s', running: '1s', result: ['a'], resultReads: 1 }),
    });
    await advance('1h');

    const polls = [1, 2].map(() => call(`/dialects/replicate/v1/predictions/${body.id}`));

    expect((await Promise.all(polls)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it.each([
    [{ as: 'refused', code: 403 }, 403, 'RUNNING'],
    [{ as: 'ignored' }, 200, 'RUNNING'],
    [{ as: 'at-once' }, 200, 'TERMINATED'],
    [{ as: 'confirmed', takes: '1h' }, 200, 'TERMINATING'],
  ])('cancels as a scenario says: %j', async (cancel, code, state) => {
    const { call, advance } = await setup();
    const { body } = await call(START, {
      ...run,
      headers: withScenario({ queued: '1s', running: '3h', replies: { cancel } }),
    });
    await advance('1m');

    const reply = await call('/dialects/databricks/api/2.2/jobs/runs/cancel', { json: { run_id: body.run_id } });

    expect(reply.status).toBe(code);
    expect((await call(POLL + String(body.run_id))).body.status?.state).toBe(state);
  });

  it('tells where to ask in the form that a scenario says', async () => {
    const { root, call } = await setup();
    const start = async (location: string) => {
      const { headers } = await call('/dialects/plain-202/reports', {
        method: 'POST',
        headers: withScenario({ replies: { location } }),
      });
      return headers.get('location')!;
    };

    const fixed = await start('fixed');
    const relative = await start('relative');
    const foreign = await start('foreign');
    const turn = await start('rotating');
    const next = (await fetch(turn)).headers.get('location')!;

    expect(fixed.startsWith(`${root}/dialects/plain-202/operations/`)).toBe(true);
    expect(relative).toMatch(/^\/ns\/[^/]+\/dialects\/plain-202\/operations\//);
    expect(foreign).toMatch(/^http:\/\/localhost:\d+\/ns\/[^/]+\/foreign\/dialects\/plain-202\/operations\//);
    expect(next).not.toBe(turn);
    for (const url of [fixed, new URL(relative, root).href, foreign, next]) expect((await fetch(url)).status).toBe(202);
  });

  it('asks to wait as a scenario says', async () => {
    const { call } = await setup();
    const hintOf = async (retryAfter: unknown) => {
      const start = await call('/dialects/plain-202/reports', {
        method: 'POST',
        headers: withScenario({ replies: { retryAfter } }),
      });
      return start.headers.get('retry-after');
    };

    const hints = await Promise.all(['none', '7s', { form: 'garbage' }].map(hintOf));

    expect(hints).toEqual([null, '7', 'in a while']);
  });

  it('keeps no credentials of who started a job', async () => {
    const { call } = await setup();

    await call(START, { ...run, headers: { authorization: 'Bearer canary-4711', 'x-api-key': 'canary-4711' } });

    const rows = await stage.database.query<{ job: string }>('SELECT job::text FROM emulator.jobs AS job');
    expect(rows.map(({ job }) => job).join()).not.toContain('canary-4711');
  });
});
