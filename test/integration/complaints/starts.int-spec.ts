import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import { eventually } from '../../support/eventually.js';
import { hangUp } from '../../support/scripted-remote.js';

describe('Complaints about jobs that were started twice, or of which nobody knows', () => {
  const stage = complaintStage({ pollIntervalMs: 50, requestTimeoutMs: 300 });
  const poll = {
    request: { url: '/jobs/{{job.id}}' },
    status: 'body.state',
    statuses: { running: ['busy'], succeeded: ['done'] },
  };
  const start = { request: { url: '/jobs', body: { tag: '{{key}}' } }, capture: { id: 'body.id' } };
  const find = {
    request: { url: '/jobs' },
    items: 'body.jobs',
    match: { 'item.tag': '{{key}}' },
    capture: { id: 'item.id' },
  };
  const starts = () => stage.remote.seen('POST /jobs');
  const keys = () => [...new Set(starts().map(({ headers }) => headers['idempotency-key']))];

  it.each([
    ['the connection breaks', hangUp],
    ['no answer comes', () => undefined],
    ['a gateway gives up', { code: 504 }],
    ['the reply names no job', { code: 201, body: {} }],
  ])('when %s the start is not sent again: nobody knows, and that is said', async (_, answer) => {
    stage.remote.on('POST /jobs', [answer]);

    const id = await stage.start({ start, poll });
    await stage.until(id, 'StartUnknown');

    expect(starts()).toHaveLength(1);
    expect((await stage.historyOf(id)).at(-1)).toBe('start-unknown');
  });

  it('where the API knows a repeat by its key, the start is repeated under that key', async () => {
    stage.remote.on('POST /jobs', [hangUp, { code: 503 }, { code: 201, body: { id: 7 } }]);
    stage.remote.on('GET /jobs/7', [{ body: { state: 'done' } }]);

    await stage.until(await stage.start({ start: { ...start, safeToRepeat: true }, poll }), 'Succeeded');

    expect(starts()).toHaveLength(3);
    expect(keys()).toHaveLength(1);
  });

  it('a job whose start reply was lost is found again by its key, and started but once', async () => {
    stage.remote.on('POST /jobs', [hangUp]);
    stage.remote.on('GET /jobs', (count) => {
      const { tag } = JSON.parse(starts()[0]!.body) as { tag: string };
      return { body: { jobs: [{ id: 1, tag: 'another' }, ...(count < 2 ? [] : [{ id: 7, tag }])] } };
    });
    stage.remote.on('GET /jobs/7', [{ body: { state: 'done' } }]);

    const { context } = await stage.until(await stage.start({ start: { ...start, find }, poll }), 'Succeeded');

    expect(context.job).toMatchObject({ id: 7 });
    expect(starts()).toHaveLength(1);
  });

  it('a start reply that names no job leads to the search as well', async () => {
    stage.remote.on('POST /jobs', [{ code: 204 }]);
    stage.remote.on('GET /jobs', () => {
      const { tag } = JSON.parse(starts()[0]!.body) as { tag: string };
      return { body: { jobs: [{ id: 7, tag }] } };
    });
    stage.remote.on('GET /jobs/7', [{ body: { state: 'done' } }]);

    await stage.until(await stage.start({ start: { ...start, find }, poll }), 'Succeeded');
  });

  it('what was surely not taken is tried again, after the wait that was asked for', async () => {
    stage.remote.on('POST /jobs', [
      { code: 429, headers: { 'retry-after': '1' } },
      { code: 201, body: { id: 7 } },
    ]);
    stage.remote.on('GET /jobs/7', [{ body: { state: 'done' } }]);

    await stage.until(await stage.start({ start, poll }), 'Succeeded');

    const [first, second] = starts();
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(1000);
    expect(keys()).toHaveLength(1);
  });

  it('a start that is refused fails the monitor with the remote side’s own error', async () => {
    stage.remote.on('POST /jobs', [{ code: 400, body: { error: { code: 'E1', message: 'No paper' } } }]);

    const { context } = await stage.until(await stage.start({ start, poll }), 'Failed');

    expect(context.error).toMatchObject({ code: 'E1', message: 'No paper' });
  });

  it('a job that was done at once has ended, and is not polled', async () => {
    stage.remote.on('POST /jobs', [{ code: 200, body: { id: 7, state: 'done', rows: 3 } }]);

    const id = await stage.start({ start: { ...start, evaluate: true }, poll });
    const { context } = await stage.until(id, 'Succeeded');

    expect(context.result).toMatchObject({ kind: 'inline', value: { rows: 3 } });
    expect(stage.remote.seen('GET /jobs/7')).toEqual([]);
  });

  it('a replica that dies with the start under way leaves no second start behind', async () => {
    stage.remote.on('POST /jobs', [() => undefined]);
    const id = await stage.start({ start, poll });
    await eventually('the start is sent', () => starts().length === 1);

    stage.replica.die();
    await stage.database.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second'`);
    const heir = await stage.anotherReplica('heir');
    await eventually('the heir has taken it over', async () => {
      await heir.tick();
      return (await stage.find(id)).state === 'StartUnknown';
    });

    expect(starts()).toHaveLength(1);
  });

  it('identifiers beyond what a double can hold are kept exactly', async () => {
    stage.remote.on('POST /jobs', [{ code: 201, text: '{"id": 9007199254740993}' }]);
    stage.remote.on('GET /jobs/9007199254740993', [{ body: { state: 'done' } }]);

    await stage.until(await stage.start({ start, poll }), 'Succeeded');
  });

  it('a job that runs already is attached to by its id, and not started', async () => {
    stage.remote.on('GET /jobs/7', [{ body: { state: 'busy' } }, { body: { state: 'done' } }]);

    await stage.until(await stage.start({ start, poll }, { job: { id: 7 } }), 'Succeeded');

    expect(starts()).toEqual([]);
  });

  it('a job that runs already is attached to by its status URL', async () => {
    stage.remote.on('GET /ops/9', [{ code: 202 }, { code: 200, body: { rows: 1 } }]);
    const job = { statusUrl: `${stage.remote.origin}/ops/9` };

    await stage.until(await stage.start({ start: { request: { url: '/jobs' } } }, { job }), 'Succeeded');
  });
});
