import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { type CheckStatus, type InstanceStatus, checkStatusSchema, instanceStatusSchema } from '@app/contracts';
import { type BothApps, startBothApps } from '../support/both-apps.js';
import { eventually } from '../support/eventually.js';
import { MonitorProcess } from '../support/monitor-process.js';
import { send } from '../support/raw-http.js';
import { createTestDatabase } from '../support/test-database.js';

const BASE = '/runtime/webhooks/durabletask';

let apps: BothApps;

beforeAll(async () => {
  apps = await startBothApps();
}, 60_000);

afterAll(() => apps.stop());

const pathOf = (url: string): string => url.replace(apps.monitor.url, '');

async function read(path: string) {
  const answer = await send(apps.monitor.port, path);
  return { ...answer, body: JSON.parse(answer.text) as InstanceStatus };
}

async function trigger(name: string): Promise<CheckStatus> {
  const { status, text } = await send(apps.monitor.port, `/api/monitor-job/${encodeURIComponent(name)}`);
  expect(status).toBe(202);
  return checkStatusSchema.strict().parse(JSON.parse(text));
}

async function post(path: string, input?: unknown) {
  const headers = { 'content-type': 'application/json' };
  const body = input === undefined ? undefined : JSON.stringify(input);
  const { status, headers: answered, text } = await send(apps.monitor.port, path, { method: 'POST', headers, body });
  return { status, headers: answered, text, body: (text === '' ? undefined : JSON.parse(text)) as unknown };
}

function watched(statusPath: string): Promise<InstanceStatus> {
  return eventually('the first status', async () => {
    const { body } = await read(statusPath);
    return body.customStatus !== null && body;
  });
}

/** A command may take a moment: one to a monitor that is just being started waits for the answer. */
function ended({ statusQueryGetUri }: CheckStatus): Promise<boolean> {
  return eventually('the end', async () => (await read(pathOf(statusQueryGetUri))).status === 200);
}

/** Ends a monitor as Failed: the remote side says so. */
async function fail(links: CheckStatus): Promise<void> {
  await watched(pathOf(links.statusQueryGetUri));
  await post(pathOf(links.sendEventPostUri).replace('{eventName}', 'job-status'), { jobStatus: 'Failed' });
}

describe("seed A's trigger", () => {
  it('answers at once with nine absolute links, whatever Host and X-Forwarded headers say', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const answer = await send(apps.monitor.port, '/api/monitor-job/gb4711', { headers });

    const { id, ...urls } = checkStatusSchema.strict().parse(JSON.parse(answer.text));
    expect(answer.status).toBe(202);
    expect(answer.headers).toMatchObject({ location: urls.statusQueryGetUri, 'retry-after': '10' });
    expect(id).toBe('monitor-gb4711');
    for (const url of Object.values(urls))
      expect(url).toMatch(new RegExp(`^${apps.monitor.url}${BASE}/.*[?&]taskHub=`));
  });

  it('takes a POST with any body, and ignores it', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await send(apps.monitor.port, '/api/monitor-job/posted', { method: 'POST', headers, body: '{{' });

    expect(answer.status).toBe(202);
  });

  it('refuses a name whose monitor lives, and takes it again once that has ended', async () => {
    const links = await trigger('taken');
    const { status } = await send(apps.monitor.port, '/api/monitor-job/taken');
    await post(pathOf(links.terminatePostUri));
    await ended(links);

    expect(status).toBe(409);
    expect((await trigger('taken')).id).toBe('monitor-taken');
  });

  it.each(['a/b', '..a', 'a b', '100% sure?', 'a#b&c=d', '🚀', 'Ærø', 'Москва', "o'Reilly+Söhne", 'x'.repeat(256)])(
    'gives the name %s back as it was sent',
    async (name) => {
      const links = await trigger(name);

      const { status, body } = await read(pathOf(links.statusQueryGetUri));

      expect(status).toBe(202);
      expect(instanceStatusSchema.strict().parse(body)).toMatchObject({
        instanceId: `monitor-${name}`,
        input: { jobName: name },
      });
      expect((await watched(pathOf(links.statusQueryGetUri))).customStatus).toMatchObject({ jobName: name });
    },
  );

  it('answers also where the job service is down', async () => {
    // Replicas of one database have the same settings, and share the profile that is made of them.
    const database = await createTestDatabase();
    const lonely = await MonitorProcess.start({
      DATABASE_URL: database.url,
      START_ASYNC_JOB_URL: 'http://127.0.0.1:1/api/job-start',
    });
    const { status } = await send(lonely.port, '/api/monitor-job/nobody-there');
    await lonely.stop();
    await database.drop();

    expect(status).toBe(202);
  });
});

