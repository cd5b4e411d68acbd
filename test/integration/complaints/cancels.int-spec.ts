import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import { eventually } from '../../support/eventually.js';

describe('Complaints about cancels', () => {
  const stage = complaintStage({ pollIntervalMs: 50 });
  const profile = {
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: {
      request: { url: '/jobs/{{job.id}}' },
      status: 'body.state',
      statuses: { running: ['busy', 'stopping'], succeeded: ['done'], canceled: ['stopped'] },
    },
    cancel: { request: { method: 'DELETE', url: '/jobs/{{job.id}}' } },
  };
  let state = 'busy';
  const running = () => {
    state = 'busy';
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 7 } }]);
    stage.remote.on('GET /jobs/7', () => ({ body: { state } }));
  };
  const cancels = () => stage.remote.seen('DELETE /jobs/7');
  const cancel = async (id: string) => stage.replica.service.cancel(await stage.find(id), 'enough');
  const watched = async (more: object = {}, request: object = {}) => {
    const id = await stage.start({ ...profile, ...more }, request);
    await stage.untilStatus(id, 'busy');
    return id;
  };

  it('a cancel reaches the remote job, and counts once a poll confirms it', async () => {
    running();
    stage.remote.on('DELETE /jobs/7', () => ((state = 'stopping'), { code: 202 }));

    const id = await watched();
    await cancel(id);
    await stage.untilStatus(id, 'stopping');
    const before = await stage.find(id);
    state = 'stopped';
    await stage.until(id, 'Canceled');

    expect(before.state).toBe('Watching');
    expect(cancels()).toHaveLength(1);
    expect(await stage.historyOf(id)).toEqual(
      expect.arrayContaining(['cancel-requested', 'operation-accepted', 'canceled']),
    );
  });

  it('a job that ended meanwhile has ended as it did', async () => {
    running();
    stage.remote.on('DELETE /jobs/7', () => ((state = 'done'), { code: 409 }));

    const id = await watched();
    await cancel(id);

    await stage.until(id, 'Succeeded');
  });

  it('a cancel that was taken and does nothing does not hide that the job succeeded', async () => {
    running();
    stage.remote.on('DELETE /jobs/7', [{ code: 202 }]);

    const id = await watched();
    await cancel(id);
    await eventually('it was asked', () => cancels().length === 1);
    state = 'done';

    await stage.until(id, 'Succeeded');
  });

  it('a cancel by somebody else is seen', async () => {
    running();

    const id = await watched();
    state = 'stopped';
    await stage.until(id, 'Canceled');

    expect(cancels()).toEqual([]);
  });

  it('a cancel asked for while the start is under way is sent once the job is known', async () => {
    running();
    let answer: () => void = () => undefined;
    stage.remote.on('POST /jobs', () => (response) => {
      answer = () => response.writeHead(201).end('{"id":7}');
    });
    stage.remote.on('DELETE /jobs/7', () => ((state = 'stopped'), { code: 202 }));

    const id = await stage.start(profile);
    await eventually('the start is sent', () => stage.remote.seen('POST /jobs').length === 1);
    await cancel(id);
    answer();
    await stage.until(id, 'Canceled');

    expect(cancels()).toHaveLength(1);
  });

  it('a cancel that fails is sent again', async () => {
    running();
    stage.remote.on('DELETE /jobs/7', (count) => (count === 1 ? { code: 503 } : ((state = 'stopped'), { code: 202 })));

    const id = await watched();
    await cancel(id);
    await stage.until(id, 'Canceled');

    expect(cancels()).toHaveLength(2);
  });

  it('a cancel that is refused is told, and the job is watched on', async () => {
    running();
    stage.remote.on('DELETE /jobs/7', [{ code: 405, body: { message: 'Not here' } }]);

    const id = await watched();
    await cancel(id);
    await eventually('it is told', async () => (await stage.historyOf(id)).includes('operation-refused'));
    const { context } = await stage.find(id);
    state = 'done';
    await stage.until(id, 'Succeeded');

    expect(context.operationError).toMatchObject({ message: 'Not here' });
  });

  it('a record that is gone after a cancel was taken is a canceled job, not a lost one', async () => {
    running();
    let isGone = false;
    stage.remote.on('GET /jobs/7', () => (isGone ? { code: 404 } : { body: { state: 'busy' } }));
    stage.remote.on('DELETE /jobs/7', () => ((isGone = true), { code: 202 }));

    const id = await watched();
    await cancel(id);

    await stage.until(id, 'Canceled');
  });

  it('a deadline stops the remote job, where the profile says so', async () => {
    running();
    stage.remote.on('DELETE /jobs/7', [{ code: 202 }]);

    const id = await watched({ onDeadline: 'cancel' }, { deadlineMs: 700 });
    await stage.until(id, 'TimedOut');

    expect(cancels()).toHaveLength(1);
  });

  it('a deadline leaves the remote job alone by default', async () => {
    running();

    const id = await watched({}, { deadlineMs: 700 });
    await stage.until(id, 'TimedOut');

    expect(cancels()).toEqual([]);
  });

  it('watching can be ended without touching the job', async () => {
    running();

    const id = await watched();
    await stage.replica.service.cancel(await stage.find(id), null, { detach: true });
    await stage.until(id, 'Canceled');

    expect(cancels()).toEqual([]);
  });
});
