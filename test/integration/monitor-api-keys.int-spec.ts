import { describe, expect, it } from '@jest/globals';
import { apiStage } from '../support/monitor-api.js';

describe('An Idempotency-Key', () => {
  const stage = apiStage();
  const key = { 'idempotency-key': 'report-2026-11' };
  const count = async () =>
    (await stage.database.query<{ count: number }>('SELECT count(*)::integer AS count FROM monitor.monitors'))[0]!
      .count;

  it('gives a repeat the first monitor, and starts nothing', async () => {
    stage.runsJobs();
    const body = { profile: await stage.profile(), input: { a: 1, b: 2 } };
    const { id } = await stage.replica.start(body, key);
    await stage.until(id, 'Watching');

    const repeat = await stage.replica.ask('POST', '/monitors', body, key);

    expect([repeat.status, repeat.json['id'], repeat.json['state']]).toEqual([202, id, 'Watching']);
    expect(stage.remote.seen('POST /jobs')).toHaveLength(1);
  });

  it('does so whatever became of the monitor, its name and its profile', async () => {
    stage.remote.on('POST /jobs', [{ code: 400, body: {} }]);
    const body = { profile: await stage.profile(), name: 'one' };
    const { id } = await stage.replica.start(body, key);
    await stage.until(id, 'Failed');
    await stage.replica.ask('DELETE', `/profiles/${body.profile}`);

    expect((await stage.replica.start(body, key)).id).toBe(id);
  });

  it('does not care about the order of fields', async () => {
    const profile = await stage.profile();
    const { id } = await stage.replica.start({ profile, input: { a: 1, b: 2 } }, key);

    expect((await stage.replica.start({ input: { b: 2, a: 1 }, profile }, key)).id).toBe(id);
  });

  it('is refused for another body', async () => {
    const profile = await stage.profile();
    await stage.replica.start({ profile, input: 1 }, key);

    const other = await stage.replica.ask('POST', '/monitors', { profile, input: 2 }, key);

    expect(other.json).toMatchObject({ status: 422, code: 'start-key-reused' });
    expect(await count()).toBe(1);
  });

  it('of a start that was refused is free', async () => {
    const profile = await stage.profile();
    await stage.replica.ask('POST', '/monitors', { profile: 'nobody' }, key);

    expect(await stage.replica.start({ profile }, key)).toMatchObject({ profile });
  });

  it('of fifty repeats at once, to two replicas, starts one monitor; the others get it, or are told to come again', async () => {
    const other = await stage.anotherReplica();
    const body = { profile: await stage.profile(), input: { a: 1 } };

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? stage.replica : other).ask('POST', '/monitors', body, key),
      ),
    );

    expect(await count()).toBe(1);
    const ids = answers.filter(({ status }) => status === 202).map(({ json }) => json['id']);
    expect(new Set(ids).size).toBe(1);
    const refused = answers.filter(({ status }) => status !== 202);
    expect(refused.map(({ json }) => json['code'])).toEqual(refused.map(() => 'start-in-flight'));
  });

  it('whose first request has no answer yet is refused with 409', async () => {
    const body = { profile: await stage.profile() };
    const taken = `SELECT pg_advisory_lock(hashtextextended('POST /api/v1/monitors report-2026-11', 0))`;
    await stage.database.query(taken);

    const answer = await stage.replica.ask('POST', '/monitors', body, key);

    await stage.database.query('SELECT pg_advisory_unlock_all()');
    expect(answer.json).toMatchObject({ status: 409, code: 'start-in-flight' });
    expect(await count()).toBe(0);
  });

  it('starts nothing again while its monitor was deleted', async () => {
    stage.remote.on('POST /jobs', [{ code: 400, body: {} }]);
    const body = { profile: await stage.profile() };
    const { id } = await stage.replica.start(body, key);
    await stage.until(id, 'Failed');
    await stage.replica.ask('DELETE', `/monitors/${id}`);

    expect((await stage.replica.ask('POST', '/monitors', body, key)).json).toMatchObject({ code: 'monitor-unknown' });
    expect(await count()).toBe(0);
  });

  it('is forgotten after a day', async () => {
    const body = { profile: await stage.profile() };
    const { id } = await stage.replica.start(body, key);
    await stage.database.query(`UPDATE monitor.start_keys SET created_at = now() - interval '25 hours'`);

    expect((await stage.replica.start(body, key)).id).not.toBe(id);
  });

  it.each([
    ['empty', ''],
    ['longer than 255 characters', 'x'.repeat(256)],
    ['not ASCII', 'schlüssel'],
  ])('that is %s is refused', async (_, bad) => {
    const answer = await stage.replica.ask(
      'POST',
      '/monitors',
      { profile: await stage.profile() },
      { 'idempotency-key': bad },
    );

    expect(answer.json).toMatchObject({ status: 422, code: 'start-key-invalid' });
  });
});
