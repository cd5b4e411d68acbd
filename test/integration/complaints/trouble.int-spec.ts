import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import { eventually } from '../../support/eventually.js';
import { type ScriptedAnswer, hangUp } from '../../support/scripted-remote.js';

describe('Complaints about polls that fail', () => {
  const stage = complaintStage({ pollIntervalMs: 50, requestTimeoutMs: 300 });
  const profile = {
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: {
      request: { url: '/jobs/{{job.id}}' },
      status: 'body.state',
      statuses: { running: ['busy'], succeeded: ['done'], failed: ['broken'] },
    },
  };
  const busy = { body: { state: 'busy' } };
  const done = { body: { state: 'done' } };
  const polled = (...answers: ScriptedAnswer[]) => {
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 7 } }]);
    stage.remote.on('GET /jobs/7', answers);
  };
  const troubles: [string, ScriptedAnswer][] = [
    ['a 500', { code: 500 }],
    ['a 502 in HTML', { code: 502, headers: { 'content-type': 'text/html' }, text: '<h1>Bad Gateway</h1>' }],
    ['a 503 with a hint', { code: 503, headers: { 'retry-after': '0' } }],
    ['a 408', { code: 408 }],
    ['a 429', { code: 429, body: { state: 'broken' } }],
    ['a 500 whose body says failed', { code: 500, body: { state: 'broken' } }],
    ['a 403 of a gateway', { code: 403, text: 'blocked' }],
    ['a page instead of JSON', { code: 200, headers: { 'content-type': 'text/html' }, text: '<p>Log in</p>' }],
    ['JSON cut off in the middle', { code: 200, text: '{"state": "do' }],
    ['JSON without a status', { code: 200, body: { message: 'try later' } }],
    ['an empty 200', { code: 200 }],
    ['ten megabytes', { code: 200, body: { state: 'done', padding: 'x'.repeat(10_000_000) } }],
    ['a connection that breaks', hangUp],
    [
      'a connection that breaks within the body',
      (response) => response.writeHead(200, { 'content-length': '99' }).end('{'),
    ],
    ['no answer in time', () => undefined],
  ];

  it.each(troubles)('%s is the poll’s trouble, not the job’s', async (_, trouble) => {
    polled(trouble, trouble, busy, trouble, done);

    const id = await stage.start(profile);
    await stage.until(id, 'Succeeded');

    expect(await stage.historyOf(id)).toEqual(
      expect.arrayContaining(['polls-failing', 'polls-recovered', 'succeeded']),
    );
    expect(stage.remote.seen('GET /jobs/7')).toHaveLength(5);
  });

  it('polls that fail without end leave the monitor watching until its deadline, and it is not said to have failed', async () => {
    polled(busy, { code: 500 });

    const id = await stage.start(profile, { deadlineMs: 1500 });
    const { context } = await stage.until(id, 'TimedOut');

    expect(context).toMatchObject({ statusWord: 'busy', trouble: { error: { code: 'http-500' } } });
  });

  it('one good poll gives the budget of failing polls back', async () => {
    const bad = { code: 500 };
    polled(bad, bad, busy, bad, bad, busy, bad, bad, done);

    const poll = { ...profile.poll, failing: { limit: 3 } };
    await stage.until(await stage.start({ ...profile, poll }), 'Succeeded');
  });

  it.each([
    ['by number', { limit: 3 }],
    ['by time', { for: '200ms' }],
  ])(
    'a spent budget of failing polls, %s, ends the monitor as timed out, with the last trouble',
    async (_, failing) => {
      polled(busy, { code: 503 });

      const id = await stage.start({ ...profile, poll: { ...profile.poll, failing } });
      const { context } = await stage.until(id, 'TimedOut');

      expect(context.error!.code).toBe('polls-failing');
      expect(context.error!.message).toContain('503');
    },
  );

  it('where the code is the state a 4xx is the job’s own failure, told in the remote side’s words', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, headers: { location: '/jobs/7' } }]);
    stage.remote.on('GET /jobs/7', [
      { code: 202 },
      { code: 422, body: { code: 'bad-range', message: 'No such range' } },
    ]);

    const id = await stage.start({ start: { request: { url: '/jobs' } } });
    const { context } = await stage.until(id, 'Failed');

    expect(context.error).toMatchObject({ code: 'bad-range', message: 'No such range' });
  });

  it('polls that fail are asked ever more slowly, and not in a tight loop', async () => {
    polled({ code: 500 });

    await stage.start(profile);
    const polls = await eventually('five polls', () => {
      const seen = stage.remote.seen('GET /jobs/7');
      return seen.length >= 5 && seen;
    });

    expect(polls[4]!.at - polls[3]!.at).toBeGreaterThan(300);
  });
});
