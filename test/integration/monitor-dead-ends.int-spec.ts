import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { complaintStage } from '../support/complaint-stage.js';
import { eventually } from '../support/eventually.js';
import { gapsOf, hangUp } from '../support/scripted-remote.js';

const word = {
  status: 'body.state',
  statuses: { running: ['on', 'held'], succeeded: ['done'], failed: ['broken'], canceled: ['stopped'] },
};
const profile = {
  start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
  poll: { request: { url: '/jobs/{{job.id}}' }, ...word },
  pace: { every: '100ms' },
};
/** JSON that no database column can hold as it is. */
const NUL = '\u0000';

describe('No monitor goes on for ever', () => {
  const variables: Record<string, string> = {};
  const stage = complaintStage({ horizonMs: 1000, secretVariables: variables });
  const jobs = () => {
    const { remote } = stage;
    remote.on('POST /jobs', () => ({ code: 201, body: { id: '7' } }));
    remote.on('GET /jobs/7', () => ({ body: { state: 'on' } }));
    return remote;
  };

  it('takes a refusal whose words can not be stored for one', async () => {
    const remote = jobs();
    remote.on('POST /jobs/7/stop', () => ({ code: 403, body: { message: 'no', detail: [`${NUL}`] } }));
    const id = await stage.start({ ...profile, cancel: { request: { url: '/jobs/{{job.id}}/stop' } } });
    await stage.untilStatus(id, 'on');

    await stage.replica.service.cancel(await stage.find(id), null);
    await eventually('it was refused', async () => (await stage.find(id)).context.operationError !== null);
    await sleep(1500);

    expect(remote.seen('POST /jobs/7/stop')).toHaveLength(1);
    expect(await stage.historyOf(id)).toContain('operation-refused');
  });

  it('ends with a job whose captured values can not be stored as they are', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ body: { state: 'done', files: [`a${NUL}`, '\ud800'] } }));
    const id = await stage.start({
      ...profile,
      poll: { ...profile.poll, capture: { files: 'body.files' } },
    });

    await stage.until(id, 'Succeeded');

    expect(remote.seen('GET /jobs/7')).toHaveLength(1);
    expect((await stage.find(id)).context.job).toEqual({ id: '7', files: ['a\ufffd', '\ufffd'] });
  });

  it('keeps a result beside a reply whose text can not be stored', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ body: { state: 'done', n: 3, x: NUL } }));
    const id = await stage.start({ ...profile, result: { value: 'body.n' } });

    const { context } = await stage.until(id, 'Succeeded');

    expect(context.result).toEqual({ kind: 'inline', value: 3 });
  });

  it('ends an overdue monitor whose target is out of order', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ headers: { 'retry-after': '3600' }, body: { state: 'on' } }));
    const overdue = await stage.start(profile);
    await stage.untilStatus(overdue, 'on');
    remote.on('POST /broken', () => ({ code: 201, body: { id: '8' } }));
    remote.on('GET /jobs/8', () => ({ code: 503 }));
    const broken = await stage.put({ ...profile, start: { ...profile.start, request: { url: '/broken' } } });
    for (let started = 0; started < 12; started++) await stage.replica.service.start({ profile: broken, input: {} });
    await eventually('the target is left alone', () => remote.seen('GET /jobs/8').length >= 10);

    await stage.database.query(
      `UPDATE monitor.monitors
       SET deadline_at = now() - interval '1 second', is_flagged = true, version = version + 1
       WHERE id = $1`,
      [overdue],
    );
    await stage.replica.tick();

    await stage.until(overdue, 'TimedOut', 3000);
  }, 30_000);

  it('sees that a record is gone though the polls lie further apart than the horizon', async () => {
    const remote = jobs();
    const id = await stage.start({ ...profile, pace: { every: '1100ms' } });
    await stage.untilStatus(id, 'on');
    remote.on('GET /jobs/7', () => ({ code: 404 }));

    await eventually(
      'it is lost',
      async () => {
        await stage.replica.tick();
        await sleep(50);
        return (await stage.find(id)).state === 'Lost';
      },
      12_000,
    );

    expect(remote.seen('GET /jobs/7')).toHaveLength(4);
  }, 30_000);

  it('spends its budget of failing polls though they lie further apart than the horizon', async () => {
    const remote = jobs();
    const id = await stage.start({
      ...profile,
      poll: { ...profile.poll, failing: { limit: 4 }, pace: { every: '300ms', min: '1100ms' } },
    });
    await stage.untilStatus(id, 'on');
    remote.on('GET /jobs/7', () => ({ code: 404 }));
    remote.on('GET /jobs/7', () => ({ code: 503 }));

    await eventually(
      'it has given up',
      async () => {
        await stage.replica.tick();
        await sleep(50);
        return (await stage.find(id)).state === 'TimedOut';
      },
      15_000,
    );
    expect(remote.seen('GET /jobs/7')).toHaveLength(5);
  }, 30_000);

  it('waits longer and longer, as the profile says, also beyond the horizon', async () => {
    const remote = jobs();
    const id = await stage.start({ ...profile, pace: { every: '300ms', factor: 2, max: '10s' } });

    await eventually(
      'it has been polled five times',
      async () => {
        await stage.replica.tick();
        return remote.seen('GET /jobs/7').length === 5;
      },
      12_000,
    );
    // By when they were sent: how long one is under way is not the pace's.
    const [, ...polls] = stage.replica.sent;
    const gaps = gapsOf(polls.map((at) => ({ at })));

    [300, 600, 1200, 2400].forEach((gap, index) => expect(gaps[index]).toBeGreaterThanOrEqual(gap - 30));
    await eventually('all are counted', async () => (await stage.find(id)).context.polls === 5);
  }, 30_000);

  it('keeps the wait that was asked for when the job is resumed, too', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ headers: { 'retry-after': '3600' }, body: { state: 'on' } }));
    remote.on('POST /jobs/7/hold', () => ({ code: 202 }));
    remote.on('POST /jobs/7/release', () => ({ code: 202 }));
    const id = await stage.start({
      ...profile,
      pause: { request: { url: '/jobs/{{job.id}}/hold' } },
      resume: { request: { url: '/jobs/{{job.id}}/release' } },
    });
    await stage.untilStatus(id, 'on');
    await stage.replica.service.suspend(await stage.find(id), null);
    await eventually('held', async () => (await stage.find(id)).context.operation === null);
    await stage.replica.service.resume(await stage.find(id), null);
    await eventually('released', () => remote.seen('POST /jobs/7/release').length === 1);
    await sleep(500);

    expect(remote.seen('GET /jobs/7')).toHaveLength(1);
  });

  it('keeps the wait that was asked for when a cancel fails, too', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ headers: { 'retry-after': '3600' }, body: { state: 'on' } }));
    remote.on('POST /jobs/7/stop', () => ({ code: 503 }));
    const id = await stage.start({ ...profile, cancel: { request: { url: '/jobs/{{job.id}}/stop' } } });
    await stage.untilStatus(id, 'on');
    await stage.replica.service.cancel(await stage.find(id), null);
    await eventually('asked', () => remote.seen('POST /jobs/7/stop').length === 2);

    expect(remote.seen('GET /jobs/7')).toHaveLength(1);
  });

  it('holds against no target that the token endpoint is away', async () => {
    const remote = jobs();
    remote.on('POST /token', [{ body: { access_token: 't', token_type: 'bearer', expires_in: 1 } }, { code: 503 }]);
    variables['OAUTH'] = JSON.stringify({ clientId: 'me', clientSecret: 'word' });
    const auth = { scheme: 'oauth2', secret: 'oauth', tokenUrl: `${remote.origin}/token` };
    const name = await stage.put({ ...profile, auth });
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => stage.replica.service.start({ profile: name, input: {} })),
    );
    await stage.untilStatus(ids[0]!.id, 'on');
    await eventually('no token is to be had', async () => {
      await stage.replica.tick();
      const troubles = await Promise.all(ids.map(async ({ id }) => (await stage.find(id)).context.trouble));
      return troubles.every((trouble) => trouble?.error.code === 'token-unavailable');
    });

    await stage.replica.tick();
    await stage.untilStatus(await stage.start(profile), 'on');
  });

  it('looks for a job elsewhere no longer than one poll may take', async () => {
    const remote = jobs();
    for (let hop = 7; hop < 14; hop++) {
      remote.on(`GET /jobs/${hop}`, () => (response) => {
        setTimeout(() => response.writeHead(307, { location: `/jobs/${hop + 1}` }).end(), 700);
      });
    }
    const id = await stage.start(profile, { deadlineMs: 1500 });
    const beganAt = performance.now();

    await eventually('it has ended', async () => {
      await stage.replica.tick();
      return (await stage.find(id)).state === 'TimedOut';
    });

    expect(performance.now() - beganAt).toBeLessThan(2200);
  });

  it('fetches the result at once where the end was pushed', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7/result', () => ({ body: 3 }));
    remote.on('GET /jobs/7', () => ({ headers: { 'retry-after': '3600' }, body: { state: 'on' } }));
    const id = await stage.start({ ...profile, result: { request: { url: '/jobs/{{job.id}}/result' } } });
    await stage.untilStatus(id, 'on');

    await stage.replica.service.pushStatus(await stage.find(id), { state: 'done' });

    expect((await stage.until(id, 'Succeeded')).context.result).toEqual({ kind: 'inline', value: 3 });
  });

  it('fetches no further page once its group is somebody else’s', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ body: { state: 'done' } }));
    let page = 0;
    remote.on('GET /pages', () => (response) => {
      const body = JSON.stringify({ rows: [page], next: `/pages?n=${++page}` });
      setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body), 100);
    });
    await stage.start({
      ...profile,
      result: { request: { url: '/pages' }, value: 'body.rows', next: '{{body.next | resolve}}' },
    });
    await eventually('some pages are fetched', () => remote.seen('GET /pages').length === 3);

    stage.replica.die();
    await sleep(500);

    expect(remote.seen('GET /pages').length).toBeLessThanOrEqual(4);
  });

  it('cancels a job that is found after all, though the monitor was suspended', async () => {
    const remote = jobs();
    remote.on('POST /jobs', () => hangUp);
    remote.on('GET /jobs', () => ({ body: [] }));
    remote.on('POST /jobs/7/stop', () => {
      remote.on('GET /jobs/7', () => ({ body: { state: 'stopped' } }));
      return { code: 202 };
    });
    const id = await stage.start({
      ...profile,
      start: {
        ...profile.start,
        find: {
          request: { url: '/jobs' },
          items: 'body',
          match: { 'item.key': '{{key}}' },
          capture: { id: 'item.id' },
        },
      },
      cancel: { request: { url: '/jobs/{{job.id}}/stop' } },
    });
    await stage.until(id, 'StartUnknown');
    const { service } = stage.replica;
    await service.suspend(await stage.find(id), null);
    await service.cancel(await stage.find(id), null);
    const key = remote.seen('POST /jobs')[0]!.headers['idempotency-key'];
    remote.on('GET /jobs', () => ({ body: [{ id: '7', key }] }));

    await stage.until(id, 'Canceled');

    expect(remote.seen('POST /jobs/7/stop')).toHaveLength(1);
  });
});
