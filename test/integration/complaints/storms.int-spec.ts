import { describe, expect, it } from '@jest/globals';
import { complaintStage } from '../../support/complaint-stage.js';
import { eventually } from '../../support/eventually.js';

const EVERY_MS = 2000;

describe('Complaints about storms of polls', () => {
  const stage = complaintStage({ pollIntervalMs: EVERY_MS });
  const profile = (more: object = {}) => ({
    start: { request: { url: '/jobs' }, capture: { id: 'body.id' } },
    poll: { request: { url: '/jobs/{{job.id}}' }, status: 'body.state', statuses: { running: ['busy'] } },
    ...more,
  });
  const busy = (jobs: number) => {
    stage.remote.on('POST /jobs', (count) => ({ code: 201, body: { id: count } }));
    for (let id = 1; id <= jobs; id++) stage.remote.on(`GET /jobs/${id}`, [{ body: { state: 'busy' } }]);
  };
  const polls = () => stage.remote.seen().filter(({ method }) => method === 'GET');
  const startMany = async (jobs: number, more: object = {}, request: object = {}) => {
    const name = await stage.put(profile(more));
    const ids: string[] = [];
    for (let job = 0; job < jobs; job++) {
      ids.push((await stage.replica.service.start({ profile: name, input: {}, deadlineMs: 600_000, ...request })).id);
    }
    return ids;
  };
  /** The most that fell into a span of `ms`. */
  const densest = (instants: number[], ms: number) =>
    Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + ms).length));

  it('monitors that are taken over after a restart are polled spread over their interval, not all at once', async () => {
    busy(40);
    await startMany(40);
    await eventually('each was polled', () => new Set(polls().map(({ path }) => path)).size === 40);

    stage.replica.die();
    await stage.database.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second'`);
    await stage.database.query(`UPDATE monitor.monitors SET next_poll_at = now() - interval '1 minute'`);
    const before = polls().length;
    const heir = await stage.anotherReplica('heir');
    await eventually('the heir polls each', async () => {
      await heir.tick();
      return (
        new Set(
          polls()
            .slice(before)
            .map(({ path }) => path),
        ).size === 40
      );
    });

    const first = new Map(
      polls()
        .slice(before)
        .reverse()
        .map(({ path, at }) => [path, at]),
    );
    expect(densest([...first.values()], EVERY_MS / 5)).toBeLessThan(25);
  });

  it.each([1, 2])('one budget per second holds for all monitors of a host, with replicas: %d', async (count) => {
    busy(30);
    const replicas = [stage.replica];
    if (count === 2) replicas.push(await stage.anotherReplica('replica-2'));
    const tick = () => Promise.all(replicas.map((replica) => replica.tick()));
    await eventually('each replica holds its share', async () => {
      await tick();
      return replicas.every((replica) => replica.holdings.held().length > 0);
    });

    await startMany(30, { budget: { perSecond: 10 }, pace: { every: '200ms' } });
    await tick();
    await eventually('each was polled', () => new Set(polls().map(({ path }) => path)).size === 30, 20_000);

    const instants = polls().map(({ at }) => at);
    expect(densest(instants, 1000)).toBeLessThanOrEqual(12);
  });

  it('so many requests at a time hold for all monitors of a host', async () => {
    let open = 0;
    let most = 0;
    stage.remote.on('POST /jobs', (count) => ({ code: 201, body: { id: count } }));
    for (let id = 1; id <= 12; id++) {
      stage.remote.on(`GET /jobs/${id}`, () => (response) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          response.end('{"state":"busy"}');
        }, 50);
      });
    }

    await startMany(12, { budget: { concurrent: 2 }, pace: { every: '200ms' } });
    await eventually('thirty polls', () => polls().length >= 30);

    expect(most).toBe(2);
  });

  it('a host that is out of order is left alone, costs the monitors nothing, and is not flooded when it is back', async () => {
    busy(20);
    const poll = { ...profile().poll, failing: { limit: 3 } };
    const ids = await startMany(20, { poll, pace: { every: '1s' } });
    await eventually('each was polled', () => new Set(polls().map(({ path }) => path)).size === 20);

    for (let id = 1; id <= 20; id++) stage.remote.on(`GET /jobs/${id}`, [{ code: 503 }]);
    const healthy = polls().length;
    await eventually('it is left alone', () => performance.now() - polls().at(-1)!.at > 3000);
    const during = polls().length - healthy;
    busy(20);
    await eventually(
      'each is polled again',
      () =>
        new Set(
          polls()
            .slice(healthy + during)
            .map(({ path }) => path),
        ).size === 20,
      20_000,
    );

    const states = await Promise.all(ids.map(async (id) => (await stage.find(id)).state));
    const afterwards = polls().slice(healthy + during);
    expect(during).toBeLessThanOrEqual(20);
    expect(new Set(states)).toEqual(new Set(['Watching']));
    expect(
      densest(
        afterwards.slice(0, 20).map(({ at }) => at),
        200,
      ),
    ).toBeLessThan(15);
  });

  it('an API that says with a 503 or a 500 how its jobs stand is not taken for out of order', async () => {
    const rules = [{ when: { code: [500, 503] }, then: 'status' }];
    const poll = { request: { url: '/jobs/{{job.id}}' }, status: 'body.state', rules };
    const statuses = { running: ['busy'], failed: ['broken'] };
    stage.remote.on('POST /jobs', [{ code: 201, body: { id: 1 } }]);
    stage.remote.on('GET /jobs/1', (count) =>
      count <= 12 ? { code: 503, body: { state: 'busy' } } : { code: 500, body: { state: 'broken' } },
    );

    const ids = await startMany(12, { poll: { ...poll, statuses }, pace: { every: '50ms' } });

    for (const id of ids) await stage.until(id, 'Failed', 4000);
  });
});
