import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { apiStage } from '../../support/monitor-api.js';

describe('Complaints about callbacks', () => {
  const stage = apiStage({ secretVariables: { HOOK: 'hook-word' } });
  const calling = (verify?: object) => ({
    start: { request: { url: '/jobs', body: { notify: '{{callback.url}}' } }, capture: { id: 'body.id' } },
    pace: { every: '1h' },
    deadline: '2h',
    callback: verify === undefined ? {} : { verify },
  });
  const done = () => stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);
  const polls = () => stage.remote.seen('GET /jobs/1');
  /** Where the remote side was told to call, as a path under /api/v1. */
  const place = () => {
    const { notify } = JSON.parse(stage.remote.seen('POST /jobs').at(-1)!.body) as { notify: string };
    return notify.slice(`${stage.replica.url}/api/v1`.length);
  };
  const callBack = (body: object = {}, headers: Record<string, string> = {}) =>
    stage.replica.ask('POST', place(), body, headers);
  const watched = async (profile: object = calling()) => {
    stage.runsJobs();
    const { id } = await stage.replica.start({ profile: await stage.profile(profile as Record<string, unknown>) });
    await eventually('the first poll', () => polls().length === 1);
    await stage.until(id, 'Watching');
    return id;
  };

  it('a callback polls at once, so that the end is known when it comes, not an interval later', async () => {
    const id = await watched();
    done();

    const { status } = await callBack();
    await stage.until(id, 'Succeeded');

    expect(status).toBe(204);
    expect(polls()).toHaveLength(2);
  });

  it('a callback is not believed: what the poll says counts', async () => {
    const id = await watched();

    await callBack({ id: '1', status: 'Done' });
    await eventually('the poll that it causes', () => polls().length === 2);

    expect(await stage.replica.read(id)).toMatchObject({ state: 'Watching', outcome: null });
  });

  it('a callback that never comes costs no more than the wait for the next poll', async () => {
    const id = await watched({ ...calling(), pace: { every: '100ms' } });
    done();

    await stage.until(id, 'Succeeded');
  });

  it('a callback does not make us poll an API that has just asked to be left alone', async () => {
    stage.remote.on('GET /jobs/1', [{ code: 429, headers: { 'retry-after': '1' } }, { body: { status: 'Done' } }]);
    stage.remote.on('POST /jobs', [{ code: 202, body: { id: '1' } }]);
    const { id } = await stage.replica.start({
      profile: await stage.profile({ ...calling(), pace: { every: '50ms' } }),
    });
    await eventually('the first poll is answered', () => polls()[0]?.endedAt !== undefined);

    const { status } = await callBack();
    await stage.until(id, 'Succeeded');

    const [first, second] = polls();
    expect(status).toBe(204);
    expect(second!.at - first!.endedAt!).toBeGreaterThan(950);
  });

  it('callbacks that come several times, or after the end, are taken and do no harm', async () => {
    const id = await watched();
    done();

    const early = await Promise.all([callBack(), callBack(), callBack()]);
    await stage.until(id, 'Succeeded');
    const late = await callBack();
    const { json } = await stage.replica.ask('GET', `/monitors/${id}/events`);

    expect([...early, late].map(({ status }) => status)).toEqual([204, 204, 204, 204]);
    expect(JSON.stringify(json).match(/longwatch\.monitor\.succeeded\.v1/g)).toHaveLength(1);
  });

  it('a callback that comes before the start reply is no loss', async () => {
    done();
    stage.remote.on('POST /jobs', () => (response) => {
      void callBack().then(() => response.writeHead(202).end('{"id":"1"}'));
    });

    const { id } = await stage.replica.start({ profile: await stage.profile(calling()) });

    await stage.until(id, 'Succeeded');
  });

  it('whoever does not know the address reaches nothing', async () => {
    await watched();

    const answers = await Promise.all(
      ['/callbacks/x', `/callbacks/${'a'.repeat(32)}`, `${place()}x`].map((path) =>
        stage.replica.ask('POST', path, {}),
      ),
    );

    expect(answers.map(({ json }) => [json['status'], json['code']])).toEqual(Array(3).fill([404, 'callback-unknown']));
    expect(polls()).toHaveLength(1);
  });

  it('each monitor has an address of its own, which is not shown', async () => {
    const first = await watched();
    const firstPlace = place();
    const { id } = await stage.replica.start({ profile: await stage.profile(calling()) });
    await eventually('the second start', () => stage.remote.seen('POST /jobs').length === 2);

    const token = (path: string) => path.split('/').at(-1)!;
    const shown = await Promise.all(
      [first, id].flatMap((monitor) =>
        ['', '/events'].map((part) => stage.replica.ask('GET', `/monitors/${monitor}${part}`)),
      ),
    );

    expect(place()).not.toBe(firstPlace);
    expect(token(firstPlace).length).toBeGreaterThanOrEqual(32);
    for (const { text } of shown) expect(text).not.toContain(token(firstPlace));
  });

  it.each([
    ['a token', { scheme: 'token', secret: 'hook', header: 'X-Token' }, { 'x-token': 'hook-word' }],
    [
      'a signature',
      {
        scheme: 'hmac',
        secret: 'hook',
        header: 'X-Signature',
        algorithm: 'sha256',
        encoding: 'hex',
        prefix: 'sha256=',
      },
      { 'x-signature': `sha256=${createHmac('sha256', 'hook-word').update('{}').digest('hex')}` },
    ],
  ])('a callback without the proof that the profile asks for, %s, polls nothing', async (_, verify, proof) => {
    const id = await watched(calling(verify));
    done();

    const forged = [await callBack(), await callBack({}, { ...proof, 'x-token': 'wrong', 'x-signature': 'sha256=00' })];
    const pollsOfForged = polls().length;
    const proved = await callBack({}, proof as Record<string, string>);
    await stage.until(id, 'Succeeded');

    expect(forged.map(({ status }) => status)).toEqual([401, 401]);
    expect(pollsOfForged).toBe(1);
    expect(proved.status).toBe(204);
  });
});