describe('the links of an instance', () => {
  it('work when they are followed as they are', async () => {
    const links = await trigger('by/links');
    const fill = (url: string): string => pathOf(url).replace('{text}', 'because').replace('{eventName}', 'poll-now');

    await watched(fill(links.statusQueryGetUri));
    const event = await post(fill(links.sendEventPostUri));
    const suspended = await post(fill(links.suspendPostUri));
    const status = await read(`${fill(links.statusQueryGetUri)}&showInput=false&showHistory=true`);
    const resumed = await post(fill(links.resumePostUri));
    const refused = await post(fill(links.restartPostUri));
    const terminated = await post(fill(links.terminatePostUri));
    const late = await post(fill(links.suspendPostUri));
    const rewound = await post(fill(links.rewindPostUri));
    const purged = await send(apps.monitor.port, fill(links.purgeHistoryDeleteUri), { method: 'DELETE' });

    for (const answer of [event, suspended, resumed, terminated])
      expect(answer).toMatchObject({ status: 202, text: '' });
    expect(status.body).toMatchObject({ runtimeStatus: 'Suspended', input: null });
    expect(status.body.history).toEqual(status.body.historyEvents);
    expect([refused.status, late.status, rewound.status]).toEqual([409, 410, 410]);
    expect(JSON.parse(purged.text)).toEqual({ instancesDeleted: 1 });
  });

  it('lead to a status that says where and when to ask again, in the same manner', async () => {
    const { statusQueryGetUri } = await trigger('asked');

    const { headers } = await read(`${pathOf(statusQueryGetUri)}&showHistory=true&showInput=false&unknown=1`);

    expect(headers['retry-after']).toBe('5');
    expect(headers.location).toBe(`${statusQueryGetUri}&showInput=false&showHistory=true`);
  });
});

