import { describe, expect, it } from '@jest/globals';
import { withScenario } from '../support/emulator-client.js';
import { emulatorStage } from '../support/emulator-stage.js';

/** What supplements say of replies beside errors, and how those of a dialect that was put come together. */

const { setup } = emulatorStage();
const progress = { percent: 'body.percent', done: 'body.done', total: 'body.total', message: 'body.message' };
const encoder = {
  baseUrl: 'https://video.example.com',
  start: { request: { url: '/encodings', body: '{{input}}' }, capture: { id: 'body.id' } },
  poll: {
    request: { url: '/encodings/{{job.id}}' },
    status: 'body.state',
    statuses: { running: ['encoding'], succeeded: ['done'], failed: ['error'] },
  },
  progress,
};

describe('A dialect that was put', () => {
  it('keeps the shipped supplement of the profile that it extends', async () => {
    const { call } = await setup();
    await call('/api/v1/dialects/mine', { method: 'PUT', json: { profile: { extends: 'openai-batch' } } });

    const started = await call('/dialects/mine/v1/batches', { json: {} });

    expect(started.body).toMatchObject({ id: expect.stringMatching(/^batch_/), object: 'batch' });
  });

  it('lays its own supplement over that', async () => {
    const { call } = await setup();
    const supplement = { references: { id: 'job-{{job.number}}' } };
    await call('/api/v1/dialects/mine', { method: 'PUT', json: { profile: { extends: 'openai-batch' }, supplement } });

    const started = await call('/dialects/mine/v1/batches', { json: {} });
    const details = await call('/api/v1/dialects/mine');

    expect(started.body).toMatchObject({ id: expect.stringMatching(/^job-\d+$/), object: 'batch' });
    expect(details.body).toMatchObject({
      supplement: { references: { ...supplement.references, 'body.output_file_id': 'file-{{job.id}}' } },
    });
  });

  it('has as many pieces as its supplement says, in a number, also where the scenario has messages', async () => {
    const { call, advance } = await setup();
    const put = { profile: encoder, supplement: { total: 24 } };
    expect((await call('/api/v1/dialects/encoder', { method: 'PUT', json: put })).status).toBe(201);
    const headers = withScenario({ queued: '0s', running: '10s', progress: { messages: ['a', 'b'] } });

    const started = await call('/dialects/encoder/encodings', { json: {}, headers });
    await advance('5s');
    const polled = await call(`/dialects/encoder/encodings/${started.body.id}`);

    expect(polled.body).toMatchObject({ percent: 50, done: 12, total: 24, message: 'b' });
  });
});

describe('A start that is answered 303', () => {
  it.each(['openai-batch/v1/batches', 'plain-202/reports'])('leads to the poll: %s', async (path) => {
    const { call } = await setup();

    const reply = await call(`/dialects/${path}`, {
      json: {},
      headers: withScenario({ replies: { start: { code: 303 } } }),
    });
    const polled = await fetch(reply.headers.get('location')!, { redirect: 'manual' });

    expect(reply.status).toBe(303);
    expect(polled.status).toBeLessThan(300);
  });
});

describe('The artifacts of a run at GitHub', () => {
  it.each(['failed', 'succeeded'])('are a list, also of one that %s', async (outcome) => {
    const { call, advance } = await setup();
    const headers = withScenario({ queued: '0s', running: '10s', outcome });
    const repository = '/dialects/github-actions/repos/o/r/actions';
    const { text } = await call(`${repository}/workflows/w.yml/dispatches`, { json: { ref: 'main' }, headers });
    const id = (JSON.parse(text) as { workflow_run_id: number }).workflow_run_id;

    const early = await call(`${repository}/runs/${id}/artifacts`);
    await advance('1m');
    const late = await call(`${repository}/runs/${id}/artifacts`);

    expect([early, late].map(({ status, body }) => [status, body])).toEqual(
      [0, 0].map(() => [200, { total_count: 0, artifacts: [] }]),
    );
  });
});

describe('An outage', () => {
  it.each([
    [{ body: 'html' }, 404, 'text/html; charset=utf-8'],
    [{ delay: '1ms' }, 404, 'application/problem+json; charset=utf-8'],
  ])('%j meets the poll of a job that is not there', async (outage, status, type) => {
    const { call } = await setup();
    await call('/api/v1/outages', { json: outage });

    const reply = await call('/api/job-status/0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70');

    expect([reply.status, reply.headers.get('content-type')]).toEqual([status, type]);
  });

  it('loses the reply to such a poll', async () => {
    const { call } = await setup();
    await call('/api/v1/outages', { json: { lost: true } });

    await expect(call('/api/job-status/0193a5b8-7d00-7c3e-8f11-2b6c4d5e6f70')).rejects.toThrow('fetch failed');
  });
});
