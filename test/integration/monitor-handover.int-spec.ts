import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { monitorStage } from '../support/monitor-replica.js';

/** Longer than this test waits for anything. */
const HANGS_MS = 60_000;

describe('Groups given back while polls hang', () => {
  const stage = monitorStage();

  it('are polled by the next holder only after the polls under way were broken off', async () => {
    stage.remote.behaviour.onPoll = () => (_, response) => {
      setTimeout(() => response.end('{"jobStatus":"InProgress"}'), HANGS_MS).unref();
    };
    const [giver, taker] = [await stage.replica('giver'), await stage.replica('taker')];
    await giver.tick();
    const names = Array.from({ length: 20 }, (_, index) => `slow-${index}`);
    const ids = await Promise.all(names.map(async (name) => (await giver.start(name, { durationMin: 10 })).id));
    await eventually('all are polled', () => names.every((name) => stage.remote.polls(`job-${name}`).length === 1));

    await taker.tick();
    await giver.tick();
    await taker.tick();
    const moved = names.filter((_, index) => taker.watcher.find(ids[index]!) !== undefined);
    const polls = (name: string) => stage.remote.polls(`job-${name}`);
    await eventually('what moved is polled again', () => moved.every((name) => polls(name).length >= 2));

    expect(moved.length).toBeGreaterThan(0);
    const atATime = moved.filter((name) => (polls(name)[0]!.endedAt ?? Infinity) > polls(name)[1]!.at);
    expect(atATime).toEqual([]);
  });
});
