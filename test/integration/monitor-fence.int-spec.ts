import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { monitorStage } from '../support/monitor-replica.js';

describe('The fence', () => {
  const stage = monitorStage();

  it.each([
    [
      'the lease has run out, though epoch and holder are unchanged',
      `UPDATE monitor.replicas SET lease_until = now() - interval '1 second'`,
    ],
    ['the epoch is another, though the lease runs', `UPDATE monitor.groups SET epoch = epoch + 1`],
  ])('refuses a write where %s, and the group counts as lost', async (_, makeInvalid) => {
    stage.remote.behaviour.onPoll = () => ({ body: { jobStatus: 'Queued' } });
    const replica = await stage.replica('a');
    await replica.tick();
    const { id } = await replica.start('fenced');
    const before = await eventually('its status is known', async () => {
      const monitor = await replica.service.find(id);
      return monitor.context.statusWord === 'Queued' && monitor;
    });
    await stage.database.query(makeInvalid);

    stage.remote.behaviour.onPoll = () => ({ body: { jobStatus: 'InProgress' } });
    await eventually('the group is lost', () => replica.holdings.epochOf(before.groupId) === undefined);

    expect(await replica.service.find(id)).toEqual(before);
    expect(replica.watcher.find(id)).toBeUndefined();
    expect(replica.holdings.held()).toHaveLength(63);
    await replica.tick();
    await eventually(
      'the news is written under a higher epoch',
      async () => (await replica.service.find(id)).context.statusWord === 'InProgress',
    );
  });

  it('clears no flag where the lease has run out', async () => {
    const replica = await stage.replica('a');
    await replica.tick();
    await stage.expireLease('a');

    await replica.start('unseen');
    await replica.loader.runOnce();

    expect(await stage.database.query('SELECT is_flagged FROM monitor.monitors')).toEqual([{ is_flagged: true }]);
    expect(stage.remote.starts('unseen')).toHaveLength(0);
  });
});
