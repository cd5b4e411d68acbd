import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Process, processSchema } from '@app/contracts';
import { type BothApps, startBothApps } from '../support/both-apps.js';
import { eventually } from '../support/eventually.js';
import { send } from '../support/raw-http.js';

let apps: BothApps;

beforeAll(async () => {
  apps = await startBothApps();
}, 60_000);

afterAll(() => apps.stop());

async function post(request?: unknown) {
  const headers = { 'content-type': 'application/json' };
  const body = request === undefined ? undefined : JSON.stringify(request);
  const answer = await send(apps.monitor.port, '/api/processes', { method: 'POST', headers, body });
  return { ...answer, body: JSON.parse(answer.text) as Process };
}

async function read(id: string) {
  const answer = await send(apps.monitor.port, `/api/processes/${id}`);
  return { ...answer, body: processSchema.strict().parse(JSON.parse(answer.text)) };
}

/** Starts a process that lives until it is told otherwise, and answers its id once its job is known. */
async function startLong(jobName: string): Promise<string> {
  const { id } = (await post({ input: { jobName } })).body;
  await eventually('the job is known', async () => {
    const { text } = await send(apps.monitor.port, `/runtime/webhooks/durabletask/instances/${id}`);
    return (JSON.parse(text) as { customStatus: unknown }).customStatus !== null;
  });
  return id;
}

function ended(id: string) {
  return eventually('the process has ended', async () => {
    const answer = await read(id);
    return answer.status === 200 && answer;
  });
}

const instance = (id: string, command: string, body?: string) =>
  send(apps.monitor.port, `/runtime/webhooks/durabletask/instances/${id}/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });

describe("seed B's processes", () => {
  it('start at once, without a body, and tell where to ask', async () => {
    const { status, headers, body } = await post();

    expect(status).toBe(202);
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'Started' });
    expect(headers.location).toBe(`${apps.monitor.url}/api/processes/${body.id}`);
  });

  it('are Started while they run, with the time to ask again', async () => {
    const { body } = await post({ input: { jobName: 'runs' } });

    const answer = await read(body.id);

    expect(answer).toMatchObject({ status: 202, body: { id: body.id, status: 'Started' } });
    expect(answer.headers).toMatchObject({
      location: `${apps.monitor.url}/api/processes/${body.id}`,
      'retry-after': '5',
    });
  });

  it('are Completed once their job has', async () => {
    const { body } = await post({ type: 'MonitorOrchestrator', input: { jobName: 'gb4711', pollingIntervalSec: 0.1 } });

    const answer = await ended(body.id);

    expect(answer.body).toEqual({ id: body.id, status: 'Completed' });
    expect(answer.headers.location).toBeUndefined();
  });

  it('are Failed, with the error, once their job has failed', async () => {
    const id = await startLong('fails');

    await instance(id, 'raiseEvent/job-status', '{"jobStatus":"Failed"}');

    expect((await ended(id)).body).toMatchObject({ id, status: 'Failed', error: { code: 'job-failed' } });
  });

  it('are Failed, with the error, once their deadline has passed', async () => {
    const { body } = await post({ input: { jobName: 'late', durationMin: 0.005 } });

    expect((await ended(body.id)).body).toMatchObject({ status: 'Failed', error: { code: 'deadline-passed' } });
  });

  it('are Canceled once somebody has ended them', async () => {
    const id = await startLong('unwanted');

    await instance(id, 'terminate?reason=no%20need');

    expect((await ended(id)).body).toEqual({ id, status: 'Canceled' });
  });

  it('are the same monitors that every other face shows', async () => {
    const trigger = await send(apps.monitor.port, '/api/monitor-job/shared');
    const [row] = await apps.database.query<{ id: string }>(
      `SELECT id FROM monitor.monitors WHERE instance_id = 'monitor-shared'`,
    );

    expect(trigger.status).toBe(202);
    expect((await read(row!.id)).body.id).toBe(row!.id);
  });

  it('may not take the name of a live monitor of any face', async () => {
    await send(apps.monitor.port, '/api/monitor-job/one-name');

    const refused = await post({ input: { jobName: 'one-name' } });
    const sameName = await Promise.all(Array.from({ length: 10 }, () => post({ input: { jobName: 'raced' } })));

    expect(refused).toMatchObject({ status: 409, body: { code: 'monitor-name-taken' } });
    expect(sameName.map(({ status }) => status).sort()).toEqual([202, ...Array<number>(9).fill(409)]);
  });

  it('of an unknown type are refused, with the place that names it', async () => {
    const answer = await post({ type: 'NoSuchRunner' });

    expect(answer).toMatchObject({ status: 422, body: { code: 'body-invalid', errors: [{ pointer: '/type' }] } });
  });
});
