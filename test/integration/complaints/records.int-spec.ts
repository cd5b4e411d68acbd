import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';

describe('Complaints about records that are missing', () => {
  const stage = complaintStage({ pollIntervalMs: 50 });
  const profile = {
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: {
      request: { url: '/jobs/{{job.id}}' },
      status: 'body.state',
      statuses: { running: ['busy'], succeeded: ['done'], failed: ['broken'] },
    },
  };
  const missing = { code: 404, body: { error: 'not found' } };
  const polled = (...answers: object[]) => {
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 7 } }]);
    stage.remote.on('GET /jobs/7', answers);
  };

  it('a 404 right after the start is too early, however many of them come', async () => {
    polled(missing, missing, missing, missing, missing, { body: { state: 'busy' } }, { body: { state: 'done' } });

    const id = await stage.start(profile);
    await stage.until(id, 'Succeeded');

    expect(await stage.historyOf(id)).toEqual([
      'created',
      'starting',
      'started',
      'record-missing',
      'polls-recovered',
      'status-changed',
      'status-changed',
      'succeeded',
    ]);
  });

  it('a 404 later means that the record is gone: the job is lost, which is not that it failed', async () => {
    polled({ body: { state: 'busy' } }, missing);

    const id = await stage.start(profile);
    const { context } = await stage.until(id, 'Lost');

    expect(stage.remote.seen('GET /jobs/7')).toHaveLength(4);
    expect(context).toMatchObject({ statusWord: 'busy', error: { code: 'http-404' } });
    expect((await stage.historyOf(id)).slice(-2)).toEqual(['record-missing', 'lost']);
  });

  it('one 404 between good polls is no loss', async () => {
    const busy = { body: { state: 'busy' } };
    polled(busy, missing, missing, busy, missing, missing, busy, { body: { state: 'done' } });

    await stage.until(await stage.start(profile), 'Succeeded');
  });

  it('a 404 that never ends is a loss once the grace after the start is over', async () => {
    polled(missing);

    const id = await stage.start({ ...profile, poll: { ...profile.poll, missing: { grace: '400ms', limit: 2 } } });
    const { context, createdAt, finishedAt } = await stage.until(id, 'Lost');

    expect(finishedAt!.getTime() - createdAt.getTime()).toBeGreaterThanOrEqual(400);
    expect(context.verdict).toBeNull();
  });

  it('a 410 is a loss at once', async () => {
    polled({ body: { state: 'busy' } }, { code: 410 });

    const id = await stage.start(profile);
    await stage.until(id, 'Lost');

    expect(stage.remote.seen('GET /jobs/7')).toHaveLength(2);
  });

  it('a missing record can mean success where the profile says so, as after a deletion', async () => {
    polled({ body: { state: 'busy' } }, missing);

    const rules = [{ when: { code: 404 }, then: 'succeeded' }];
    await stage.until(await stage.start({ ...profile, poll: { ...profile.poll, rules } }), 'Succeeded');

    expect(stage.remote.seen('GET /jobs/7')).toHaveLength(2);
  });

  it.each([
    ['with its result', { result: { keptFor: '10m' } }],
    ['with its phase', { poll: { ...profile.poll, keptFor: '10m' } }],
  ])('a record that is soon forgotten, %s, is polled in time, whatever pace was asked for', async (_, kept) => {
    polled({ body: { state: 'busy' } });

    const id = await stage.start({ ...profile, ...kept }, { pace: { every: '6h' }, deadlineMs: 1e8 });
    const { nextPollAt } = await stage.untilStatus(id, 'busy');

    expect(nextPollAt!.getTime()).toBeLessThanOrEqual(Date.now() + 300_000);
  });

  it('job failed, polls failed and record gone are three ends, each told by its own name', async () => {
    stage.remote.on('POST /jobs', (count) => ({ code: 201, body: { id: count } }));
    stage.remote.on('GET /jobs/1', [{ body: { state: 'broken', error: { code: 'E9', message: 'no paper' } } }]);
    stage.remote.on('GET /jobs/2', [{ code: 500 }]);
    stage.remote.on('GET /jobs/3', [{ code: 410 }]);
    const limited = { ...profile, poll: { ...profile.poll, failing: { limit: 2 } } };

    const failed = await stage.until(await stage.start(limited), 'Failed');
    const exhausted = await stage.until(await stage.start(limited), 'TimedOut');
    const lost = await stage.until(await stage.start(limited), 'Lost');

    expect([failed, exhausted, lost].map(({ context }) => context.error!.code)).toEqual([
      'E9',
      'polls-failing',
      'http-410',
    ]);
    expect((await stage.historyOf(failed.id)).at(-1)).toBe('failed');
    expect((await stage.historyOf(exhausted.id)).slice(-2)).toEqual(['polls-failing', 'timed-out']);
    expect((await stage.historyOf(lost.id)).at(-1)).toBe('lost');
  });
});
