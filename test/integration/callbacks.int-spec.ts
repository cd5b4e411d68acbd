import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { apiStage } from '../support/monitor-api.js';

describe('A callback', () => {
  const stage = apiStage({ pollIntervalMs: 60_000, secretVariables: { HOOKS: 'shared secret' } });
  const call = (token: string, method = 'POST', body?: string | Buffer, headers: Record<string, string> = {}) =>
    stage.replica.ask(method, `/callbacks/${token}`, body, headers);

  const profile = (document: Record<string, unknown> = {}) =>
    stage.profile({
      start: { request: { url: '/jobs', body: { hook: '{{callback.url}}' } }, capture: { id: 'body.id' } },
      callback: {},
      ...document,
    });
  /** What the remote side was told. */
  const hook = () => (JSON.parse(stage.remote.seen('POST /jobs')[0]!.body) as { hook: string }).hook;
  const tokenOf = () => hook().split('/').at(-1)!;

  const running = async (document: Record<string, unknown> = {}) => {
    stage.remote.on('POST /jobs', [{ code: 202, body: { id: '1' } }]);
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Running' } }]);
    const { id } = await stage.replica.start({ profile: await profile(document) });
    await eventually('it runs', async () => (await stage.replica.read(id)).status?.word === 'Running');
    return id;
  };
  const polls = () => stage.remote.seen('GET /jobs/1').length;

  it('goes to an address of the monitor’s own, which begins with our public one and nobody can guess', async () => {
    await running();

    expect(hook()).toMatch(new RegExp(`^${stage.replica.url}/api/v1/callbacks/[A-Za-z0-9_-]{32}$`));
  });

  it.each(['POST', 'PUT', 'GET'])('by %s polls at once', async (method) => {
    const id = await running();
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);

    const { status } = await call(tokenOf(), method);

    expect(status).toBe(204);
    await stage.until(id, 'Succeeded');
  });

  it('is not believed: what counts is what the poll says', async () => {
    const id = await running();
    const before = polls();

    await call(tokenOf(), 'POST', '{"status":"Done"}');

    await eventually('it is polled', () => polls() === before + 1);
    expect(await stage.replica.read(id)).toMatchObject({ state: 'Watching', status: { word: 'Running' } });
  });

  it.each([
    ['no JSON', '{', 'application/json'],
    ['a form', 'a=1', 'application/x-www-form-urlencoded'],
    ['bytes', Buffer.from([0xff, 0x00]), 'application/octet-stream'],
    ['nothing of any type', '', 'text/xml'],
  ])('of %s is taken, too', async (_, body, type) => {
    await running();

    expect((await call(tokenOf(), 'POST', body, { 'content-type': type })).status).toBe(204);
  });

  it('that comes again does no harm, nor one after the end', async () => {
    const id = await running();
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);

    const answers = await Promise.all(Array.from({ length: 20 }, () => call(tokenOf())));
    await stage.until(id, 'Succeeded');
    const after = await call(tokenOf());

    expect([...answers, after].map(({ status }) => status)).toEqual(Array(21).fill(204));
    expect(polls()).toBeLessThanOrEqual(3);
  });

  it('that overtakes the start reply is not lost: the first poll does not wait, whatever the reply asks for', async () => {
    let answer: () => void = () => undefined;
    stage.remote.on('POST /jobs', () => (response) => {
      answer = () => response.writeHead(202, { 'retry-after': '3600' }).end('{"id":"1"}');
    });
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);
    const { id } = await stage.replica.start({ profile: await profile() });
    await eventually('the start is sent', () => stage.remote.seen('POST /jobs').length === 1);

    expect((await call(tokenOf())).status).toBe(204);
    answer();

    await stage.until(id, 'Succeeded');
  });

  it('to a suspended monitor is taken, and polls nothing', async () => {
    const id = await running();
    await stage.replica.ask('POST', `/monitors/${id}/suspend`);
    await stage.until(id, 'Suspended');

    expect((await call(tokenOf())).status).toBe(204);
    expect((await stage.replica.read(id)).nextPollAt).toBeNull();
  });

  it.each([['x'.repeat(32)], ['short'], ['%00'], ['a%2Fb']])('to nobody (%s) is a 404', async (token) => {
    expect((await call(token)).json).toMatchObject({ status: 404, code: 'callback-unknown' });
  });

  it('that is too large is refused unread', async () => {
    await running();

    expect((await call(tokenOf(), 'POST', 'x'.repeat(2_000_000))).json).toMatchObject({ code: 'body-too-large' });
  });

  it('keeps its address to itself: the exchanges that are shown do not tell it', async () => {
    const id = await running();

    const { text } = await stage.replica.ask('GET', `/monitors/${id}/exchanges`);

    expect(text).toContain('/api/v1/callbacks/***');
    expect(text).not.toContain(tokenOf());
  });

  describe('of a profile that asks for a signature', () => {
    const signed = {
      callback: {
        verify: { scheme: 'hmac', secret: 'hooks', header: 'X-Signature', algorithm: 'sha256', encoding: 'hex' },
      },
    };
    const body = '{ "spaced" :  true }';
    const signature = (text: string) => createHmac('sha256', 'shared secret').update(text).digest('hex');

    it('is taken with the right one, over the body as it came', async () => {
      const id = await running(signed);
      stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);

      expect((await call(tokenOf(), 'POST', body, { 'x-signature': signature(body) })).status).toBe(204);
      await stage.until(id, 'Succeeded');
    });

    it.each([
      ['without one', {}],
      ['with that of another body', { 'x-signature': signature('{}') }],
    ])('is refused %s, and polls nothing', async (_, headers) => {
      await running(signed);
      const before = polls();

      const answer = await call(tokenOf(), 'POST', body, headers as Record<string, string>);

      expect(answer.json).toMatchObject({ status: 401, code: 'callback-unverified' });
      expect(answer.headers['www-authenticate']).toBeDefined();
      expect(polls()).toBe(before);
    });
  });
});
