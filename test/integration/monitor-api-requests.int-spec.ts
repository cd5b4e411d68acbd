import { describe, expect, it } from '@jest/globals';
import { monitorSchema, problemSchema } from '@app/contracts';
import { eventually } from '../support/eventually.js';
import { apiStage } from '../support/monitor-api.js';

const UNKNOWN = '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11';

describe('What is asked of a monitor', () => {
  const stage = apiStage({ pollIntervalMs: 60_000 });
  const ask = (id: string, command: string, body?: object) =>
    stage.replica.ask('POST', `/monitors/${id}/${command}`, body);

  const running = async (document: Record<string, unknown> = {}) => {
    stage.runsJobs();
    const { id } = await stage.replica.start({ profile: await stage.profile(document), name: 'job', input: { a: 1 } });
    await eventually('it runs', async () => (await stage.replica.read(id)).status?.word === 'Running');
    return id;
  };
  const ended = async () => {
    const id = await running();
    await ask(id, 'cancel');
    return id;
  };

  it('is answered by 202 and the monitor as it stands, with what can be asked of it then', async () => {
    const id = await running();

    const suspended = await ask(id, 'suspend', { reason: 'maintenance' });
    const resumed = await ask(id, 'resume');

    expect([suspended.status, resumed.status]).toEqual([202, 202]);
    const [one, other] = [suspended, resumed].map(({ json }) => monitorSchema.strict().parse(json));
    expect(one).toMatchObject({ state: 'Suspended', reason: 'maintenance', nextPollAt: null });
    expect(Object.keys(one!.links)).toEqual(['self', 'events', 'exchanges', 'cancel', 'resume']);
    expect(other!.state).toBe('Watching');
    expect(Object.keys(other!.links)).toEqual(['self', 'events', 'exchanges', 'cancel', 'suspend', 'pollNow']);
  });

  it('such as a cancel ends the watching where the profile can ask no more', async () => {
    const id = await running();

    expect((await ask(id, 'cancel', { reason: 'enough' })).json).toMatchObject({
      state: 'Canceled',
      outcome: 'Canceled',
      reason: 'enough',
      links: { restart: `${stage.replica.url}/api/v1/monitors/${id}/restart` },
    });
  });

  it('such as a cancel reaches the remote job where the profile can, and its polls tell the end', async () => {
    const id = await running({ cancel: { request: { method: 'DELETE', url: '/jobs/{{job.id}}' } } });
    stage.remote.on('DELETE /jobs/1', [{ code: 202 }]);
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Canceled' } }]);

    const { json } = await ask(id, 'cancel');

    expect(json).toMatchObject({ state: 'Watching', operation: { kind: 'cancel' } });
    await stage.until(id, 'Canceled');
    expect(stage.remote.seen('DELETE /jobs/1')).toHaveLength(1);
  });

  it('such as a cancel that detaches leaves the job alone', async () => {
    const id = await running({ cancel: { request: { method: 'DELETE', url: '/jobs/{{job.id}}' } } });

    expect((await ask(id, 'cancel', { detach: true })).json).toMatchObject({ state: 'Canceled' });
    expect(stage.remote.seen('DELETE /jobs/1')).toEqual([]);
  });

  it('such as a poll goes out at once', async () => {
    const id = await running();
    const before = stage.remote.seen('GET /jobs/1').length;

    expect((await ask(id, 'poll-now')).status).toBe(202);

    await eventually('it is polled', () => stage.remote.seen('GET /jobs/1').length === before + 1);
  });

  it('is refused with 409 where there is nothing to poll', async () => {
    const id = await running();
    await ask(id, 'suspend');

    expect((await ask(id, 'poll-now')).json).toMatchObject({ status: 409, code: 'monitor-not-watching' });
  });

  it.each(['cancel', 'suspend', 'resume', 'poll-now'])('is refused with 409 after the end (%s)', async (command) => {
    const id = await ended();

    expect((await ask(id, command)).json).toMatchObject({ status: 409, code: 'monitor-ended' });
  });

  it.each(['cancel', 'suspend', 'resume', 'restart', 'poll-now'])('of nobody is a 404 (%s)', async (command) => {
    for (const id of [UNKNOWN, 'x', '%00']) {
      expect((await ask(id, command)).json).toMatchObject({ status: 404, code: 'monitor-unknown' });
    }
  });

  it('such as a restart makes a new monitor of the same kind', async () => {
    stage.runsJobs();
    const profile = await stage.profile();
    const asked = {
      profile,
      name: 'nightly',
      input: { a: 1 },
      deadline: '5m',
      pace: { every: '9s' },
      labels: { a: 'b' },
    };
    const first = await stage.replica.start(asked);
    await ask(first.id, 'cancel');
    await stage.until(first.id, 'Canceled');

    const answer = await ask(first.id, 'restart');

    const again = monitorSchema.strict().parse(answer.json);
    expect(again.id).not.toBe(first.id);
    expect(answer.headers.location).toBe(again.links.self);
    expect(again).toMatchObject({ name: 'nightly', input: { a: 1 }, pace: { every: '9s' }, labels: { a: 'b' } });
    expect(Date.parse(again.deadlineAt) - Date.parse(again.createdAt)).toBe(300_000);
  });

  it('such as a restart is refused while it lives, and where its job can not be started', async () => {
    const id = await running();
    expect((await ask(id, 'restart')).json).toMatchObject({ status: 409, code: 'monitor-live' });
    const profile = await stage.profile({ url: '/jobs/{{input.kind}}' });
    const attached = await stage.replica.start({ profile, attach: { jobId: '1' } });
    await ask(attached.id, 'cancel');

    expect((await ask(attached.id, 'restart')).json).toMatchObject({ status: 409, code: 'start-unfit' });
  });

  it.each([
    ['cancel', { reason: 7 }, '/reason'],
    ['cancel', { detach: 'yes' }, '/detach'],
    ['cancel', { why: 'x' }, '/why'],
    ['suspend', { reason: 'x'.repeat(2000) }, '/reason'],
    ['resume', { reason: 'a\u0000' }, '/reason'],
    ['resolve', {}, ''],
    ['resolve', { giveUp: true, startAgain: true }, ''],
    ['resolve', { giveUp: false }, '/giveUp'],
    ['resolve', { adopt: {} }, '/adopt'],
    ['resolve', { adopt: { jobId: '1', statusUrl: 'https://a.example' } }, '/adopt'],
    ['resolve', { adopt: { jobId: '' } }, '/adopt/jobId'],
  ])('such as %s %j is refused, and told where', async (command, body, pointer) => {
    const id = await running();

    const { json } = await ask(id, command, body);

    expect(problemSchema.parse(json)).toMatchObject({ status: 422, code: 'body-invalid', errors: [{ pointer }] });
  });
});

