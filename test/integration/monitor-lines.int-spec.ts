import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import type { Answer } from '../support/fake-remote.js';
import { type MonitorReplica, monitorStage } from '../support/monitor-replica.js';

/** One start and one poll at a time, and a remote side that may hang for longer than any test waits. */
const narrow = { startConcurrency: 1, pollConcurrency: 1, requestTimeoutMs: 60_000 };
const started = (name: string): Answer => ({ code: 202, body: { jobId: `job-${name}` } });

describe('A monitor that waits in line behind requests that hang', () => {
  const stage = monitorStage();

  /** How late a monitor ended, in ms. */
  const lateness = async (replica: MonitorReplica, id: string) => {
    const { finishedAt, deadlineAt } = await replica.service.find(id);
    return finishedAt!.getTime() - deadlineAt.getTime();
  };

  it('for its start ends at its deadline, and its start is never sent', async () => {
    let letGo: () => void = () => undefined;
    stage.remote.behaviour.onStart = (name) =>
      name === 'hangs'
        ? (_, response) => {
            letGo = () => response.writeHead(202).end('{"jobId":"job-hangs"}');
          }
        : started(name);
    const replica = await stage.replica('a', narrow);
    await replica.tick();
    await replica.start('hangs', { durationMin: 10 });
    await eventually('a start hangs', () => stage.remote.starts('hangs').length === 1);

    const { id } = await replica.start('short', { durationMin: 0.01 });
    await stage.until(replica, id, 'TimedOut');
    expect(await lateness(replica, id)).toBeLessThan(3000);
    letGo();
    await replica.start('next', { durationMin: 10 });
    await eventually('the line has moved on', () => stage.remote.starts('next').length === 1);

    expect(stage.remote.starts('short')).toHaveLength(0);
  });

  it('for its poll ends at its deadline', async () => {
    stage.remote.behaviour.onPoll = () => () => undefined;
    const replica = await stage.replica('a', narrow);
    await replica.tick();
    await replica.start('hangs', { durationMin: 10 });
    await eventually('a poll hangs', () => stage.remote.polls('job-hangs').length === 1);

    const { id } = await replica.start('short', { durationMin: 0.01 });
    await stage.until(replica, id, 'TimedOut');

    expect(await lateness(replica, id)).toBeLessThan(3000);
    expect(stage.remote.polls('job-short')).toHaveLength(0);
  });

  it('of starts is polled all the same', async () => {
    stage.remote.behaviour.onStart = (name) => (name === 'hangs' ? () => undefined : started(name));
    const replica = await stage.replica('a', narrow);
    await replica.tick();
    await replica.start('polled', { durationMin: 10 });
    await eventually('it is polled', () => stage.remote.polls('job-polled').length > 0);

    await replica.start('hangs', { durationMin: 10 });
    await eventually('a start hangs', () => stage.remote.starts('hangs').length === 1);
    const before = stage.remote.polls('job-polled').length;

    await eventually('it is polled on', () => stage.remote.polls('job-polled').length > before + 3);
  });

  it('of polls is started all the same', async () => {
    stage.remote.behaviour.onPoll = () => () => undefined;
    const replica = await stage.replica('a', narrow);
    await replica.tick();
    await replica.start('hangs', { durationMin: 10 });
    await eventually('a poll hangs', () => stage.remote.polls('job-hangs').length === 1);

    const { id } = await replica.start('started', { durationMin: 10 });

    await stage.until(replica, id, 'Watching');
  });
});