describe('the Durable Functions HTTP API', () => {
  it('answers a failure with 200, or with 500 where that is asked for', async () => {
    const links = await trigger('failing');
    await fail(links);

    const plain = await read(pathOf(links.statusQueryGetUri));
    const asked = await read(`${pathOf(links.statusQueryGetUri)}&returnInternalServerErrorOnFailure=true`);

    expect([plain.status, asked.status]).toEqual([200, 500]);
    expect(asked.body).toEqual(plain.body);
    expect(plain.body).toMatchObject({ runtimeStatus: 'Failed', output: { outcome: 'Failed', error: {} } });
    expect(plain.headers.location).toBeUndefined();
  });

  it('waits inline for the end, and answers the bare output', async () => {
    const answer = await post(`${BASE}/orchestrators/MonitorOrchestrator/inline?timeout=20&pollingInterval=0.1`, {
      pollingIntervalSec: 0.1,
    });

    expect(answer).toMatchObject({ status: 200, body: { outcome: 'Succeeded', result: { jobStatus: 'Completed' } } });
  });

  it('answers the links where the end does not come while it waits', async () => {
    const answer = await post(`${BASE}/orchestrators/MonitorOrchestrator/too-late?timeout=0.05`);

    expect(answer.status).toBe(202);
    expect(answer.headers['retry-after']).toBe('10');
    expect(checkStatusSchema.strict().parse(answer.body).id).toBe('too-late');
  });

  it('lets a client that waits go when the app closes', async () => {
    const closing = await MonitorProcess.start(apps.settings);
    const path = `${BASE}/orchestrators/MonitorOrchestrator/until-close?timeout=200&pollingInterval=200`;
    const waiting = send(closing.port, path, { method: 'POST' });
    await eventually('it waits', async () => (await read(`${BASE}/instances/until-close`)).status === 202);

    const stoppedAt = performance.now();
    const exitCode = await closing.stop();

    expect((await waiting).status).toBe(202);
    expect(exitCode).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(7000);
  });

  it.each([
    ['an object', { jobName: 'input-object', rows: [1, null] }],
    ['a string', 'input-string'],
    ['a number', 42],
    ['an array', [{ a: 1 }]],
    ['false', false],
    ['null', null],
  ])('keeps %s as input', async (_, input) => {
    const { body } = await post(`${BASE}/orchestrators/MonitorOrchestrator`, input);

    const { body: status } = await read(pathOf((body as CheckStatus).statusQueryGetUri));

    expect(status.input).toEqual(input);
  });

  it('takes an empty body and an empty string for no input', async () => {
    for (const [id, input] of [['no-body', undefined] as const, ['empty-string', ''] as const]) {
      await post(`${BASE}/orchestrators/MonitorOrchestrator/${id}`, input);

      expect((await read(`${BASE}/instances/${id}`)).body.input).toBeNull();
    }
  });

  it('restarts what has ended, under an id of its own or under the old one', async () => {
    const links = await trigger('again');
    await fail(links);

    const asNew = await post(pathOf(links.restartPostUri));
    const newLinks = checkStatusSchema.strict().parse(asNew.body);
    const meanwhile = await post(`${pathOf(links.restartPostUri)}&restartWithNewInstanceId=false`);
    await post(pathOf(newLinks.terminatePostUri));
    await ended(newLinks);
    const asOld = await post(`${pathOf(links.restartPostUri)}&restartWithNewInstanceId=false`);

    expect([asNew.status, meanwhile.status, asOld.status]).toEqual([202, 409, 202]);
    expect(newLinks.id).not.toBe('monitor-again');
    expect(asOld.headers.location).toBe(links.statusQueryGetUri);
    expect((await read(pathOf(links.statusQueryGetUri))).body).toMatchObject({ input: { jobName: 'again' } });
    expect((await post(`${BASE}/instances/nobody/restart`)).status).toBe(400);
  });

  it('pages a filtered list by token, and forgets none whose predecessor was purged meanwhile', async () => {
    for (const n of [1, 2, 3]) await post(`${BASE}/orchestrators/MonitorOrchestrator/page-${n}`);
    const page = async (token?: string) => {
      const headers = token === undefined ? undefined : { 'x-ms-continuation-token': token };
      const answer = await send(apps.monitor.port, `${BASE}/instances/?instanceIdPrefix=page-&top=2`, { headers });
      const ids = (JSON.parse(answer.text) as InstanceStatus[]).map(({ instanceId }) => instanceId);
      return { ids, token: answer.headers['x-ms-continuation-token'] as string };
    };

    const first = await page();
    await post(`${BASE}/instances/page-2/terminate`);
    await send(apps.monitor.port, `${BASE}/instances/page-2`, { method: 'DELETE' });
    const second = await page(first.token);

    expect(first.ids).toEqual(['page-1', 'page-2']);
    expect(second).toEqual({ ids: ['page-3'], token: '' });
  });

  it('is described by a valid OpenAPI document', async () => {
    const document = JSON.parse((await send(apps.monitor.port, '/docs-json')).text) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };

    const result = await new Validator().validate(document);

    expect(result.errors).toBeUndefined();
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
