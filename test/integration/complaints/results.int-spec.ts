import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import { hangUp } from '../../support/scripted-remote.js';

describe('Complaints about results', () => {
  const stage = complaintStage({ pollIntervalMs: 50, requestTimeoutMs: 500 });
  const profile = (result: object = {}) => ({
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: { request: { url: '/jobs/{{job.id}}' }, status: 'body.state', statuses: { succeeded: ['done'] } },
    result,
  });
  const fetched = { request: { url: '/jobs/{{job.id}}/result' } };
  const done = (body: object = {}) => {
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 7 } }]);
    stage.remote.on('GET /jobs/7', [{ body: { state: 'done', ...body } }]);
  };
  const resultOf = async (result: object) =>
    (await stage.until(await stage.start(profile(result)), 'Succeeded')).context.result;

  it('a result that is there for one reading is read once, and kept', async () => {
    done();
    stage.remote.on('GET /jobs/7/result', [{ body: { rows: 3 } }, { code: 410 }]);

    expect(await resultOf(fetched)).toEqual({ kind: 'inline', value: { rows: 3 } });
    expect(stage.remote.seen('GET /jobs/7/result')).toHaveLength(1);
  });

  it('a result that comes with the last poll is kept from that very reply', async () => {
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 7 } }]);
    stage.remote.on('GET /jobs/7', [{ body: { state: 'done', output: [1, 2] } }, { code: 404 }]);

    expect(await resultOf({ value: 'body.output' })).toEqual({ kind: 'inline', value: [1, 2] });
  });

  it('a result whose reply was lost and that is then gone is told as missed; the job has succeeded', async () => {
    done();
    stage.remote.on('GET /jobs/7/result', [hangUp, { code: 410 }]);

    expect(await resultOf(fetched)).toMatchObject({ kind: 'missed', error: { code: 'http-410' } });
  });

  it('a result that is not there yet is asked for again', async () => {
    done();
    stage.remote.on('GET /jobs/7/result', [{ code: 404 }, { code: 503 }, { body: { rows: 3 } }]);

    expect(await resultOf(fetched)).toEqual({ kind: 'inline', value: { rows: 3 } });
  });

  it.each([
    ['of ten megabytes', { text: `[${'1,'.repeat(5_000_000)}1]` }, {}],
    ['larger than the profile keeps', { body: { rows: 'x'.repeat(200) } }, { maxBytes: 100 }],
  ])('a result %s is kept as where it is', async (_, answer, limits) => {
    done();
    stage.remote.on('GET /jobs/7/result', [answer]);

    expect(await resultOf({ ...fetched, ...limits })).toEqual({
      kind: 'reference',
      url: `${stage.remote.origin}/jobs/7/result`,
      reason: 'too-large',
    });
  });

  it('a result that is not wanted is not asked for', async () => {
    done();

    expect(await resultOf({ ...fetched, keep: 'reference' })).toEqual({
      kind: 'reference',
      url: `${stage.remote.origin}/jobs/7/result`,
    });
    expect(stage.remote.seen('GET /jobs/7/result')).toEqual([]);
  });

  it('a result in pages is one result', async () => {
    done();
    stage.remote.on('GET /jobs/7/result', [
      { body: { rows: [1, 2], next: 'p2' } },
      { body: { rows: [3], next: 'p3' } },
      { body: { rows: [4] } },
    ]);
    const paged = { ...fetched, value: 'body.rows', next: '/jobs/{{job.id}}/result?page={{body.next}}' };

    expect(await resultOf(paged)).toEqual({ kind: 'inline', value: [1, 2, 3, 4] });
    expect(stage.remote.seen('GET /jobs/7/result').map(({ path }) => path)).toEqual([
      '/jobs/7/result',
      '/jobs/7/result?page=p2',
      '/jobs/7/result?page=p3',
    ]);
  });

  it('a result that is no JSON is kept as text', async () => {
    done();
    stage.remote.on('GET /jobs/7/result', [{ headers: { 'content-type': 'text/csv' }, text: 'Id\n7\n' }]);

    expect(await resultOf(fetched)).toEqual({ kind: 'inline', value: 'Id\n7\n' });
  });

  it('a status body that is far too large for a row is cut, and the monitor goes on', async () => {
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 7 } }]);
    stage.remote.on('GET /jobs/7', [
      { body: { state: 'odd', log: 'x'.repeat(500_000) } },
      { body: { state: 'done', log: 'x'.repeat(500_000) } },
    ]);

    const { context } = await stage.until(await stage.start(profile({ keep: 'none' })), 'Succeeded');

    expect(JSON.stringify(context).length).toBeLessThan(100_000);
  });
});
