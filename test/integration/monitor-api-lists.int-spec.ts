import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { eventPageSchema, exchangesSchema, monitorPageSchema } from '@app/contracts';
import { apiStage } from '../support/monitor-api.js';

describe('The list of monitors', () => {
  const stage = apiStage();
  const page = async (query: string) =>
    monitorPageSchema.strict().parse((await stage.replica.ask('GET', `/monitors${query}`)).json);
  const names = async (query: string) => (await page(query)).monitors.map(({ name }) => name);

  /** Monitors that stay as they are, for nobody takes their starts; the last one is the newest. */
  const enter = async (...bodies: { name: string; labels?: object; profile?: string }[]) => {
    stage.answersNothing();
    const profile = await stage.profile();
    for (const body of bodies) await stage.replica.start({ profile, ...body });
    return profile;
  };

  it('comes a page at a time, the newest first, without gaps and repeats', async () => {
    await enter(...['a', 'b', 'c', 'd', 'e'].map((name) => ({ name })));

    const seen: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const at = await page(`?limit=2${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...at.monitors.map(({ name }) => name));
      next = at.next;
    }

    expect(seen).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('goes on where it stopped though monitors come and go', async () => {
    await enter(...['a', 'b', 'c', 'd'].map((name) => ({ name })));
    const { next } = await page('?limit=2');
    await enter({ name: 'e' });
    await stage.database.query(`DELETE FROM monitor.monitors WHERE name = 'c'`);

    expect(await names(`?limit=2&cursor=${next}`)).toEqual(['b', 'a']);
  });

  it('tells monitors of one microsecond apart', async () => {
    await enter(...['a', 'b', 'c'].map((name) => ({ name })));
    await stage.database.query(`UPDATE monitor.monitors SET created_at = '2026-11-21T10:00:00.123456Z'`);
    const first = await page('?limit=2');
    const second = await page(`?limit=2&cursor=${first.next}`);

    expect([...first.monitors, ...second.monitors].map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
  });

  it('is found by the beginning of the name, letter by letter', async () => {
    await enter({ name: 'gb_1' }, { name: 'gbx1' }, { name: 'gb%1' }, { name: 'GB_1' }, { name: 'g\\b' });

    expect(await names('?name=gb_')).toEqual(['gb_1']);
    expect(await names('?name=gb%25')).toEqual(['gb%1']);
    expect(await names('?name=g%5C')).toEqual(['g\\b']);
    expect(await names('?name=gb')).toEqual(['gb%1', 'gbx1', 'gb_1']);
  });

  it('is found by labels, all of which must be there', async () => {
    await enter(
      { name: 'a', labels: { team: 'books', stage: 'prod' } },
      { name: 'b', labels: { team: 'books' } },
      { name: 'c', labels: { team: 'a=b:c' } },
    );

    expect(await names('?label=team:books')).toEqual(['b', 'a']);
    expect(await names('?label=team:books&label=stage%3Dprod')).toEqual(['a']);
    expect(await names('?label=team%3Da%3Db:c')).toEqual(['c']);
  });

  it('is found by state, by outcome, by profile and by time of creation', async () => {
    const profile = await enter({ name: 'a' }, { name: 'b' });
    const other = await enter({ name: 'c' });
    await stage.database.query(
      `UPDATE monitor.monitors
       SET state = 'Failed', finished_at = now(), created_at = '2020-01-01T00:00:00Z'
       WHERE name = 'a'`,
    );

    expect(await names('?outcome=Failed')).toEqual(['a']);
    expect(await names('?state=Failed,Lost')).toEqual(['a']);
    expect(await names('?state=Pending&state=Starting&state=Watching')).toEqual(['c', 'b']);
    expect(await names('?state=Pending&outcome=Failed')).toEqual([]);
    expect(await names(`?profile=${profile}`)).toEqual(['b', 'a']);
    expect(await names(`?profile=${other}&state=Pending,Starting`)).toEqual(['c']);
    expect(await names('?createdTo=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await names('?createdFrom=2020-01-01T00:00:00Z&createdTo=2020-01-02T01:00:00%2B01:00')).toEqual(['a']);
  });

  it.each([
    ['state', 'state=Walking'],
    ['outcome', 'outcome=Watching'],
    ['profile', 'profile=a/b'],
    ['name', 'name='],
    ['name', 'name=%00'],
    ['label', 'label=team'],
    ['label', 'label=te%20am:x'],
    ['createdFrom', 'createdFrom=yesterday'],
    ['createdTo', 'createdTo=2026-13-41T00:00:00Z'],
    ['limit', 'limit=0'],
    ['limit', 'limit=201'],
    ['limit', 'limit=ten'],
    ['cursor', 'cursor=x'],
    ['cursor', 'cursor=MTIz'],
    ['stat', 'stat=Watching'],
  ])('names %s where it is not valid (%s)', async (parameter, query) => {
    const { json } = await stage.replica.ask('GET', `/monitors?${query}`);

    expect(json).toMatchObject({ status: 422, code: 'parameter-invalid', errors: [{ parameter }] });
  });

  it('is backed by an index, whatever it is asked', async () => {
    const profile = await enter({ name: 'a', labels: { team: 'books' } });
    await stage.database.query(`
      INSERT INTO monitor.monitors (id, group_id, instance_id, name, profile, profile_version, input, state, context,
                                    last_sequence, poll_interval_ms, deadline_at, finished_at, created_at, labels)
      SELECT gen_random_uuid(), 0, 'x' || n, 'n' || n, 'p' || n % 50, 1, 'null', 'Succeeded', m.context, 1, 1, now(), now(),
             now() - n * interval '1 minute', jsonb_build_object('n', (n % 1000)::text)
      FROM generate_series(1, 20000) AS n, (SELECT context FROM monitor.monitors LIMIT 1) m`);
    await stage.database.query('ANALYZE monitor.monitors');
    const source = stage.replica.app.get(DataSource);
    const query = source.query.bind(source);
    const plans: string[] = [];
    source.query = async (statement: string, parameters?: unknown[]) => {
      if (/ORDER BY/.test(statement)) plans.push(JSON.stringify(await query(`EXPLAIN ${statement}`, parameters)));
      return query(statement, parameters);
    };

    const asked = [
      '',
      'state=Failed,Watching',
      `profile=${profile}`,
      'name=n77',
      'label=n:7',
      'createdTo=2026-01-01T00:00:00Z',
    ];
    for (const filter of asked) await page(`?${filter}`);

    expect(plans).toHaveLength(asked.length);
    for (const plan of plans) expect(plan).not.toContain('Seq Scan on monitors');
    expect(plans.map((plan) => /monitors_by_\w+/.exec(plan)?.[0])).toEqual([
      'monitors_by_creation',
      'monitors_by_state',
      'monitors_by_profile',
      'monitors_by_name',
      'monitors_by_label',
      'monitors_by_creation',
    ]);
  });
});

describe('The history of a monitor', () => {
  const stage = apiStage();

  it('comes in order, a page at a time', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, body: { id: '1' } }]);
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Running' } }, { body: { status: 'Done' } }]);
    const { id } = await stage.replica.start({ profile: await stage.profile() });
    await stage.until(id, 'Succeeded');
    const read = async (query: string) =>
      eventPageSchema.strict().parse((await stage.replica.ask('GET', `/monitors/${id}/events${query}`)).json);

    const whole = await read('');
    const first = await read('?limit=2');
    const second = await read(`?after=${first.next}`);

    expect(whole.next).toBeUndefined();
    expect(whole.events.map(({ type }) => type.split('.')[2])).toEqual([
      'created',
      'starting',
      'started',
      'status-changed',
      'status-changed',
      'succeeded',
    ]);
    expect([...first.events, ...second.events]).toEqual(whole.events);
  });

  it('hides what the profile redacts', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, body: { id: '1' } }]);
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Failed', sesame: 'open', access_token: 'abc' } }]);
    const { id } = await stage.replica.start({ profile: await stage.profile({ redact: ['sesame'] }) });

    const { status, error } = await stage.until(id, 'Failed');
    const { text } = await stage.replica.ask('GET', `/monitors/${id}/events`);

    const hidden = { status: 'Failed', sesame: '***', access_token: '***' };
    expect([status?.value, error?.body]).toEqual([hidden, hidden]);
    expect(text).toContain('"sesame":"***"');
    expect(text).not.toMatch(/open|abc/);
  });

  it('keeps the last exchanges, the newest first', async () => {
    stage.remote.on('POST /jobs', [{ code: 202, body: { id: '1' } }]);
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);
    const { id } = await stage.replica.start({ profile: await stage.profile(), input: {} });
    await stage.until(id, 'Succeeded');

    const { exchanges } = exchangesSchema.parse((await stage.replica.ask('GET', `/monitors/${id}/exchanges`)).json);

    expect(exchanges.map(({ exchange, step, reply }) => [exchange, step, reply?.['code']])).toEqual([
      [1, 'poll', 200],
      [2, 'start', 202],
    ]);
  });
});
