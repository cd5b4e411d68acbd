import { describe, expect, it } from '@jest/globals';
import Anthropic, { NotFoundError } from '@anthropic-ai/sdk';
import { DONE, all, busyFor50Ms, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const params = {
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Name an otter.' }],
};
const newBatch = {
  requests: [
    { custom_id: 'first', params },
    { custom_id: 'second', params },
  ],
};

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('anthropic-batch', scenario);
  const client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: play.base, defaultHeaders: play.headers });
  return { ...play, batches: client.messages.batches };
}

describe("Anthropic's own client, at message batches", () => {
  it('creates a batch, sees it through, and streams its results', async () => {
    const lines = ['first', 'second'].map((id) => JSON.stringify({ custom_id: id, result: { type: 'succeeded' } }));
    const { batches, advance } = await setup({ ...hours, result: lines.join('\n') });

    const created = await batches.create(newBatch);
    await advance(DONE);
    const ended = await batches.retrieve(created.id);
    const results = await all(await batches.results(created.id));

    expect(created).toMatchObject({ type: 'message_batch', processing_status: 'in_progress', results_url: null });
    expect(ended).toMatchObject({
      processing_status: 'ended',
      request_counts: { processing: 0, succeeded: 2, errored: 0 },
    });
    expect(results.map(({ custom_id }) => custom_id)).toEqual(['first', 'second']);
  });

  it('is told by the counts that a batch failed', async () => {
    const { batches, advance } = await setup({ ...hours, outcome: 'failed' });

    const { id } = await batches.create(newBatch);
    await advance(DONE);

    expect(await batches.retrieve(id)).toMatchObject({
      processing_status: 'ended',
      request_counts: { processing: 0, succeeded: 0, errored: 2 },
    });
  });

  it('cancels a batch', async () => {
    const { batches, advance } = await setup({ ...hours, replies: { cancel: { as: 'confirmed', takes: '5m' } } });

    const { id } = await batches.create(newBatch);
    const asked = await batches.cancel(id);
    await advance('6m');

    expect(asked).toMatchObject({ processing_status: 'canceling' });
    expect(await batches.retrieve(id)).toMatchObject({
      processing_status: 'ended',
      request_counts: { processing: 0, succeeded: 0, canceled: 2 },
    });
  });

  it('lists the batches that there are', async () => {
    const { batches } = await setup();
    const { id } = await batches.create(newBatch);

    expect(await all(batches.list())).toMatchObject([{ id, processing_status: 'in_progress' }]);
  });

  it('waits as long as a 429 says', async () => {
    const { batches } = await setup({
      ...hours,
      faults: [
        { on: 'start', number: 1, reply: busyFor50Ms },
        { on: 'poll', number: 1, reply: busyFor50Ms },
      ],
    });

    const { id } = await batches.create(newBatch);

    expect(await batches.retrieve(id)).toMatchObject({ id, processing_status: 'in_progress' });
  });

  it('deletes a batch: then it is unknown', async () => {
    const { batches, advance } = await setup();
    const { id } = await batches.create(newBatch);
    await advance(DONE);

    expect(await batches.delete(id)).toEqual({ id, type: 'message_batch_deleted' });
    await expect(batches.retrieve(id)).rejects.toThrow(NotFoundError);
  });
});