describe('A start of which nobody knows whether it arrived', () => {
  const stage = apiStage({ pollIntervalMs: 60_000 });
  const resolve = (id: string, body: object) => stage.replica.ask('POST', `/monitors/${id}/resolve`, body);

  const doubtful = async (document: Record<string, unknown> = {}) => {
    stage.remote.on('POST /jobs', (count) => (count === 1 ? { code: 500 } : { code: 202, body: { id: '2' } }));
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);
    stage.remote.on('GET /jobs/2', [{ body: { status: 'Done' } }]);
    const { id } = await stage.replica.start({ profile: await stage.profile(document) });
    return stage.until(id, 'StartUnknown');
  };

  it('is shown as such, with why and how to settle it', async () => {
    const { error, links } = await doubtful();

    expect(error).toMatchObject({ code: 'http-500' });
    expect(links.resolve).toBeDefined();
  });

  it('is settled by the job that it made', async () => {
    const { id } = await doubtful();

    const answer = await resolve(id, { adopt: { jobId: '1' } });

    expect(answer.json).toMatchObject({ state: 'Watching', error: null, job: { id: '1' } });
    await stage.until(id, 'Succeeded');
    expect(stage.remote.seen('POST /jobs')).toHaveLength(1);
  });

  it('is started again under the same key', async () => {
    const { id } = await doubtful();

    expect((await resolve(id, { startAgain: true })).status).toBe(202);

    await stage.until(id, 'Succeeded');
    const keys = stage.remote.seen('POST /jobs').map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([id, id]);
  });

  it('is given up, as Lost', async () => {
    const { id } = await doubtful();

    expect((await resolve(id, { giveUp: true })).json).toMatchObject({
      state: 'Lost',
      error: { code: 'start-unknown' },
    });
  });

  it('is settled while suspended, too, and goes on when it is resumed', async () => {
    const { id } = await doubtful();
    await stage.replica.ask('POST', `/monitors/${id}/suspend`);

    expect((await resolve(id, { adopt: { jobId: '1' } })).json).toMatchObject({ state: 'Suspended', job: { id: '1' } });

    await stage.replica.ask('POST', `/monitors/${id}/resume`);
    await stage.until(id, 'Succeeded');
  });

  it.each([
    ['/adopt', { statusUrl: 'https://api.example.com/jobs/1' }],
    ['/adopt/statusUrl', { statusUrl: 'http://10.0.0.1/jobs/1' }],
  ])('is not settled by a job that could not be polled: %s', async (pointer, adopt) => {
    const { id } = await doubtful();

    expect((await resolve(id, { adopt })).json).toMatchObject({ status: 422, errors: [{ pointer }] });
    expect(await stage.replica.read(id)).toMatchObject({ state: 'StartUnknown' });
  });

  it('is all that can be settled', async () => {
    stage.runsJobs();
    const { id } = await stage.replica.start({ profile: await stage.profile() });
    await stage.until(id, 'Watching');

    for (const body of [{ adopt: { jobId: '1' } }, { startAgain: true }, { giveUp: true }]) {
      expect((await resolve(id, body)).json).toMatchObject({ status: 409, code: 'monitor-not-in-doubt' });
    }
  });

  it('is not adopted while the start request is under way', async () => {
    stage.answersNothing();
    const { id } = await stage.replica.start({ profile: await stage.profile() });
    await stage.until(id, 'Starting');

    expect((await resolve(id, { adopt: { jobId: '9' } })).json).toMatchObject({ code: 'monitor-not-in-doubt' });
    expect(await stage.replica.read(id)).toMatchObject({ state: 'Starting', job: null });
  });
});

