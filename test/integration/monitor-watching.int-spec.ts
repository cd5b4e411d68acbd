import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type FakeRemote, startFakeRemote } from '../support/fake-remote.js';
import { type MonitorReplica, createMonitorDatabase, startMonitorReplica } from '../support/monitor-replica.js';
import type { TestDatabase } from '../support/test-database.js';

describe('Watching', () => {
  let database: TestDatabase;
  let remote: FakeRemote;
  let replica: MonitorReplica;

  beforeAll(async () => {
    database = await createMonitorDatabase();
  });
  beforeEach(async () => {
    remote = await startFakeRemote();
    replica = await startMonitorReplica(database.url, { remote });
    await replica.tick();
  });
  afterEach(async () => {
    await replica.close();
    await remote.close();
    await database.query('DELETE FROM monitor.monitors');
  });
  afterAll(() => database.drop());

  const stateOf = async (id: string) => (await replica.service.find(id)).state;
  const until = (id: string, state: string, limitMs?: number) =>
    eventually(`${id} is ${state}`, async () => (await stateOf(id)) === state, limitMs);
  const historyOf = async (id: string) =>
    (await replica.service.history(id)).map((entry) => entry.type.replace(/^longwatch\.monitor\.|\.v1$/g, ''));

  it('starts a job, polls it through its states and keeps each move with its instant', async () => {
    const words = ['Queued', 'InProgress', 'InProgress', 'Completed'];
    remote.behaviour.onPoll = (_, count) => ({ body: { jobStatus: words[count - 1] } });

    const { id } = await replica.start('a');
    await until(id, 'Succeeded');

    expect(await historyOf(id)).toEqual([
      'created',
      'starting',
      'started',
      'status-changed',
      'status-changed',
      'status-changed',
      'succeeded',
    ]);
    expect((await replica.service.history(id)).map((entry) => entry.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(remote.polls('job-a')).toHaveLength(4);
  });

  it('writes nothing for a poll that brings nothing new', async () => {
    const { id } = await replica.start('still');
    await eventually('the first status is written', async () => (await replica.service.find(id)).version === 4);
    const before = await replica.service.find(id);

    await eventually('ten more polls', () => remote.polls('job-still').length > 11);

    expect(await replica.service.find(id)).toEqual(before);
  });

  it('polls an interval after the last poll was sent, and never twice at a time', async () => {
    remote.behaviour.onPoll = () => (_, response) => {
      setTimeout(() => response.end(JSON.stringify({ jobStatus: 'InProgress' })), 60);
    };

    await replica.start('paced');
    const polls = await eventually('eight polls', () => {
      const sent = remote.polls('job-paced');
      return sent.length >= 8 && sent;
    });

    const gaps = polls.slice(1).map((poll, index) => poll.at - polls[index]!.at);
    expect(Math.min(...gaps)).toBeGreaterThan(90);
    polls.slice(1).forEach((poll, index) => expect(polls[index]!.endedAt!).toBeLessThanOrEqual(poll.at));
  });

  it.each([
    ['in seconds', () => ({ 'retry-after': '1' })],
    [
      'as an HTTP-date against the reply’s own Date',
      () => ({
        date: 'Sat, 21 Nov 2026 10:00:00 GMT',
        'retry-after': 'Sat, 21 Nov 2026 10:00:01 GMT',
      }),
    ],
  ])('waits as long as a Retry-After %s asks, on the start reply and on polls', async (_, headers) => {
    remote.behaviour.onStart = (name) => ({ code: 202, headers: headers(), body: { jobId: `job-${name}` } });
    remote.behaviour.onPoll = () => ({ headers: headers(), body: { jobStatus: 'InProgress' } });

    await replica.start('waits');
    await eventually('three polls', () => remote.polls('job-waits').length === 3);

    const instants = [...remote.starts('waits'), ...remote.polls('job-waits')].map((request) => request.at);
    instants.slice(1).forEach((at, index) => expect(at - instants[index]!).toBeGreaterThanOrEqual(999));
  });

  it.each([
    ['a 500', { code: 500, body: { oops: true } }],
    ['a 503', { code: 503, text: 'down' }],
    ['a 429', { code: 429, body: {} }],
    ['HTML instead of JSON', { code: 200, headers: { 'content-type': 'text/html' }, text: '<html>' }],
    ['JSON without a status', { body: { hello: 1 } }],
    [
      'a connection that is reset',
      (request: { socket: { resetAndDestroy(): void } }) => request.socket.resetAndDestroy(),
    ],
    ['JSON nested ten thousand deep', { text: '['.repeat(10_000) + ']'.repeat(10_000) }],
  ])('counts %s as the poll’s failure, backs off, shows it, and goes on', async (_, trouble) => {
    remote.behaviour.onPoll = (_id, count) =>
      count <= 3 ? (trouble as never) : { body: { jobStatus: count === 4 ? 'InProgress' : 'Completed' } };

    const { id } = await replica.start('shaky');
    await until(id, 'Succeeded');

    const history = await historyOf(id);
    expect(history.filter((type) => type === 'polls-failing')).toHaveLength(1);
    expect(history.filter((type) => type === 'polls-recovered')).toHaveLength(1);
    const [first, , third, fourth] = remote.polls('job-shaky').map((poll) => poll.at);
    expect(fourth! - third!).toBeGreaterThan(390);
    expect(third! - first!).toBeGreaterThan(290);
  });

  it('shows the streak of failures while it lasts', async () => {
    remote.behaviour.onPoll = () => ({ code: 502, text: 'bad gateway' });

    const { id } = await replica.start('failing');
    const trouble = await eventually('two failures are shown', async () => {
      const shown = (await replica.service.find(id)).context.trouble;
      return shown !== null && shown.count >= 2 && shown;
    });

    expect(trouble.error).toMatchObject({ code: 'http-502' });
    expect(await stateOf(id)).toBe('Watching');
  });

  it.each([
    ['Failed', 'Failed'],
    ['Canceled', 'Canceled'],
  ])('ends as %s when the job does', async (word, state) => {
    remote.behaviour.onPoll = () => ({ body: { jobStatus: word, reason: 'because' } });

    const { id } = await replica.start('ends');
    await until(id, state);

    expect((await replica.service.find(id)).context.status).toEqual({ jobStatus: word, reason: 'because' });
  });

  it('calls a job lost whose record is gone, not failed', async () => {
    remote.behaviour.onPoll = () => ({ code: 404, body: {} });

    const { id } = await replica.start('gone');
    await until(id, 'Lost');

    expect(remote.polls('job-gone')).toHaveLength(3);
  });

  it('forgives a record that is not there yet', async () => {
    remote.behaviour.onPoll = (_, count) =>
      count <= 2 ? { code: 404, body: {} } : { body: { jobStatus: 'Completed' } };

    const { id } = await replica.start('slow-to-appear');

    await until(id, 'Succeeded');
  });

  it('holds and shows a status word that nobody knows', async () => {
    remote.behaviour.onPoll = (_, count) => ({ body: { jobStatus: count < 3 ? 'Dancing' : 'Completed' } });

    const { id } = await replica.start('odd');
    await eventually(
      'the word is shown',
      async () => (await replica.service.find(id)).context.statusWord === 'Dancing',
    );

    await until(id, 'Succeeded');
  });

  it('keeps the deadline even while the remote side hangs', async () => {
    remote.behaviour.onPoll = () => () => undefined;

    const { id } = await replica.start('hangs', { durationMin: 0.01 });
    await until(id, 'TimedOut');

    const { createdAt, finishedAt, deadlineAt } = await replica.service.find(id);
    expect(deadlineAt.getTime() - createdAt.getTime()).toBe(600);
    expect(finishedAt!.getTime()).toBeGreaterThanOrEqual(deadlineAt.getTime());
    expect(finishedAt!.getTime() - deadlineAt.getTime()).toBeLessThan(5000);
  });

  it('stores what the remote side says even where Postgres could not', async () => {
    remote.behaviour.onPoll = () => ({ text: '{"jobStatus":"Completed","note":"\\u0000 \\ud800"}' });

    const { id } = await replica.start('odd-text');
    await until(id, 'Succeeded');

    expect((await replica.service.find(id)).context.status).toEqual({ jobStatus: 'Completed', note: '\ufffd \ufffd' });
  });

  it('lets go of a monitor whose next poll is far off, and comes back for it in time', async () => {
    const { id } = await replica.start('rare', { pollingIntervalSec: 3600, durationMin: 600 });

    await eventually('it is let go', async () => (await stateOf(id)) === 'Watching' && replica.watcher.size === 0);
    const { nextPollAt } = await replica.service.find(id);
    expect(nextPollAt!.getTime()).toBeGreaterThan(Date.now() + 3_000_000);

    await replica.service.pollNow(await replica.service.find(id));
    await eventually('it is polled again', () => remote.polls('job-rare').length === 2);
  });
});
