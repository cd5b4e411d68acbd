import { describe, expect, it } from '@jest/globals';
import Replicate, { type Prediction, validateWebhook } from 'replicate';
import { startCallbackReceiver } from '../../support/callback-receiver.js';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const VERSION = '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa';
const otter = { version: VERSION, input: { prompt: 'An otter in space' } };

/** The emulator's own by default. */
const SECRET = 'whsec_bG9uZ3dhdGNoLWVtdWxhdG9yLWNhbGxiYWNrcy1rZXk=';

/** Short enough that the client's own waits, half a second each, are none to speak of. */
const interval = 10;

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('replicate', scenario);
  const client = new Replicate({ auth: 'r8_test', baseUrl: `${play.ownBase}/v1`, useFileOutput: false });
  return { ...play, client };
}

describe("Replicate's own client", () => {
  it('creates a prediction and waits for its output', async () => {
    const { client, advance } = await setup({ ...hours, result: ['data:otter'], logs: ['Loading', '100%'] });

    const created = await client.predictions.create(otter);
    await advance('2h');
    const running = await client.predictions.get(created.id);
    await advance(DONE);
    const ended = await client.wait(created, { interval });

    expect(created).toMatchObject({ status: 'starting', input: otter.input, version: VERSION, output: null });
    expect(created.urls.get).toMatch(new RegExp(`/dialects/replicate/v1/predictions/${created.id}$`));
    expect(running).toMatchObject({ status: 'processing' });
    expect(ended).toMatchObject({ status: 'succeeded', output: ['data:otter'], metrics: { predict_time: 7200 } });
    expect(ended.logs).toContain('100%');
  });

  it('runs a model in one call, and tells what it sees on the way', async () => {
    const { client, advance } = await setup({ ...hours, result: ['data:otter'] });
    const seen: string[] = [];
    const progress = ({ status }: Prediction) => {
      seen.push(status);
      if (status === 'starting') void advance(DONE);
    };

    const output = await client.run(
      `someone/otters:${VERSION}`,
      { input: otter.input, wait: { mode: 'poll', interval } },
      progress,
    );

    expect(output).toEqual(['data:otter']);
    expect([seen.at(0), seen.at(-1)]).toEqual(['starting', 'succeeded']);
  });

  it('runs an official model, which has a path of its own', async () => {
    const { client, advance } = await setup({ ...hours, result: 'An otter.' });

    const created = await client.predictions.create({ model: 'meta/otter-8b', input: otter.input });
    await advance(DONE);

    expect(created).toMatchObject({ status: 'starting', model: 'meta/otter-8b', input: otter.input });
    expect(await client.wait(created, { interval })).toMatchObject({ output: 'An otter.' });
  });

  it('lists the predictions that there are', async () => {
    const { client } = await setup();
    const { id } = await client.predictions.create(otter);

    expect(await client.predictions.list()).toMatchObject({ next: null, results: [{ id, status: 'starting' }] });
  });

  it('throws why a prediction failed', async () => {
    const error = { message: 'CUDA out of memory' };
    const { client, advance } = await setup({ ...hours, outcome: 'failed', error });

    const created = await client.predictions.create(otter);
    await advance(DONE);

    await expect(client.wait(created, { interval })).rejects.toThrow('Prediction failed: CUDA out of memory');
  });

  it('cancels a prediction', async () => {
    const { client } = await setup();

    const { id } = await client.predictions.create(otter);
    const asked = await client.predictions.cancel(id);

    expect(asked.id).toBe(id);
    expect(await client.predictions.get(id)).toMatchObject({ status: 'canceled' });
  });

  it('survives a 429; the referee sees that it did not wait as it was asked', async () => {
    const { client, referee } = await setup({
      ...hours,
      faults: [{ on: 'poll', number: 1, reply: { code: 429, retryAfter: '10s' } }],
    });

    const { id } = await client.predictions.create(otter);

    expect(await client.predictions.get(id)).toMatchObject({ id, status: 'starting' });
    expect(await referee()).toMatchObject({ clean: false });
  });

  it('is called back, by a webhook whose signature it finds good', async () => {
    const receiver = await startCallbackReceiver();
    const { client, advance, callBack } = await setup({ ...hours, result: ['data:otter'] });
    const { id } = await client.predictions.create({ ...otter, webhook: `${receiver.url}/hook` });
    await advance(DONE);

    await callBack();
    await receiver.until(2);
    const { headers, text, json } = receiver.received.at(-1)!;
    await receiver.close();

    const webhook = { id: headers['webhook-id'], timestamp: headers['webhook-timestamp'], body: text };
    const signature = headers['webhook-signature'];
    expect(json).toMatchObject({ id, status: 'succeeded', output: ['data:otter'] });
    expect(await validateWebhook({ ...webhook, signature, secret: SECRET } as never)).toBe(true);
    expect(await validateWebhook({ ...webhook, body: `${text} `, signature, secret: SECRET } as never)).toBe(false);
  });

  it('meets an unknown prediction as its own error', async () => {
    const { client } = await setup();

    await expect(client.predictions.get('none')).rejects.toThrow(/404.*The requested resource could not be found/);
  });
});
