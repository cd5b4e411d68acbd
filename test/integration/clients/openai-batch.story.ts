import { describe, expect, it } from '@jest/globals';
import OpenAI, { NotFoundError } from 'openai';
import { DONE, all, busyFor50Ms, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const newBatch = {
  input_file_id: 'file-requests',
  endpoint: '/v1/responses',
  completion_window: '24h',
  metadata: { shelf: 'crime' },
} as const;

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('openai-batch', scenario);
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${play.base}/v1`, defaultHeaders: play.headers });
  return { ...play, batches: client.batches, files: client.files };
}

describe("OpenAI's own client, at batches", () => {
  it('creates a batch, sees it through, and reads the file of its answers', async () => {
    const lines =
      '{"custom_id":"a","response":{"status_code":200}}\n{"custom_id":"b","response":{"status_code":200}}\n';
    const { batches, files, advance } = await setup({ ...hours, progress: { total: 2 }, result: lines });

    const created = await batches.create(newBatch);
    await advance('2h');
    const running = await batches.retrieve(created.id);
    await advance(DONE);
    const ended = await batches.retrieve(created.id);
    const answers = await files.content(ended.output_file_id!);

    expect(created).toMatchObject({ object: 'batch', status: 'validating', output_file_id: null, ...newBatch });
    expect(created.id).toMatch(/^batch_/);
    expect(running).toMatchObject({ status: 'in_progress', request_counts: { total: 2, completed: 1, failed: 0 } });
    expect(ended).toMatchObject({ status: 'completed', request_counts: { total: 2, completed: 2, failed: 0 } });
    expect(ended.completed_at! - ended.created_at).toBe(3 * 3600);
    expect(await answers.text()).toBe(lines);
  });

  it('is told in its own words why a batch failed', async () => {
    const { batches, advance } = await setup({
      ...hours,
      outcome: 'failed',
      error: { code: 'invalid_json_line', message: 'Line 3 is no JSON.' },
    });

    const { id } = await batches.create(newBatch);
    await advance(DONE);

    expect(await batches.retrieve(id)).toMatchObject({
      status: 'failed',
      errors: { object: 'list', data: [{ code: 'invalid_json_line', message: 'Line 3 is no JSON.' }] },
    });
  });

  it('cancels a batch, which first is cancelling', async () => {
    const { batches, advance } = await setup({ ...hours, replies: { cancel: { as: 'confirmed', takes: '10m' } } });

    const { id } = await batches.create(newBatch);
    const asked = await batches.cancel(id);
    await advance('11m');

    expect(asked).toMatchObject({ id, status: 'cancelling' });
    expect(await batches.retrieve(id)).toMatchObject({ status: 'cancelled' });
  });

  it('lists the batches that there are', async () => {
    const { batches } = await setup();
    const first = await batches.create(newBatch);
    const second = await batches.create(newBatch);

    const listed = await all(batches.list());

    expect(listed.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort());
    expect(listed[0]).toMatchObject({ object: 'batch', status: 'validating' });
  });

  it('waits as long as a 429 says, and comes out clean', async () => {
    const { batches, referee } = await setup({
      ...hours,
      faults: [
        { on: 'start', number: 1, reply: busyFor50Ms },
        { on: 'poll', number: 1, reply: busyFor50Ms },
      ],
    });

    const { id } = await batches.create(newBatch);

    expect(await batches.retrieve(id)).toMatchObject({ id, status: 'validating' });
    expect(await referee()).toMatchObject({ clean: true });
  });

  it('meets an unknown batch as its own NotFoundError', async () => {
    const { batches } = await setup();

    await expect(batches.retrieve('batch_none')).rejects.toThrow(NotFoundError);
  });
});
