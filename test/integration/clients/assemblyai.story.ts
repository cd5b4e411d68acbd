import { describe, expect, it } from '@jest/globals';
import { AssemblyAI } from 'assemblyai';
import { DONE, clientStage, hours } from '../../support/client-stage.js';

const stage = clientStage();

const meeting = { audio: 'https://example.com/meeting.mp3' };

async function setup(scenario: Parameters<typeof stage.play>[1] = hours) {
  const play = await stage.play('assemblyai', scenario);
  const client = new AssemblyAI({ apiKey: 'test', baseUrl: play.ownBase });
  return { ...play, transcripts: client.transcripts };
}

describe("AssemblyAI's own client", () => {
  it('submits a transcript and waits until it is ready', async () => {
    const { transcripts, advance } = await setup();

    const submitted = await transcripts.submit(meeting);
    const ready = transcripts.waitUntilReady(submitted.id, { pollingInterval: 10 });
    await advance('2h');
    const running = await transcripts.get(submitted.id);
    await advance(DONE);

    expect(submitted).toMatchObject({ status: 'queued', audio_url: meeting.audio, text: null });
    expect(running).toMatchObject({ status: 'processing' });
    expect(await ready).toMatchObject({ id: submitted.id, status: 'completed', text: expect.stringMatching(/./) });
  });

  it('is told by the transcript why it failed', async () => {
    const error = { message: 'File does not appear to contain audio.' };
    const { transcripts, advance } = await setup({ ...hours, outcome: 'failed', error });

    const { id } = await transcripts.submit(meeting);
    await advance(DONE);

    expect(await transcripts.waitUntilReady(id)).toMatchObject({ status: 'error', error: error.message });
  });

  it('retries nothing by itself: a 429 comes to its caller', async () => {
    const reply = { code: 429, retryAfter: '1s', body: { error: 'Too many requests' } };
    const { transcripts } = await setup({ ...hours, faults: [{ on: 'poll', number: 1, reply }] });

    const { id } = await transcripts.submit(meeting);

    await expect(transcripts.get(id)).rejects.toThrow('Too many requests');
    expect(await transcripts.get(id)).toMatchObject({ status: 'queued' });
  });

  it('lists the transcripts that there are', async () => {
    const { transcripts } = await setup();
    const { id } = await transcripts.submit(meeting);

    expect(await transcripts.list()).toMatchObject({
      transcripts: [{ id, status: 'queued', created: expect.any(Date) }],
    });
  });

  it('deletes a transcript', async () => {
    const { transcripts, advance } = await setup();
    const { id } = await transcripts.submit(meeting);
    await advance(DONE);

    expect(await transcripts.delete(id)).toMatchObject({ id });
    await expect(transcripts.get(id)).rejects.toThrow('Transcript not found');
  });
});
