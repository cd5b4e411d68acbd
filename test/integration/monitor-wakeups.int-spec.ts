import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { monitorStage } from '../support/monitor-replica.js';

/** Stands for a bound port; it is only part of the replica's name. */
const PORT = 3000;

describe('A signal from another replica', () => {
  const stage = monitorStage();

  /** One that holds every group and listens, and one that holds none. No tick comes after this. */
  const holderAndOther = async () => {
    const [holder, other] = [await stage.replica('holder'), await stage.replica('other')];
    await holder.listen(PORT);
    await holder.tick();
    return [holder, other] as const;
  };

  it('brings a new monitor to its holder without a tick', async () => {
    const [, other] = await holderAndOther();

    const { id } = await other.start('signalled');

    await stage.until(other, id, 'Watching');
    expect(stage.remote.starts('signalled')).toHaveLength(1);
  });

  it('brings a command to the holder without a tick', async () => {
    const [holder, other] = await holderAndOther();
    const { id } = await other.start('commanded', { pollingIntervalSec: 50 });
    await eventually('it is polled', () => stage.remote.polls('job-commanded').length === 1);

    await other.service.pollNow(await other.service.find(id));
    await eventually('it is polled at once', () => stage.remote.polls('job-commanded').length === 2);
    await other.service.cancel(await other.service.find(id), null);

    await eventually('the holder lets go of it', () => holder.watcher.find(id) === undefined);
  });

  it('reaches the holder again after its connection broke', async () => {
    const [, other] = await holderAndOther();
    const listening = () =>
      stage.database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %' AND state = 'idle'`,
      );
    const [broken] = await listening();
    await stage.database.query('SELECT pg_terminate_backend($1)', [broken!.pid]);
    await eventually('it listens again', async () => (await listening()).some(({ pid }) => pid !== broken!.pid));

    const { id } = await other.start('after-the-break');

    await stage.until(other, id, 'Watching');
  });
});
