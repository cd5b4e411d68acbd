import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { apiStage } from '../support/monitor-api.js';

describe('Reading a monitor', () => {
  const stage = apiStage({ pollIntervalMs: 60_000 });
  const wait = (seconds: number, more: Record<string, string> = {}) => ({ prefer: `wait=${seconds}`, ...more });

  const running = async () => {
    stage.runsJobs();
    const { id } = await stage.replica.start({ profile: await stage.profile() });
    await eventually('it runs', async () => (await stage.replica.read(id)).status?.word === 'Running');
    return stage.replica.read(id);
  };
  const waiting = (count = 1) => eventually('somebody waits', () => stage.replica.waits.size === count);

  it('answers 304 to a client that knows this version, and the monitor to another', async () => {
    const { id, version } = await running();

    const known = await stage.replica.ask('GET', `/monitors/${id}`, undefined, { 'if-none-match': `W/"${version}"` });
    const old = await stage.replica.ask('GET', `/monitors/${id}`, undefined, { 'if-none-match': '"1"' });

    expect([known.status, known.text, known.headers.etag]).toEqual([304, '', `"${version}"`]);
    expect([old.status, old.json['version']]).toEqual([200, version]);
  });

  it('with Prefer: wait answers at the next change', async () => {
    const { id, version } = await running();

    const answer = stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(30));
    await waiting();
    await stage.replica.ask('POST', `/monitors/${id}/suspend`, { reason: 'maintenance' });

    const { status, json, headers } = await answer;
    expect([status, json['state'], json['reason']]).toEqual([200, 'Suspended', 'maintenance']);
    expect(json['version']).toBeGreaterThan(version);
    expect(headers['preference-applied']).toBe('wait=30');
  });

  it('lets no change fall between two requests', async () => {
    const { id } = await running();
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);

    const answer = stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(30));
    await waiting();
    await stage.replica.ask('POST', `/monitors/${id}/poll-now`);
    const { json } = await answer;
    const last = await stage.replica.ask('GET', `/monitors/${id}`, undefined, {
      ...wait(30),
      'if-none-match': `"${String(json['version'])}"`,
    });

    expect([json['state'], last.json['state']]).toContain('Succeeded');
  });

  it('answers at once what has changed since the version that the client knows', async () => {
    const { id, version } = await running();
    const known = { 'if-none-match': `"${version - 1}"` };

    const answer = await stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(30, known));

    expect([answer.status, answer.json['version']]).toEqual([200, version]);
  });

  it('answers as it stands when the time is up: 304 where the client knows that', async () => {
    const { id, version } = await running();

    const [plain, known] = await Promise.all([
      stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(1)),
      stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(1, { 'if-none-match': `"${version}"` })),
    ]);

    expect([plain.status, plain.json['version'], known.status]).toEqual([200, version, 304]);
  });

  it('answers an ended monitor at once, for nothing will change', async () => {
    const { id } = await running();
    await stage.replica.ask('POST', `/monitors/${id}/cancel`);
    const sentAt = performance.now();

    const answer = await stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(30));

    expect(answer.json['outcome']).toBe('Canceled');
    expect(performance.now() - sentAt).toBeLessThan(5000);
  });

  it('hears of a change that was made at another replica', async () => {
    const { id } = await running();
    const other = await stage.anotherReplica();

    const answer = stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(30));
    await waiting();
    await other.ask('POST', `/monitors/${id}/cancel`, { detach: true });

    expect((await answer).json['state']).toBe('Canceled');
  });

  it('makes up for a signal that was lost', async () => {
    const { id } = await running();
    const answer = stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(30));
    await waiting();
    await stage.database.query(`UPDATE monitor.monitors SET version = version + 1`);

    await stage.replica.waits.lookAtAll();

    expect((await answer).status).toBe(200);
  });

  it('tells whoever waits for a monitor that it was deleted', async () => {
    const { id } = await running();
    const answer = stage.replica.ask('GET', `/monitors/${id}`, undefined, wait(30));
    await waiting();
    await stage.database.query(`DELETE FROM monitor.monitors`);

    await stage.replica.waits.lookAtAll();

    expect((await answer).json).toMatchObject({ status: 404, code: 'monitor-unknown' });
  });

  it('reads a monitor that changes once for a thousand who wait for it', async () => {
    const { id } = await running();
    const reads = countReads(stage.replica.monitors);
    const answers = Array.from({ length: 1000 }, () => stage.replica.waits.forChange(id, { limitMs: 20_000 }));
    await waiting(1000);
    await eventually('all have looked', () => reads.findById === 1000);

    await stage.replica.ask('POST', `/monitors/${id}/cancel`, { detach: true });
    const monitors = await Promise.all(answers);

    expect(new Set(monitors.map(({ state }) => state))).toEqual(new Set(['Canceled']));
    expect(reads.findByIds).toBeLessThanOrEqual(2);
    expect(stage.replica.waits.size).toBe(0);
  });

  it('forgets a client that has gone', async () => {
    const { id } = await running();
    const client = connect(stage.replica.port, '127.0.0.1', () =>
      client.write(`GET /api/v1/monitors/${id} HTTP/1.1\r\nhost: x\r\nprefer: wait=30\r\n\r\n`),
    );
    await waiting();

    client.destroy();

    await waiting(0);
  });

  it('lets go of whoever waits when it shuts down', async () => {
    const { id } = await running();
    const other = await stage.anotherReplica();
    const answer = other.ask('GET', `/monitors/${id}`, undefined, wait(30));
    await eventually('somebody waits', () => other.waits.size === 1);

    await Promise.all([other.close(), answer]);

    expect((await answer).status).toBe(200);
  });

  it.each([
    ['a preference of another kind', 'respond-async'],
    ['a wait that is no number', 'wait=long'],
    ['no time at all', 'wait=0'],
  ])('does not wait for %s', async (_, prefer) => {
    const { id } = await running();

    expect((await stage.replica.ask('GET', `/monitors/${id}`, undefined, { prefer })).status).toBe(200);
  });

  it.each([['019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11'], ['gb4711'], ['%00']])(
    'knows no monitor %s, waiting or not',
    async (id) => {
      for (const headers of [{}, wait(30)]) {
        const answer = await stage.replica.ask('GET', `/monitors/${id}`, undefined, headers);
        expect(answer.json).toMatchObject({ status: 404, code: 'monitor-unknown' });
      }
    },
  );
});

/** Counts how often monitors are read. */
function countReads(monitors: { findById(id: string): unknown; findByIds(ids: string[]): unknown }) {
  const counts = { findById: 0, findByIds: 0 };
  for (const method of ['findById', 'findByIds'] as const) {
    const real = monitors[method].bind(monitors) as (argument: never) => unknown;
    monitors[method] = (argument: never) => {
      counts[method]++;
      return real(argument);
    };
  }
  return counts;
}
