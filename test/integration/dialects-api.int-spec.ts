import { describe, expect, it } from '@jest/globals';
import { emulatorStage } from '../support/emulator-stage.js';

/** How dialects are put, read and deleted. */

const { setup } = emulatorStage();

const run = { json: { job_id: 11 } };
const START = '/dialects/databricks/api/2.2/jobs/run-now';

describe('/api/v1/dialects', () => {
  const encoder = `
profile:
  baseUrl: https://video.example.com/v2
  start: { request: { url: /encodings, body: '{{input}}' }, capture: { id: body.id } }
  poll:
    request: { url: '/encodings/{{job.id}}' }
    status: body.state
    statuses: { running: [queued, encoding], succeeded: [done], failed: [error] }
supplement:
  references: { id: 'enc-{{job.number}}' }
`;
  const yaml = { 'content-type': 'application/yaml' };

  it('lists those that come along, with where their clients find them', async () => {
    const { root, call } = await setup();

    const { body } = await call('/api/v1/dialects');

    expect(body.dialects?.length).toBeGreaterThan(35);
    expect(body.dialects).toContainEqual(
      expect.objectContaining({
        name: 'openai-batch',
        source: 'library',
        baseUrl: `${root}/dialects/openai-batch/v1`,
      }),
    );
  });

  it('takes one of our own, in its namespace alone, and plays it', async () => {
    const [one, other] = [await setup(), await setup()];

    const put = await one.call('/api/v1/dialects/encoder', { method: 'PUT', text: encoder, headers: yaml });
    const again = await one.call('/api/v1/dialects/encoder', { method: 'PUT', text: encoder, headers: yaml });
    const started = await one.call('/dialects/encoder/v2/encodings', { json: { file: 'otters.mov' } });
    const polled = await one.call(`/dialects/encoder/v2/encodings/${started.body.id}`);

    expect([put.status, again.status]).toEqual([201, 200]);
    expect(started.body.id).toMatch(/^enc-\d+$/);
    expect(polled.body.state).toBe('queued');
    expect((await other.call('/dialects/encoder/v2/encodings', { json: {} })).body.code).toBe('dialect-unknown');
  });

  it('plays a shipped profile under another name, and a put one in the place of a shipped one', async () => {
    const { call } = await setup();
    await call('/api/v1/dialects/bricks', { method: 'PUT', json: { profile: 'databricks' } });
    await call('/api/v1/dialects/databricks', {
      method: 'PUT',
      json: { profile: { extends: 'databricks', start: { request: { url: '/api/9/run' } } } },
    });

    const renamed = await call('/dialects/bricks/api/2.2/jobs/run-now', run);
    const changed = await call('/dialects/databricks/api/9/run', run);
    const deleted = await call('/api/v1/dialects/databricks', { method: 'DELETE' });
    const shipped = await call(START, run);

    expect([renamed.status, changed.status < 300, deleted.status, shipped.status]).toEqual([200, true, 204, 200]);
  });

  it.each([
    ['no profile', { profile: {} }, '/profile/start'],
    ['a supplement with an unknown field', { profile: 'databricks', supplement: { codes: 1 } }, '/supplement/codes'],
    ['a profile that is not there', { profile: 'nothing' }, '/profile'],
    ['a profile that extends none', { profile: { extends: 'nothing' } }, '/profile/extends'],
    ['another name', { profile: { name: 'b', extends: 'databricks' } }, '/profile/name'],
    ['U+0000', { profile: 'databricks', supplement: { start: { body: '\u0000' } } }, '/supplement/start/body'],
  ])('refuses %s, and says where', async (_, json, pointer) => {
    const { call } = await setup();

    const reply = await call('/api/v1/dialects/a', { method: 'PUT', json });

    expect(reply.status).toBe(422);
    expect(reply.body.errors?.[0]).toMatchObject({ pointer });
  });

  it.each([
    ['DELETE', 'databricks', 409, 'dialect-shipped'],
    ['DELETE', 'nothing', 404, 'dialect-unknown'],
    ['GET', 'nothing', 404, 'dialect-unknown'],
  ])('%s %s: %i', async (method, name, status, code) => {
    const { call } = await setup();

    const reply = await call(`/api/v1/dialects/${name}`, { method });

    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });
});
