import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../support/complaint-stage.js';

describe('Monitors that ended long ago', () => {
  const stage = complaintStage();
  const profile = {
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: { request: { url: '/jobs/{{job.id}}' }, status: 'body.state', statuses: { succeeded: ['done'] } },
    pace: { every: '100ms' },
  };
  const ended = async (): Promise<string> => {
    stage.remote.on('POST /jobs', () => ({ body: { id: '7' } }));
    stage.remote.on('GET /jobs/7', () => ({ body: { state: 'done' } }));
    const id = await stage.start(profile);
    await stage.until(id, 'Succeeded');
    return id;
  };
  const kept = async (table: string): Promise<string[]> =>
    (await stage.database.query<{ id: string }>(`SELECT DISTINCT monitor_id AS id FROM monitor.${table}`)).map(
      ({ id }) => id,
    );
  const age = (id: string) =>
    stage.database.query(`UPDATE monitor.monitors SET finished_at = now() - interval '31 days' WHERE id = $1`, [id]);

  it('are forgotten with their history and their exchanges; the others stay', async () => {
    const [old, young] = [await ended(), await ended()];
    await age(old);

    expect(await stage.replica.ended.deleteOlderThan(30, 10)).toBe(1);

    await expect(stage.find(old)).rejects.toMatchObject({ code: 'monitor-unknown' });
    expect((await stage.find(young)).state).toBe('Succeeded');
    for (const table of ['monitor_events', 'exchanges']) {
      expect(await kept(table)).not.toContain(old);
      expect(await kept(table)).toContain(young);
    }
  });

  it('go a bounded number at a time', async () => {
    for (const id of [await ended(), await ended(), await ended()]) await age(id);

    const rounds = [];
    for (let round = 0; round < 3; round++) rounds.push(await stage.replica.ended.deleteOlderThan(30, 2));

    expect(rounds).toEqual([2, 1, 0]);
  });
});
