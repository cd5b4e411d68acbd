import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { monitorStage } from '../support/monitor-replica.js';

describe('A monitor that is resumed', () => {
  const stage = monitorStage();

  it('is not polled before the wait is over that the remote side had asked for', async () => {
    stage.remote.behaviour.onPoll = () => ({ headers: { 'retry-after': '3' }, body: { jobStatus: 'InProgress' } });
    const replica = await stage.replica('a');
    await replica.tick();
    const { id } = await replica.start('polite', { durationMin: 10 });
    const find = () => replica.service.find(id);
    await eventually('the wait is known', async () => (await find()).context.retryAfterMs === 3000);

    await replica.service.suspend(await find(), null);
    await replica.service.resume(await find(), null);
    const [first, second] = await eventually('it is polled again', () => {
      const polls = stage.remote.polls('job-polite');
      return polls.length === 2 && polls;
    });

    expect(second!.at - first!.at).toBeGreaterThanOrEqual(2990);
  });
});
