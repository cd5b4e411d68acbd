import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../support/complaint-stage.js';
import { eventually } from '../support/eventually.js';

const word = {
  status: 'body.state',
  statuses: { running: ['on', 'held'], succeeded: ['done'], failed: ['broken'], canceled: ['stopped'] },
};
const profile = {
  start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
  poll: { request: { url: '/jobs/{{job.id}}' }, ...word },
  pace: { every: '100ms' },
  pause: { request: { url: '/jobs/{{job.id}}/hold' } },
  resume: { request: { url: '/jobs/{{job.id}}/release' } },
  cancel: { request: { url: '/jobs/{{job.id}}/stop' } },
};

describe('What is asked of a monitor', () => {
  const stage = complaintStage();
  const command = async (name: 'suspend' | 'resume' | 'cancel', id: string) =>
    stage.replica.service[name](await stage.find(id), 'a person');
  const jobs = () => {
    const { remote } = stage;
    remote.on('POST /jobs', () => ({ code: 201, body: { id: '7' } }));
    remote.on('GET /jobs/7', () => ({ body: { state: 'on' } }));
    return remote;
  };

  it('pauses the remote job when it is suspended, polls nothing meanwhile, and releases it when it is resumed', async () => {
    const remote = jobs();
    remote.on('POST /jobs/7/hold', () => ({ code: 202 }));
    remote.on('POST /jobs/7/release', () => ({ code: 202 }));
    const id = await stage.start(profile);
    await stage.untilStatus(id, 'on');

    await command('suspend', id);
    await eventually('the job is held', async () => (await stage.find(id)).context.operation === null);
    const polls = remote.seen('GET /jobs/7').length;
    expect(await stage.find(id)).toMatchObject({ state: 'Suspended', nextPollAt: null });
    await command('resume', id);
    await eventually('it is polled on', () => remote.seen('GET /jobs/7').length > polls + 1);

    expect(remote.seen('POST /jobs/7/hold')).toHaveLength(1);
    expect(remote.seen('POST /jobs/7/release')).toHaveLength(1);
    const [held] = remote.seen('POST /jobs/7/hold');
    const [released] = remote.seen('POST /jobs/7/release');
    expect(remote.seen('GET /jobs/7').filter(({ at }) => at > held!.endedAt! && at < released!.at)).toEqual([]);
    expect(await stage.historyOf(id)).toEqual(expect.arrayContaining(['suspended', 'operation-accepted', 'resumed']));
  });

  it('stays suspended where the remote side refuses to pause, and says so', async () => {
    const remote = jobs();
    remote.on('POST /jobs/7/hold', () => ({ code: 403, body: { message: 'not yours' } }));
    const id = await stage.start(profile);
    await stage.untilStatus(id, 'on');

    await command('suspend', id);
    await eventually('it was refused', async () => (await stage.find(id)).context.operationError !== null);

    const { state, context } = await stage.find(id);
    expect([state, context.operationError?.message]).toEqual(['Suspended', 'not yours']);
    expect(await stage.historyOf(id)).toContain('operation-refused');
  });

  it('pauses a job whose start was under way, once it is known', async () => {
    const remote = jobs();
    remote.on('POST /jobs/7/hold', () => ({ code: 202 }));
    let answer = (): void => undefined;
    remote.on('POST /jobs', () => (response) => {
      answer = () => response.writeHead(201).end('{"id":"7"}');
    });
    const id = await stage.start(profile);
    await eventually('the start is sent', () => remote.seen('POST /jobs').length === 1);

    await command('suspend', id);
    answer();
    await eventually('the job is held', () => remote.seen('POST /jobs/7/hold').length === 1);

    expect(await stage.until(id, 'Suspended')).toMatchObject({ context: { job: { id: '7' } } });
    expect(remote.seen('GET /jobs/7')).toHaveLength(0);
  });

  it('is done by whoever takes over, where the replica that took it in dies first', async () => {
    const remote = jobs();
    remote.on('POST /jobs/7/stop', () => hang);
    const id = await stage.start(profile);
    await stage.untilStatus(id, 'on');
    await command('cancel', id);
    await eventually('the cancel is on its way', () => remote.seen('POST /jobs/7/stop').length === 1);

    stage.replica.die();
    await stage.database.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second'`);
    remote.on('POST /jobs/7/stop', () => {
      remote.on('GET /jobs/7', () => ({ body: { state: 'stopped' } }));
      return { code: 202 };
    });
    const heir = await stage.anotherReplica('heir');
    await heir.tick();
    await stage.until(id, 'Canceled');

    expect(remote.seen('POST /jobs/7/stop')).toHaveLength(2);
  });

  it('does not undo that the job has succeeded: a result that is not fetched in time is missed', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ body: { state: 'done' } }));
    remote.on('GET /jobs/7/result', () => ({ code: 503 }));
    const id = await stage.start({ ...profile, result: { request: { url: '/jobs/{{job.id}}/result' } } });
    await eventually('the result is asked for', () => remote.seen('GET /jobs/7/result').length > 0);

    await command('cancel', id);
    const { context } = await stage.until(id, 'Succeeded');

    expect(context.result).toMatchObject({ kind: 'missed', error: { code: 'canceled' } });
    expect(remote.seen('POST /jobs/7/stop')).toHaveLength(0);
  });

  it('fetches a result after a take-over, too', async () => {
    const remote = jobs();
    remote.on('GET /jobs/7', () => ({ body: { state: 'done' } }));
    remote.on('GET /jobs/7/result', () => hang);
    const id = await stage.start({ ...profile, result: { request: { url: '/jobs/{{job.id}}/result' } } });
    await eventually('the result is asked for', () => remote.seen('GET /jobs/7/result').length === 1);

    stage.replica.die();
    await stage.database.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second'`);
    remote.on('GET /jobs/7/result', () => ({ body: { rows: 3 } }));
    const heir = await stage.anotherReplica('heir');
    await heir.tick();

    expect((await stage.until(id, 'Succeeded')).context.result).toEqual({ kind: 'inline', value: { rows: 3 } });
  });

  it('goes on in the phase where it was, when it is rewound', async () => {
    const remote = stage.remote;
    remote.on('POST /queue', () => ({ code: 201, body: { item: 'q' } }));
    remote.on('GET /queue/q', [{ body: { build: '7' } }, { code: 404 }]);
    remote.on('GET /jobs/7', () => ({ code: 410 }));
    const id = await stage.start({
      start: { request: { url: '/queue' }, capture: { item: 'body.item' } },
      poll: [
        {
          name: 'queue',
          request: { url: '/queue/{{job.item}}' },
          rules: [{ when: { 'body.build': { exists: true } }, then: { goto: 'build' } }],
          capture: { id: 'body.build' },
        },
        { name: 'build', request: { url: '/jobs/{{job.id}}' }, ...word },
      ],
      pace: { every: '100ms' },
    });
    await stage.until(id, 'Lost');
    remote.on('GET /jobs/7', () => ({ body: { state: 'done' } }));

    await stage.replica.service.rewind(await stage.find(id));
    const { instanceId } = await stage.find(id);
    await eventually('the new run has succeeded', async () => {
      return (await stage.replica.service.findNewest(instanceId)).state === 'Succeeded';
    });

    expect(remote.seen('POST /queue')).toHaveLength(1);
    expect(remote.seen('GET /queue/q')).toHaveLength(1);
  });
});

/** Takes the request in and never answers. */
const hang = (): void => undefined;
