import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import { eventually } from '../../support/eventually.js';
import { gapsOf } from '../../support/scripted-remote.js';

const EVERY_MS = 100;
const HOUR_MS = 3_600_000;

describe('Complaints about waits that are asked for', () => {
  const stage = complaintStage({ pollIntervalMs: EVERY_MS });
  const plain = { start: { request: { url: '/jobs' } } };
  const running = (headers: Record<string, string> = {}) => ({ code: 202, headers });
  const starting = (headers: Record<string, string> = {}) =>
    stage.remote.on('POST /jobs', () => ({ code: 202, headers: { location: '/jobs/1', ...headers } }));
  const polls = () => stage.remote.seen('GET /jobs/1');

  it('each reply’s own hint counts, not the first one’s for ever', async () => {
    starting();
    stage.remote.on('GET /jobs/1', [running({ 'retry-after': '1' }), running(), { code: 200 }]);

    await stage.until(await stage.start(plain), 'Succeeded');

    const [first, second] = gapsOf(polls());
    expect(first).toBeGreaterThanOrEqual(1000);
    expect(second).toBeLessThan(900);
  });

  it('the hint of the start reply delays the first poll', async () => {
    starting({ 'retry-after': '1' });
    stage.remote.on('GET /jobs/1', [{ code: 200 }]);

    await stage.until(await stage.start(plain), 'Succeeded');

    const [start] = stage.remote.seen('POST /jobs');
    expect(polls()[0]!.at - start!.at).toBeGreaterThanOrEqual(1000);
  });

  it('a hint of more than a minute is taken whole, not its seconds alone', async () => {
    starting();
    stage.remote.on('GET /jobs/1', [running({ 'retry-after': '61' })]);

    const id = await stage.start(plain);
    const monitor = await eventually('the hint is known', async () => {
      const found = await stage.find(id);
      return found.context.retryAfterMs !== null && found;
    });

    expect(monitor.context.retryAfterMs).toBe(61_000);
    expect(monitor.nextPollAt!.getTime()).toBeGreaterThan(Date.now() + 59_000);
  });

  it.each([
    ['an hour ahead of ours', HOUR_MS],
    ['an hour behind ours', -HOUR_MS],
  ])('a date is measured against the remote side’s own clock, %s', async (_, skewMs) => {
    const dateOf = (ms: number) => new Date(Math.floor(Date.now() / 1000) * 1000 + skewMs + ms).toUTCString();
    starting();
    stage.remote.on('GET /jobs/1', (count) =>
      count === 1 ? running({ date: dateOf(0), 'retry-after': dateOf(2000) }) : { code: 200 },
    );

    await stage.until(await stage.start(plain), 'Succeeded');

    const [gap] = gapsOf(polls());
    expect(gap).toBeGreaterThanOrEqual(2000);
    expect(gap).toBeLessThan(4000);
  });

  it.each(['soon', '-5', '', '1.5.2', 'Mon, 32 Foo 2026 10:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'a hint that is no hint (%j) neither stops the polls nor makes them fail',
    async (hint) => {
      starting();
      stage.remote.on('GET /jobs/1', [running({ 'retry-after': hint })]);

      const id = await stage.start(plain);
      await eventually('four polls', () => polls().length >= 4);

      const { context, state } = await stage.find(id);
      expect({ state, trouble: context.trouble }).toEqual({ state: 'Watching', trouble: null });
    },
  );

  it.each([
    ['no hint', {}],
    ['a hint of nothing', { 'retry-after': '0' }],
  ])('with %s the polls keep the interval and run no tight loop', async (_, headers) => {
    starting();
    stage.remote.on('GET /jobs/1', [running(headers)]);

    await stage.start(plain);
    await eventually('six polls', () => polls().length >= 6);

    expect(Math.min(...gapsOf(polls()))).toBeGreaterThan(EVERY_MS - 10);
  });

  it.each([
    ['in milliseconds', { 'retry-after-ms': '600', 'retry-after': '1' }, {}],
    ['in the body', {}, { wait: 600 }],
  ])('a hint %s counts, where the profile looks there', async (_, headers, body) => {
    starting();
    stage.remote.on('GET /jobs/1', [{ ...running(headers), body }, { code: 200 }]);
    const hints = ['body.wait | ms', 'header.retry-after-ms | ms', 'header.retry-after | wait'];

    await stage.until(await stage.start({ ...plain, pace: { hints } }), 'Succeeded');

    const [gap] = gapsOf(polls());
    expect(gap).toBeGreaterThanOrEqual(600);
    expect(gap).toBeLessThan(1000);
  });

  it.each([429, 503])('the hint of a poll that failed with %d counts, too', async (code) => {
    starting();
    stage.remote.on('GET /jobs/1', [{ code, headers: { 'retry-after': '1' } }, { code: 200 }]);

    await stage.until(await stage.start(plain), 'Succeeded');

    expect(gapsOf(polls())[0]).toBeGreaterThanOrEqual(1000);
  });

  it('jitter and growth make waits longer, never shorter than the interval', async () => {
    starting();
    stage.remote.on('GET /jobs/1', [running()]);

    await stage.start({ ...plain, pace: { every: '100ms', factor: 1.5, jitter: 0.5, max: '300ms' } });
    await eventually('eight polls', () => polls().length >= 8);

    const gaps = gapsOf(polls());
    gaps.forEach((gap, index) => expect(gap).toBeGreaterThan(Math.min(100 * 1.5 ** index, 300) - 10));
    expect(Math.max(...gaps)).toBeLessThan(700);
  });

  it('a hint of centuries counts as the longest that the profile believes', async () => {
    starting();
    stage.remote.on('GET /jobs/1', [running({ 'retry-after': '99999999999' }), { code: 200 }]);

    await stage.until(await stage.start({ ...plain, pace: { longestHint: '500ms' } }), 'Succeeded');

    expect(gapsOf(polls())[0]).toBeGreaterThanOrEqual(500);
  });
});
