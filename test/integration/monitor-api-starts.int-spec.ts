import { describe, expect, it } from '@jest/globals';
import { monitorSchema, problemSchema } from '@app/contracts';
import { apiStage } from '../support/monitor-api.js';

describe('Starting a monitor natively', () => {
  const stage = apiStage();
  const start = (body: object, headers: Record<string, string> = {}) =>
    stage.replica.ask('POST', '/monitors', body, headers);
  const pointers = (json: unknown) =>
    problemSchema
      .strict()
      .parse(json)
      .errors?.map(({ pointer }) => pointer);

  it('answers 202 with where it is and how it stands, and the job is started', async () => {
    stage.runsJobs();
    const profile = await stage.profile();

    const answer = await start({ profile, input: { year: 2026 }, name: 'report', labels: { team: 'books' } });

    const monitor = monitorSchema.strict().parse(answer.json);
    expect(answer.status).toBe(202);
    expect(answer.headers.location).toBe(`${stage.replica.url}/api/v1/monitors/${monitor.id}`);
    expect(monitor).toMatchObject({ name: 'report', profile, profileVersion: 1, input: { year: 2026 }, outcome: null });
    expect(await stage.until(monitor.id, 'Watching')).toMatchObject({
      job: { id: '1', captured: { id: '1' } },
      labels: { team: 'books' },
    });
  });

  it('gives the monitor its own deadline and pace, over the profile’s', async () => {
    stage.runsJobs();
    const profile = await stage.profile({ deadline: '1h', pace: { every: '1h' } });

    const { id, createdAt, deadlineAt } = await stage.replica.start({
      profile,
      deadline: '90s',
      pace: { every: '100ms' },
    });

    expect(Date.parse(deadlineAt) - Date.parse(createdAt)).toBe(90_000);
    await stage.until(id, 'Watching');
    stage.remote.on('GET /jobs/1', [{ body: { status: 'Done' } }]);
    expect(await stage.until(id, 'Succeeded')).toMatchObject({ pace: { every: '100ms' } });
  });

  it.each([
    ['the name that is given', { name: 'mine', input: { jobName: 'other' } }, 'mine'],
    ['the input’s jobName', { input: { jobName: 'gb4711' } }, 'gb4711'],
  ])('names the job by %s', async (_, body, name) => {
    expect(await stage.replica.start({ profile: await stage.profile(), ...body })).toMatchObject({ name });
  });

  it('names the job by the monitor where nothing names it', async () => {
    const { id, name } = await stage.replica.start({ profile: await stage.profile(), input: { jobName: 7 } });

    expect(name).toBe(id);
  });

  it('refuses a name that lives, whichever API started it', async () => {
    stage.answersNothing();
    const profile = await stage.profile();
    await stage.replica.start({ profile, name: 'taken' });

    expect((await start({ profile, name: 'taken' })).json).toMatchObject({ status: 409, code: 'monitor-name-taken' });
  });

  describe('refuses at once what could only fail later:', () => {
    it('an unknown profile', async () => {
      const { json } = await start({ profile: 'nobody' });

      expect([json['code'], pointers(json)]).toEqual(['body-invalid', ['/profile']]);
    });

    it('an input without what the URL of the start needs', async () => {
      const profile = await stage.profile({ url: '/jobs/{{input.kind}}/{{input.of.year}}' });

      const { json } = await start({ profile, input: { of: {} } });

      expect(pointers(json)).toEqual(['/input/kind', '/input/of/year']);
    });

    it('a profile that does not say where its API is', async () => {
      const profile = await stage.profile({ baseUrl: undefined });

      const { json } = await start({ profile });

      expect(pointers(json)).toEqual(expect.arrayContaining(['/profile']));
    });

    it('a secret that does not exist', async () => {
      const profile = await stage.profile({ auth: { scheme: 'bearer', secret: 'nowhere' } });

      const { json } = await start({ profile });

      expect(pointers(json)).toEqual(['/profile']);
      expect(JSON.stringify(json)).toContain('nowhere');
    });

    it.each([
      ['/input', { input: { url: 'http://169.254.169.254/latest' } }],
      ['/input', { input: { url: 'ftp://example.com' } }],
    ])('a URL that may not be asked, at %s', async (pointer, body) => {
      const start = { request: { url: '{{input.url}}' } };
      const profile = await stage.profile({ baseUrl: undefined, start, poll: { status: 'body.status' } });

      expect(pointers((await stage.replica.ask('POST', '/monitors', { profile, ...body })).json)).toEqual([pointer]);
    });

    it('a base URL that may not be asked', async () => {
      const profile = await stage.profile({ baseUrl: 'http://10.0.0.7' });

      expect(pointers((await start({ profile })).json)).toEqual(['/profile']);
    });
  });

  it('enters nothing where it refuses', async () => {
    await start({ profile: await stage.profile({ auth: { scheme: 'bearer', secret: 'nowhere' } }) });

    expect(await stage.database.query('SELECT id FROM monitor.monitors')).toEqual([]);
  });
});

