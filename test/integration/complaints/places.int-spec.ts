import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';

describe('Complaints about places that move', () => {
  const stage = complaintStage();
  const plain = {
    start: { request: { url: '/jobs' } },
    result: { request: { url: '{{header.location | resolve}}' } },
  };
  const paths = () => stage.remote.seen().map(({ method, path }) => `${method} ${path}`);

  it('a Location that changes with every poll is followed, relative or absolute, with its query', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, headers: { location: 'jobs/1?t=1' } }]);
    stage.remote.on('GET /jobs/1', [
      { code: 202, headers: { location: '?t=2' } },
      { code: 202, headers: { location: `${stage.remote.origin}/jobs/1/next?t=3` } },
    ]);
    stage.remote.on('GET /jobs/1/next', [{ code: 200, body: { rows: 3 } }]);

    const { context } = await stage.until(await stage.start(plain), 'Succeeded');

    expect(paths()).toEqual(['POST /jobs', 'GET /jobs/1?t=1', 'GET /jobs/1?t=2', 'GET /jobs/1/next?t=3']);
    expect(context.result).toEqual({ kind: 'inline', value: { rows: 3 } });
  });

  it.each([302, 303])('a final %d leads to the result, which is fetched', async (code) => {
    stage.remote.on('POST /jobs', [{ code: 202, headers: { location: '/jobs/1' } }]);
    stage.remote.on('GET /jobs/1', [{ code, headers: { location: '/reports/9' } }]);
    stage.remote.on('GET /reports/9', [{ body: { rows: 12 } }]);

    const { context } = await stage.until(await stage.start(plain), 'Succeeded');

    expect(context.result).toEqual({ kind: 'inline', value: { rows: 12 } });
  });

  it('a Location that switches to the result at the end is the result’s, and is not polled', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, headers: { location: '/operations/1' } }]);
    stage.remote.on('GET /operations/1', [
      { headers: { location: '/operations/1' }, body: { status: 'Running' } },
      { headers: { location: '/operations/1/result' }, body: { status: 'Succeeded' } },
    ]);
    stage.remote.on('GET /operations/1/result', [{ body: { id: 'made' } }]);
    const poll = { status: 'body.status', statuses: { running: ['Running'], succeeded: ['Succeeded'] } };

    const { context } = await stage.until(await stage.start({ ...plain, poll }), 'Succeeded');

    expect(context.result).toEqual({ kind: 'inline', value: { id: 'made' } });
    expect(stage.remote.seen('GET /operations/1/result')).toHaveLength(1);
  });

  it('a place that has moved for good is asked where it is now', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, headers: { location: '/old' } }]);
    stage.remote.on('GET /old', [{ code: 308, headers: { location: '/new' } }]);
    stage.remote.on('GET /new', [{ code: 202 }, { code: 200, body: 1 }]);

    const { context } = await stage.until(await stage.start(plain), 'Succeeded');

    expect(context.result).toEqual({ kind: 'inline', value: 1 });
  });

  it('places that lead to each other for ever are trouble of this poll, no end', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, headers: { location: '/a' } }]);
    stage.remote.on('GET /a', (count) =>
      count <= 3 ? { code: 307, headers: { location: '/b' } } : { code: 200, body: 1 },
    );
    stage.remote.on('GET /b', [{ code: 307, headers: { location: '/a' } }]);

    const id = await stage.start(plain);
    await stage.until(id, 'Succeeded');

    expect(await stage.historyOf(id)).toContain('polls-failing');
  });

  it('a status URL at an address that may not be asked is never asked, and told', async () => {
    const place = 'http://169.254.169.254/latest/meta-data';
    stage.remote.on('POST /jobs', [{ code: 202, headers: { location: place } }]);

    const id = await stage.start({ ...plain, poll: { failing: { limit: 1 } } });
    const { context } = await stage.until(id, 'TimedOut');

    expect(context.error).toMatchObject({ code: 'polls-failing' });
    expect(context.error!.message).toContain('169.254.169.254 is not at a public address');
  });

  it.each(['file:///etc/passwd', 'ftp://example.com/1', 'http://user:word@example.com/1', 'http://'])(
    'a Location that is no place to ask (%s) names no job',
    async (location) => {
      stage.remote.on('POST /jobs', [{ code: 202, headers: { location } }]);

      await stage.until(await stage.start(plain), 'StartUnknown');

      expect(paths()).toEqual(['POST /jobs']);
    },
  );
});
