import { describe, expect, it } from '@jest/globals';
import OpenAI, { NotFoundError } from 'openai';
import { DONE, busyFor50Ms, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const question = { model: 'gpt-5.2', input: 'Write a long story about otters.', background: true } as const;

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('openai-response', scenario);
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: `${play.base}/v1`, defaultHeaders: play.headers });
  return { ...play, responses: client.responses };
}

const saying = (text: string) => [
  { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text }] },
];

describe("OpenAI's own client, at background responses", () => {
  it('asks in the background and reads the text in the end', async () => {
    const { responses, advance } = await setup({ ...hours, result: saying('Once there was an otter.') });

    const asked = await responses.create(question);
    await advance('2h');
    const running = await responses.retrieve(asked.id);
    await advance(DONE);
    const ended = await responses.retrieve(asked.id);

    expect(asked).toMatchObject({ object: 'response', status: 'queued', background: true, model: 'gpt-5.2' });
    expect(running).toMatchObject({ status: 'in_progress', output_text: '' });
    expect(ended).toMatchObject({ status: 'completed', error: null, output_text: 'Once there was an otter.' });
  });

  it('gets a text although the scenario has none', async () => {
    const { responses, advance } = await setup();

    const { id } = await responses.create(question);
    await advance(DONE);

    expect(await responses.retrieve(id)).toMatchObject({
      status: 'completed',
      output_text: expect.stringMatching(/./),
    });
  });

  it('is told why a response failed', async () => {
    const error = { code: 'server_error', message: 'The model fell asleep.' };
    const { responses, advance } = await setup({ ...hours, outcome: 'failed', error });

    const { id } = await responses.create(question);
    await advance(DONE);

    expect(await responses.retrieve(id)).toMatchObject({ status: 'failed', error });
  });

  it('cancels a response, and may do so twice', async () => {
    const { responses } = await setup();

    const { id } = await responses.create(question);

    expect(await responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
    expect(await responses.cancel(id)).toMatchObject({ id, status: 'cancelled' });
  });

  it('deletes a response: then it is unknown', async () => {
    const { responses, advance } = await setup();
    const { id } = await responses.create(question);
    await advance(DONE);

    await responses.delete(id);

    await expect(responses.retrieve(id)).rejects.toThrow(NotFoundError);
  });

  it('waits as long as a 429 says', async () => {
    const { responses } = await setup({ ...hours, faults: [{ on: 'poll', number: { to: 2 }, reply: busyFor50Ms }] });

    const { id } = await responses.create(question);

    expect(await responses.retrieve(id)).toMatchObject({ status: 'queued' });
  });
});
