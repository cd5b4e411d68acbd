import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';

describe('Complaints about status words', () => {
  const stage = complaintStage({ pollIntervalMs: 50 });
  const profile = (poll: object = {}) => ({
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: {
      request: { url: '/jobs/{{job.id}}' },
      status: 'body.state',
      statuses: {
        running: ['Running'],
        succeeded: ['Succeeded', 'Completed'],
        failed: ['Failed'],
        canceled: ['Canceled'],
      },
      ...poll,
    },
  });
  const saying = (...words: unknown[]) => {
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 7 } }]);
    stage.remote.on(
      'GET /jobs/7',
      words.map((state) => ({ body: { state } })),
    );
  };

  it.each([
    ['succeeded', 'Succeeded'],
    ['COMPLETED', 'Succeeded'],
    [' Completed ', 'Succeeded'],
    ['failed', 'Failed'],
    ['cancelled', 'Canceled'],
    ['CANCELED', 'Canceled'],
  ])('%j is understood in whatever case and spelling', async (word, state) => {
    saying('RUNNING', word);

    await stage.until(await stage.start(profile()), state);
  });

  it('an unknown word is held and told, and the job goes on', async () => {
    saying('Running', 'Hibernating', 'Running', 'Succeeded');

    const id = await stage.start(profile());
    await stage.until(id, 'Succeeded');

    const told = (await stage.replica.service.history(id)).find(({ type }) => type.includes('status-unknown'));
    expect(told?.data).toMatchObject({ statusWord: 'Hibernating', verdict: 'unknown' });
  });

  it('an unknown word means that the job runs, where the profile says so', async () => {
    saying('Scaling', 'Succeeded');

    const id = await stage.start(profile({ unknown: 'running' }));
    await stage.until(id, 'Succeeded');

    expect(await stage.historyOf(id)).not.toContain('status-unknown');
  });

  it('an unknown word means that the job failed, where the profile says so', async () => {
    saying('Running', 'Exploded');

    const { context } = await stage.until(await stage.start(profile({ unknown: 'failed' })), 'Failed');

    expect(context.statusWord).toBe('Exploded');
  });

  it.each([
    ['a number', 30, { running: ['10'], canceled: ['30'] }],
    ['a truth value', true, { running: ['false'], canceled: ['true'] }],
  ])('%s is a status word, too', async (_, state, statuses) => {
    saying(state);

    await stage.until(await stage.start(profile({ statuses })), 'Canceled');
  });

  it('a job that waits for a person is shown as that, and watched on', async () => {
    saying('Approval', 'Succeeded');

    const statuses = { needs_input: ['Approval'], succeeded: ['Succeeded'] };
    const id = await stage.start(profile({ statuses }));
    await stage.until(id, 'Succeeded');

    const words = (await stage.replica.service.history(id)).map(({ data }) => data['verdict']);
    expect(words).toContain('needs_input');
  });
});