describe('Attaching to a job that runs already', () => {
  const stage = apiStage();

  it('by its id polls it, and starts nothing', async () => {
    stage.remote.on('GET /jobs/77', [{ body: { status: 'Running' } }, { body: { status: 'Done' } }]);

    const { id, state, startedAt } = await stage.replica.start({
      profile: await stage.profile(),
      attach: { jobId: '77' },
    });

    expect([state, startedAt]).toEqual(['Watching', null]);
    expect(await stage.until(id, 'Succeeded')).toMatchObject({ job: { id: '77' }, polls: 2 });
    expect(stage.remote.seen('POST /jobs')).toEqual([]);
  });

  it('by its status URL polls that', async () => {
    stage.remote.on('GET /elsewhere', [{ body: { status: 'Done' } }]);
    const profile = await stage.profile({ start: { request: { url: '/jobs' } }, poll: { status: 'body.status' } });

    const { id } = await stage.replica.start({
      profile,
      attach: { statusUrl: `${stage.remote.origin}/elsewhere?job=7` },
    });

    await stage.until(id, 'Watching');
    expect(stage.remote.seen('GET /elsewhere')[0]?.path).toBe('/elsewhere?job=7');
  });

  it.each([
    ['jobId', { statusUrl: 'https://api.example.com/jobs/1' }, {}],
    ['statusUrl', { jobId: '1' }, { start: { request: { url: '/jobs' } }, poll: { status: 'body.status' } }],
  ])('is refused without the %s that its polls need, and told so', async (needed, attach, document) => {
    const profile = await stage.profile(document);

    const { json } = await stage.replica.ask('POST', '/monitors', { profile, attach });

    expect(problemSchema.parse(json).errors).toEqual([
      { pointer: '/attach', detail: expect.stringContaining(`must have ${needed}`) },
    ]);
  });

  it('is refused where its id can not stand in a URL, or the API may not be asked', async () => {
    const attach = { jobId: '..' };
    const dots = await stage.replica.ask('POST', '/monitors', { profile: await stage.profile(), attach });
    const there = await stage.profile({ baseUrl: 'http://10.0.0.7' });
    const away = await stage.replica.ask('POST', '/monitors', { profile: there, attach: { jobId: '1' } });

    expect(problemSchema.parse(dots.json).errors).toEqual([
      { pointer: '/attach', detail: expect.stringContaining('dots') },
    ]);
    expect(problemSchema.parse(away.json).errors).toEqual([
      { pointer: '/attach', detail: expect.stringContaining('10.0.0.7') },
    ]);
  });

  it('to a URL that may not be asked is refused', async () => {
    const profile = await stage.profile({ start: { request: { url: '/jobs' } }, poll: { status: 'body.status' } });

    const { json } = await stage.replica.ask('POST', '/monitors', {
      profile,
      attach: { statusUrl: 'http://192.168.0.1/jobs/1' },
    });

    expect(problemSchema.parse(json).errors).toMatchObject([{ pointer: '/attach/statusUrl' }]);
  });
});
