import { describe, expect, it } from '@jest/globals';
import { readShippedFiles } from '@app/documents';
import { SEED_PROFILE } from '../../apps/monitor/src/profiles/profile-library.js';
import { ask, profilesStage } from '../support/profiles-app.js';

const document = { start: { request: { url: 'https://api.example.com/jobs' } } };

describe('Profiles in their versions', () => {
  const stage = profilesStage();

  it('begin with the shipped library and the one of the settings', async () => {
    const { library } = await stage.replica({ startUrl: 'http://jobs.example/start' });

    const all = await stage.database.query<{ name: string }>(`SELECT name FROM monitor.profiles WHERE version = 1`);
    expect(all.map(({ name }) => name).sort()).toEqual([...readShippedFiles().keys(), SEED_PROFILE].sort());
    const seed = await library.newest(SEED_PROFILE);
    expect(seed!.compiled.profile.start.request.url).toBe('http://jobs.example/start/{{name}}');
  });

  it('are entered once by replicas that boot at once, and not again by one that boots later', async () => {
    await Promise.all([stage.replica(), stage.replica(), stage.replica()]);
    await stage.replica();

    const again = await stage.database.query(`SELECT name FROM monitor.profiles WHERE version > 1`);
    expect(again).toEqual([]);
  });

  it('get a version when the settings change', async () => {
    await stage.replica({ completedStatus: 'Done' });
    await stage.replica({ completedStatus: 'Finished' });

    expect(await stage.versions(SEED_PROFILE)).toEqual([
      { version: 1, source: 'settings' },
      { version: 2, source: 'settings' },
    ]);
  });

  it('that were put stay the newest when a replica boots with others of that name', async () => {
    const replica = await stage.replica({ completedStatus: 'Done' });
    await ask(replica, 'PUT', `/${SEED_PROFILE}`, document);

    await stage.replica({ completedStatus: 'Finished' });

    expect(await stage.versions(SEED_PROFILE)).toEqual([
      { version: 1, source: 'settings' },
      { version: 2, source: 'api' },
    ]);
  });

  it('that were put at once are each a version of its own', async () => {
    const [one, other] = [await stage.replica(), await stage.replica()];
    const puts = Array.from({ length: 10 }, (_, index) =>
      ask(index % 2 === 0 ? one : other, 'PUT', '/mine', { ...document, title: `Title ${index}` }),
    );

    const etags = (await Promise.all(puts)).map(({ headers }) => headers.etag);

    expect(etags.sort()).toEqual(Array.from({ length: 10 }, (_, index) => `"${index + 1}"`).sort());
  });

  it('are compiled once, and seen by every replica', async () => {
    const [one, other] = [await stage.replica(), await stage.replica()];
    await ask(one, 'PUT', '/mine', document);

    const seen = await other.library.newest('mine');

    expect(seen).toMatchObject({ name: 'mine', version: 1 });
    expect(await other.library.version('mine', 1)).toBe(seen);
    expect(other.library.loaded('mine', 1)).toBe(seen);
  });

  it('are still there for monitors that run on them once they are deleted, and their numbers stay taken', async () => {
    const replica = await stage.replica();
    await ask(replica, 'PUT', '/mine', document);
    await ask(replica, 'DELETE', '/mine');

    expect(await replica.library.newest('mine')).toBeUndefined();
    expect(await replica.library.version('mine', 1)).toMatchObject({ version: 1 });
    expect((await ask(replica, 'PUT', '/mine', document)).headers.etag).toBe('"2"');
  });

  it('that a replica can not read are no profiles to it', async () => {
    const replica = await stage.replica();
    await stage.database.query(
      `INSERT INTO monitor.profiles (name, version, source, document, digest) VALUES ('newer', 1, 'api', '{"name":"newer","begin":1}', '')`,
    );

    expect(await replica.library.newest('newer')).toBeUndefined();
  });

  it('are compiled from the settings, or the boot fails with what is wrong', async () => {
    await expect(stage.replica({ completedStatus: 'x'.repeat(300) })).rejects.toThrow(
      /The settings do not make a profile: poll\.statuses\.succeeded\.0/,
    );
  });
});