describe('Deleting a monitor', () => {
  const stage = apiStage();
  const purge = { request: { method: 'DELETE', url: '/jobs/{{job.id}}' } };
  const erase = (id: string, query = '') => stage.replica.ask('DELETE', `/monitors/${id}${query}`);

  const done = async (document: Record<string, unknown> = {}) => {
    stage.remote.on('POST /jobs', [{ code: 202, body: { id: '1' } }]);
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);
    const { id } = await stage.replica.start({ profile: await stage.profile(document) });
    await stage.until(id, 'Succeeded');
    return id;
  };

  it('takes its history and exchanges along', async () => {
    const id = await done();

    expect((await erase(id)).status).toBe(204);

    expect((await erase(id)).json).toMatchObject({ status: 404, code: 'monitor-unknown' });
    for (const table of ['monitors', 'monitor_events', 'exchanges']) {
      expect(await stage.database.query(`SELECT 1 AS one FROM monitor.${table}`)).toEqual([]);
    }
    expect(stage.remote.seen('DELETE /jobs/1')).toEqual([]);
  });

  it('is refused while it lives', async () => {
    stage.runsJobs();
    const { id } = await stage.replica.start({ profile: await stage.profile() });

    expect((await erase(id)).json).toMatchObject({ status: 409, code: 'monitor-live' });
  });

  it.each([204, 404, 409, 410])('with remote=true deletes the job first (%i)', async (code) => {
    const id = await done({ purge });
    stage.remote.on('DELETE /jobs/1', [{ code }]);

    expect((await erase(id, '?remote=true')).status).toBe(204);
    expect(stage.remote.seen('DELETE /jobs/1')).toHaveLength(1);
  });

  it.each([403, 500, 503])('with remote=true leaves it where the job stays (%i)', async (code) => {
    const id = await done({ purge });
    stage.remote.on('DELETE /jobs/1', [{ code }]);

    const answer = await erase(id, '?remote=true');

    expect(answer.json).toMatchObject({ status: 502, code: 'remote-purge-failed' });
    expect((await stage.replica.read(id)).id).toBe(id);
  });

  it('with remote=true says where the profile can not delete jobs', async () => {
    const id = await done();

    expect((await erase(id, '?remote=true')).json).toMatchObject({ status: 501, code: 'operation-unsupported' });
    expect((await erase(id, '?remote=maybe')).json).toMatchObject({ status: 422, code: 'parameter-invalid' });
  });
});
