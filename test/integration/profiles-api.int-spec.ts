import { describe, expect, it } from '@jest/globals';
import { problemSchema, profileDetailsSchema, profilePageSchema } from '@app/contracts';
import { readText } from '@app/documents';
import { SEED_PROFILE } from '../../apps/monitor/src/profiles/profile-library.js';
import { ask, profilesStage } from '../support/profiles-app.js';

const document = { start: { request: { url: 'https://api.example.com/jobs' } } };
const yaml = { 'content-type': 'application/yaml' };

describe('The API of profiles', () => {
  const stage = profilesStage();

  it('lists them by name, a page at a time', async () => {
    const replica = await stage.replica();
    for (const name of ['zz-1', 'zz-2', 'zz-3']) await ask(replica, 'PUT', `/${name}`, document);

    const first = profilePageSchema.parse((await ask(replica, 'GET', '?prefix=zz-&limit=2')).json);
    const second = profilePageSchema.parse((await ask(replica, 'GET', `?prefix=zz-&limit=2&after=${first.next}`)).json);

    expect(first.profiles.map(({ name }) => name)).toEqual(['zz-1', 'zz-2']);
    expect(second).toMatchObject({ profiles: [{ name: 'zz-3', version: 1, source: 'api' }] });
    expect(second.next).toBeUndefined();
  });

  it('lists them by where they come from, each as its newest version', async () => {
    const replica = await stage.replica();
    await ask(replica, 'PUT', '/plain-202', document);

    const names = async (source: string) =>
      profilePageSchema
        .parse((await ask(replica, 'GET', `?source=${source}&limit=100`)).json)
        .profiles.map(({ name }) => name);

    expect(await names('settings')).toEqual([SEED_PROFILE]);
    expect(await names('api')).toEqual(['plain-202']);
    expect(await names('library')).not.toContain('plain-202');
  });

  it('says what a profile needs before a monitor can be started with it', async () => {
    const replica = await stage.replica();
    const auth = { scheme: 'bearer', secret: 'acme', origins: ['https://api.example.com'] };
    await ask(replica, 'PUT', '/mine', { start: { request: { url: '/jobs' } }, auth });

    expect((await ask(replica, 'GET', '/mine')).json.needs).toMatchObject({
      fields: [{ pointer: '/baseUrl' }],
      secrets: ['acme'],
    });
    await ask(replica, 'PUT', '/mine', { extends: 'mine', baseUrl: 'https://api.example.com/v1' });
    expect((await ask(replica, 'GET', '/mine')).json.needs).toEqual({ fields: [], secrets: ['acme'] });
  });

  it('reads the newest version, or another, with the list of all', async () => {
    const replica = await stage.replica();
    await ask(replica, 'PUT', '/mine', document);
    await ask(replica, 'PUT', '/mine', { ...document, title: 'Mine' });

    const newest = await ask(replica, 'GET', '/mine');
    const first = await ask(replica, 'GET', '/mine?version=1');

    expect(profileDetailsSchema.strict().parse(newest.json)).toMatchObject({
      version: 2,
      title: 'Mine',
      versions: [{ version: 2 }, { version: 1 }],
    });
    expect(newest.headers.etag).toBe('"2"');
    expect(first.json).toMatchObject({ version: 1, profile: { name: 'mine', ...document } });
  });

  it('reads and takes YAML, which is the same document', async () => {
    const replica = await stage.replica();
    const text = '# Ours.\nstart: { request: { url: https://api.example.com/jobs } }\npoll: { status: body.state }\n';

    const put = await ask(replica, 'PUT', '/mine', text, { 'content-type': 'text/yaml; charset=utf-8' });
    const read = await ask(replica, 'GET', '/mine', undefined, { accept: 'application/yaml' });
    const again = await ask(replica, 'PUT', '/mine', read.text, yaml);

    expect(put.status).toBe(201);
    expect(read.headers['content-type']).toBe('application/yaml; charset=utf-8');
    expect(readText(read.text).value).toEqual({ name: 'mine', ...document, poll: { status: 'body.state' } });
    expect([again.status, again.headers.etag]).toEqual([200, '"1"']);
  });

  it.each([
    ['application/json, application/yaml;q=0.5', 'json'],
    ['application/yaml;q=0.9, application/json;q=0.1', 'yaml'],
    ['*/*', 'json'],
    ['text/html', 'json'],
  ])('answers Accept: %s with %s', async (accept, type) => {
    const replica = await stage.replica();

    expect((await ask(replica, 'GET', '/plain-202', undefined, { accept })).headers['content-type']).toContain(type);
  });

  it('makes a version of each change, and none of the same document again', async () => {
    const replica = await stage.replica();

    const answers = [
      await ask(replica, 'PUT', '/mine', document),
      await ask(replica, 'PUT', '/mine', { name: 'mine', ...document }),
      await ask(replica, 'PUT', '/mine', { ...document, title: 'Mine' }),
      await ask(replica, 'PUT', '/mine', document),
    ];

    expect(answers.map(({ status, headers }) => [status, headers.etag])).toEqual([
      [201, '"1"'],
      [200, '"1"'],
      [200, '"2"'],
      [200, '"3"'],
    ]);
  });

  it('puts in what a document extends, so that a later version of that changes nothing', async () => {
    const replica = await stage.replica();
    await ask(replica, 'PUT', '/base', { ...document, title: 'Base', pace: { every: '20s', jitter: 0.5 } });

    const put = await ask(replica, 'PUT', '/mine', 'extends: base\npace:\n  every: 5s\n', yaml);
    await ask(replica, 'PUT', '/base', { ...document, title: 'Another' });

    const profile = { ...document, name: 'mine', title: 'Base', pace: { every: '5s', jitter: 0.5 } };
    expect(put.json.profile).toEqual(profile);
    expect((await ask(replica, 'GET', '/mine')).json.profile).toEqual(profile);
  });

  it('changes a shipped profile under its own name, and has it back when that is deleted', async () => {
    const replica = await stage.replica();
    const shipped = (await ask(replica, 'GET', '/plain-202')).json;

    await ask(replica, 'PUT', '/plain-202', { extends: 'plain-202', deadline: '2h' });
    await ask(replica, 'PUT', '/plain-202', { extends: 'plain-202', title: 'Ours' });
    const ours = (await ask(replica, 'GET', '/plain-202')).json;
    const deleted = await ask(replica, 'DELETE', '/plain-202');

    expect(ours).toMatchObject({ version: 3, source: 'api', title: 'Ours' });
    expect((ours.profile as object) ?? {}).not.toHaveProperty('deadline');
    expect(deleted.status).toBe(204);
    expect((await ask(replica, 'GET', '/plain-202')).json).toEqual(shipped);
  });

  it('enters a newer shipped profile once the one that stood before it is deleted', async () => {
    const older = await stage.replica({ completedStatus: 'Done' });
    await ask(older, 'PUT', `/${SEED_PROFILE}`, document);
    const newer = await stage.replica({ completedStatus: 'Finished' });

    await ask(newer, 'DELETE', `/${SEED_PROFILE}`);

    const { json } = await ask(newer, 'GET', `/${SEED_PROFILE}`);
    expect(json).toMatchObject({
      version: 3,
      source: 'settings',
      profile: { poll: { statuses: { succeeded: ['Finished'] } } },
    });
  });

  it('changes only what is as the client knows it', async () => {
    const replica = await stage.replica();
    const change = { ...document, title: 'Mine' };
    await ask(replica, 'PUT', '/mine', document);

    const answers = [
      await ask(replica, 'PUT', '/mine', change, { 'if-match': '"7"' }),
      await ask(replica, 'PUT', '/mine', change, { 'if-none-match': '*' }),
      await ask(replica, 'PUT', '/none', change, { 'if-match': '*' }),
      await ask(replica, 'DELETE', '/mine', undefined, { 'if-match': 'W/"1"' }),
      await ask(replica, 'PUT', '/mine', change, { 'if-match': '"3", "1"' }),
      await ask(replica, 'PUT', '/mine', document, { 'if-match': '1' }),
      await ask(replica, 'PUT', '/mine', document, { 'if-match': '2' }),
      await ask(replica, 'DELETE', '/mine', undefined, { 'if-match': '"3"' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([412, 412, 412, 412, 200, 412, 200, 204]);
    expect(problemSchema.parse(answers[0]!.json)).toMatchObject({ code: 'precondition-failed' });
  });

  it('keeps what live monitors run on', async () => {
    const replica = await stage.replica();
    await ask(replica, 'PUT', '/mine', document);
    await ask(replica, 'PUT', '/mine', { ...document, title: 'Mine' });
    await stage.database.query(
      `INSERT INTO monitor.monitors (id, group_id, instance_id, name, profile, profile_version, input, state, context,
                                     last_sequence, poll_interval_ms, deadline_at)
       VALUES (gen_random_uuid(), 1, 'a', 'a', 'mine', 1, '{}', 'Watching', '{}', 1, 1000, now())`,
    );

    const refused = await ask(replica, 'DELETE', '/mine');
    await stage.database.query(`UPDATE monitor.monitors SET state = 'Succeeded', finished_at = now()`);

    expect([refused.status, refused.json.code]).toEqual([409, 'profile-in-use']);
    expect((await ask(replica, 'DELETE', '/mine')).status).toBe(204);
    expect((await ask(replica, 'GET', '/mine')).status).toBe(404);
  });
});
