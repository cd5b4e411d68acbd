import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import { gapsOf } from '../../support/scripted-remote.js';

const EVERY_MS = 100;

describe('Complaints about credentials', () => {
  const variables: Record<string, string> = {};
  const stage = complaintStage({ pollIntervalMs: EVERY_MS, secretVariables: variables });
  const profile = (auth: object = {}, more: object = {}) => {
    variables['API'] = 'word-1';
    return {
      auth: { scheme: 'bearer', secret: 'api', ...auth },
      start: { request: { url: '/jobs' } },
      result: { request: { url: '{{header.location | resolve}}' } },
      ...more,
    };
  };
  const startingAt = (location: string) => stage.remote.on('POST /jobs', [{ code: 202, headers: { location } }]);
  const authorizations = (seen: { headers: Record<string, string | undefined> }[]) =>
    seen.map(({ headers }) => headers['authorization']);

  it('each request to the API’s own origin has them, polls at a Location too', async () => {
    startingAt('/jobs/1');
    stage.remote.on('GET /jobs/1', [{ code: 202 }, { code: 303, headers: { location: '/results/1' } }]);
    stage.remote.on('GET /results/1', [{ body: 3 }]);

    await stage.until(await stage.start(profile()), 'Succeeded');

    expect(authorizations(stage.remote.seen())).toEqual(Array(4).fill('Bearer word-1'));
  });

  it('a place on another origin gets none, be it polled, redirected to, or the result’s', async () => {
    const other = await stage.anotherRemote();
    const storage = await stage.anotherRemote();
    startingAt(`${other.origin}/jobs/1`);
    other.on('GET /jobs/1', [
      { code: 202 },
      { code: 307, headers: { location: `${storage.origin}/status` } },
      { code: 303, headers: { location: `${storage.origin}/signed?sig=abc` } },
    ]);
    storage.on('GET /status', [{ code: 202, headers: { location: `${other.origin}/jobs/1` } }]);
    storage.on('GET /signed', [{ body: 3 }]);

    await stage.until(await stage.start(profile()), 'Succeeded');

    expect(authorizations([...other.seen(), ...storage.seen()])).toEqual(Array(5).fill(undefined));
  });

  it('an origin that the profile lists gets them', async () => {
    const other = await stage.anotherRemote();
    startingAt(`${other.origin}/jobs/1`);
    other.on('GET /jobs/1', [{ code: 200, body: 3 }]);

    const origins = [stage.remote.origin, other.origin];
    await stage.until(await stage.start(profile({ origins })), 'Succeeded');

    expect(authorizations(other.seen())).toEqual(['Bearer word-1']);
  });

  it('an access token is replaced before it ends', async () => {
    variables['CLIENT'] = '{"clientId":"us","clientSecret":"secret-word"}';
    let good = '';
    stage.remote.on('POST /token', (count) => ({
      body: { access_token: (good = `t${count}`), token_type: 'bearer', expires_in: 1 },
    }));
    startingAt('/jobs/1');
    stage.remote.on('GET /jobs/1', (count, { headers }) => {
      if (headers['authorization'] !== `Bearer ${good}`) return { code: 401 };
      return count > 20 ? { code: 200 } : { code: 202 };
    });

    const auth = { scheme: 'oauth2', secret: 'client', tokenUrl: `${stage.remote.origin}/token` };
    const id = await stage.start(profile(auth));
    await stage.until(id, 'Succeeded');

    expect(stage.remote.seen('POST /token').length).toBeGreaterThan(1);
    expect(await stage.historyOf(id)).not.toContain('polls-failing');
  });

  it('a token endpoint that is away is trouble, and the job is started once it is back', async () => {
    variables['CLIENT'] = '{"clientId":"us","clientSecret":"secret-word"}';
    stage.remote.on('POST /token', [
      { code: 503 },
      { body: { access_token: 't', token_type: 'bearer', expires_in: 600 } },
    ]);
    startingAt('/jobs/1');
    stage.remote.on('GET /jobs/1', [{ code: 200 }]);

    const auth = { scheme: 'oauth2', secret: 'client', tokenUrl: `${stage.remote.origin}/token` };
    const id = await stage.start(profile(auth));
    await stage.until(id, 'Succeeded');

    expect(await stage.historyOf(id)).toContain('start-failing');
    expect(stage.remote.seen('POST /jobs')).toHaveLength(1);
  });

  it('a 401 gets what has changed of the secret, and the poll is sent once more at once', async () => {
    startingAt('/jobs/1');
    stage.remote.on('GET /jobs/1', (count, { headers }) => {
      if (count === 2) variables['API'] = 'word-2';
      if (count >= 2 && headers['authorization'] !== 'Bearer word-2') return { code: 401 };
      return count > 3 ? { code: 200 } : { code: 202 };
    });

    const id = await stage.start(profile());
    await stage.until(id, 'Succeeded');

    expect(authorizations(stage.remote.seen('GET /jobs/1'))).toEqual([
      'Bearer word-1',
      'Bearer word-1',
      'Bearer word-2',
      'Bearer word-2',
    ]);
    expect(await stage.historyOf(id)).not.toContain('polls-failing');
  });

  it('a 401 that stays is trouble of the polls: no success, no end of the job, no tight loop', async () => {
    startingAt('/jobs/1');
    stage.remote.on('GET /jobs/1', [{ code: 202 }, { code: 401 }]);

    const id = await stage.start(profile({}, { poll: { failing: { limit: 4 } } }));
    const { context } = await stage.until(id, 'TimedOut');

    expect(context.error).toMatchObject({ code: 'polls-failing' });
    expect(Math.min(...gapsOf(stage.remote.seen('GET /jobs/1')))).toBeGreaterThan(EVERY_MS - 10);
  });

  it.each([
    ['is refused', { secret: 'api' }, 'http-401'],
    ['has not what the scheme needs', { scheme: 'sigv4', service: 's', region: 'r', secret: 'api' }, 'secret-unfit'],
  ])('a start whose secret %s fails, and says so', async (_, auth, code) => {
    stage.remote.on('POST /jobs', [{ code: 401 }]);

    const { context } = await stage.until(await stage.start(profile(auth)), 'Failed');

    expect(context.error!.code).toBe(code);
  });

  it('a monitor whose secret is missing is refused before anything is sent', async () => {
    const starting = stage.start(profile({ secret: 'nobody-put-it' }));

    await expect(starting).rejects.toMatchObject({
      errors: [{ pointer: '/profile', detail: expect.stringContaining('"nobody-put-it"') as unknown }],
    });
    expect(stage.remote.seen()).toEqual([]);
  });

  it('nothing that is kept or told holds a credential, even where the remote side says it back', async () => {
    startingAt('/jobs/1?code=url-word');
    stage.remote.on('GET /jobs/1', (_, { headers }) => ({
      code: 422,
      body: { echo: headers, message: headers['authorization'] },
    }));

    const id = await stage.start(profile());
    await stage.until(id, 'Failed');

    const kept = await stage.database.query(
      `SELECT to_jsonb(m)::text AS text FROM monitor.monitors m
       UNION ALL SELECT to_jsonb(e)::text FROM monitor.monitor_events e
       UNION ALL SELECT to_jsonb(x)::text FROM monitor.exchanges x`,
    );
    expect(JSON.stringify(kept)).not.toContain('word-1');
  });
});
