import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../support/eventually.js';
import { monitorStage } from '../support/monitor-replica.js';

/** Longer than a batch takes on a busy machine, shorter than any statement's time limit. */
const AT_ONCE_MS = 4000;

describe('What a holder writes', () => {
  const stage = monitorStage();

  it('waits for nobody’s lock but the monitor’s own, whose change is written when the lock goes', async () => {
    const replica = await stage.replica('a', { statementTimeoutMs: 30_000 });
    await replica.tick();
    const { id } = await replica.start('locked', { durationMin: 10 });
    await eventually('it is watched', async () => (await replica.service.find(id)).context.statusWord !== null);
    const command = new Client({ connectionString: stage.database.url });
    await command.connect();
    await command.query('BEGIN');
    await command.query('SELECT 1 FROM monitor.monitors WHERE id = $1 FOR UPDATE', [id]);

    try {
      const lockedAt = performance.now();
      stage.remote.behaviour.onPoll = (jobId) => ({
        body: { jobStatus: jobId === 'job-locked' ? 'Queued' : 'InProgress' },
      });
      await eventually('it has news', () =>
        stage.remote.polls('job-locked').some((poll) => poll.at > lockedAt && poll.endedAt !== undefined),
      );
      const { id: other } = await replica.start('other', { durationMin: 10 });

      await stage.until(replica, other, 'Watching', AT_ONCE_MS);
      expect((await replica.service.find(id)).context.statusWord).toBe('InProgress');
    } finally {
      await command.query('ROLLBACK');
      await command.end();
    }
    await eventually('its news', async () => (await replica.service.find(id)).context.statusWord === 'Queued');
  });

  describe('of an error body that is cut within a surrogate pair', () => {
    const head = 'x'.repeat(4096 - '{"t":"'.length - 1);
    const body = { t: `${head}${'😀'.repeat(20)}` };

    it('is stored with a refused start', async () => {
      stage.remote.behaviour.onStart = () => ({ code: 422, body });
      const replica = await stage.replica('a');
      await replica.tick();

      const { id } = await replica.start('refused', { durationMin: 10 });
      await stage.until(replica, id, 'Failed');

      expect((await replica.service.find(id)).context.error).toMatchObject({ body: expect.stringContaining(head) });
      expect(stage.remote.starts('refused')).toHaveLength(1);
    });

    it('is stored with the end of a job whose record is gone', async () => {
      stage.remote.behaviour.onPoll = () => ({ code: 410, body });
      const replica = await stage.replica('a');
      await replica.tick();

      const { id } = await replica.start('gone', { durationMin: 10 });
      await stage.until(replica, id, 'Lost');

      expect(stage.remote.polls('job-gone')).toHaveLength(1);
    });
  });
});
