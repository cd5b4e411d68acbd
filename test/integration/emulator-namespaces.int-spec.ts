import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Replica, createEmulatorDatabase, startReplica } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';
import type { Life } from '../../apps/emulator/src/jobs/life.js';

const settings = { ASYNC_JOB_QUEUED_DURATION_SEC: '3600', ASYNC_JOB_INPROGRESS_DURATION_SEC: '3600' };

let database: TestDatabase;
let one: Replica;
let other: Replica;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  [one, other] = await Promise.all([startReplica(database.url, settings), startReplica(database.url, settings)]);
});

afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await database.drop();
});

describe('namespaces', () => {
  it('do not meet by names', async () => {
    const here = await one.start('same', { namespace: 'names-a' });
    const there = await other.start('same', { namespace: 'names-b' });

    expect(here.job.id).not.toBe(there.job.id);
    await expect(other.start('same', { namespace: 'names-a' })).rejects.toMatchObject({ code: 'job-name-taken' });
  });

  it('do not meet by keys', async () => {
    const here = await one.start('keyed', { namespace: 'keys-a', startKey: 'key' });
    const there = await one.start('keyed', { namespace: 'keys-b', startKey: 'key' });
    const again = await other.start('keyed', { namespace: 'keys-a', startKey: 'key' });

    expect([there.isRepeated, again.isRepeated]).toEqual([false, true]);
    expect(again.job).toMatchObject({ id: here.job.id, counts: { start: 1 } });
  });

  it('do not see the jobs of each other', async () => {
    const { job } = await one.start('hidden', { namespace: 'seen-a' });

    await expect(one.jobs.find('seen-b', job.id)).rejects.toMatchObject({ code: 'job-unknown' });
    expect(await one.jobs.delete('seen-b', job.id)).toBe(false);
    await expect(one.jobs.command('seen-b', job.id, 'cancel')).rejects.toMatchObject({ code: 'job-unknown' });
    expect((await one.jobs.list('seen-b', { limit: 10 })).jobs).toEqual([]);
  });

  it('are emptied alone: jobs, keys, clock and ordinals', async () => {
    await one.start('left', { namespace: 'reset-b' });
    await one.start('gone', { namespace: 'reset-a', startKey: 'key' });
    await one.start(null, { namespace: 'reset-a' });
    await one.clock.advance('reset-a', { ms: 999_000_000 });

    await other.resets.reset('reset-a', false);

    expect((await one.jobs.list('reset-a', { limit: 10 })).jobs).toEqual([]);
    expect((await one.jobs.list('reset-b', { limit: 10 })).jobs).toHaveLength(1);
    const { now, realNow } = await one.clock.read('reset-a');
    expect(Math.abs(now - realNow)).toBeLessThan(2);
    const ordinals: number[] = [];
    const life = (ordinal: number): Life => {
      ordinals.push(ordinal);
      return { queuedMs: 1, inProgressMs: 1, outcome: 'Completed' };
    };
    const again = await one.start(null, { namespace: 'reset-a', startKey: 'key', life });
    expect([again.isRepeated, ordinals]).toEqual([false, [1]]);
  });

  it('give the ordinals of starts without a name to one start each, at all replicas', async () => {
    const ordinals: number[] = [];
    const life = (ordinal: number): Life => {
      ordinals.push(ordinal);
      return { queuedMs: 1, inProgressMs: 1, outcome: 'Completed' };
    };

    await Promise.all(
      Array.from({ length: 40 }, (_, index) => [one, other][index % 2]!.start(null, { namespace: 'ordinals', life })),
    );

    expect(ordinals.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  });

  it('count no start that came to nothing, and none that has a name', async () => {
    const last = { ordinal: 0 };
    const life = (ordinal: number): Life => {
      last.ordinal = ordinal;
      return { queuedMs: 1, inProgressMs: 1, outcome: 'Completed' };
    };
    await one.start(null, { namespace: 'counted', startKey: 'key', life });
    await one.start(null, { namespace: 'counted', startKey: 'key', life });
    await one.start('named', { namespace: 'counted', life });

    await other.start(null, { namespace: 'counted', life });

    expect(last.ordinal).toBe(2);
  });

  it('count no start that broke while its life was drawn, as when a replica dies then', async () => {
    const broken = (): Life => {
      throw new Error('killed');
    };
    await expect(one.start(null, { namespace: 'broken', life: broken })).rejects.toThrow('killed');
    const ordinals: number[] = [];

    await other.start(null, {
      namespace: 'broken',
      life: (ordinal) => {
        ordinals.push(ordinal);
        return { queuedMs: 1, inProgressMs: 1, outcome: 'Completed' };
      },
    });

    expect(ordinals).toEqual([1]);
  });

  it('that nobody used for long are forgotten once they are empty, and made anew when they are asked for', async () => {
    await one.clock.advance('idle', { ms: 999_000_000 });
    await one.start('lives', { namespace: 'busy' });
    await database.query(`UPDATE emulator.namespaces SET used_at = now() - interval '1 year'`);

    await one.retention.runOnce();

    const left = await database.query<{ name: string }>(
      `SELECT name FROM emulator.namespaces WHERE name IN ('idle', 'busy', 'default') ORDER BY name`,
    );
    expect(left.map(({ name }) => name)).toEqual(['busy', 'default']);
    const { job } = await one.start('again', { namespace: 'idle' });
    expect(Math.abs(job.now - job.realNow)).toBeLessThan(1000);
  });

  it('that are forgotten leave nothing of what was put into them', async () => {
    const { library, dialects, outages } = one;
    const tables = ['scenarios', 'dialects', 'outages'];
    const countIn = async (namespace: string) =>
      Promise.all(
        tables.map(async (table) => {
          const kept = await database.query(`SELECT FROM emulator.${table} WHERE namespace = $1`, [namespace]);
          return kept.length;
        }),
      );
    for (const namespace of ['left', 'kept']) {
      await library.put(namespace, { name: 'one', queued: '1s' });
      await dialects.put(namespace, 'mine', { profile: 'replicate' });
      await outages.order(namespace, { lasts: '1s', connection: 'reset' });
    }
    await database.query(`UPDATE emulator.namespaces SET used_at = now() - interval '1 year' WHERE name = 'left'`);

    await one.retention.runOnce();

    expect(await countIn('left')).toEqual([0, 0, 0]);
    expect(await countIn('kept')).toEqual([1, 1, 1]);
  });

  it('that another replica has forgotten are made anew by what is put into them', async () => {
    await one.clock.read('revived');
    await database.query(`DELETE FROM emulator.namespaces WHERE name = 'revived'`);

    await one.library.put('revived', { name: 'one', queued: '1s' });

    expect(await database.query(`SELECT FROM emulator.namespaces WHERE name = 'revived'`)).toHaveLength(1);
  });
});

describe('the jobs of a dialect', () => {
  it('are found by what their starts were given, the newest first', async () => {
    const startOf = (reference: string, input: unknown) => {
      const incoming = { method: 'POST', path: '/', query: [], headers: {}, body: input, text: undefined };
      const request = { incoming, bound: { job: {}, input } };
      return one.start(null, { namespace: 'inputs', dialect: 'toy', reference, request });
    };
    await startOf('first', { resource: '/a', size: 1 });
    await startOf('second', { resource: '/a', size: 2 });
    await startOf('third', { resource: '/b' });

    const found = await other.jobs.list('inputs', { dialect: 'toy', input: { resource: '/a' }, limit: 10 });

    expect(found.jobs.map(({ reference }) => reference)).toEqual(['second', 'first']);
  });
});

describe('references of a dialect', () => {
  const inDialect = (reference: string, more = {}) => ({ namespace: 'refs', dialect: 'toy', reference, ...more });

  it('are made of the number of the job, where the API chooses', async () => {
    const { job } = await one.start(null, {
      namespace: 'refs',
      dialect: 'toy',
      reference: ({ number }) => `batch_${number}`,
    });

    expect(job.reference).toBe(`batch_${job.number}`);
    expect((await other.jobs.findByReference('refs', 'toy', job.reference))?.id).toBe(job.id);
    expect((await other.jobs.findByReference('refs', 'toy', job.id))?.id).toBe(job.id);
    expect(await other.jobs.findByReference('refs', 'another', job.reference)).toBeNull();
  });

  it('are taken while their job lives, and go to the next one after', async () => {
    const first = await one.start(null, inDialect('mine'));
    await expect(other.start(null, inDialect('mine'))).rejects.toMatchObject({ reference: 'mine' });
    await one.jobs.command('refs', first.job.id, 'cancel');

    const second = await other.start(null, inDialect('mine'));

    expect((await one.jobs.findByReference('refs', 'toy', 'mine'))?.id).toBe(second.job.id);
    expect(await one.jobs.find('refs', first.job.id)).toMatchObject({ state: 'Canceled' });
  });

  it('are taken as long as the record is there, where the API has it so', async () => {
    const { job } = await one.start(null, inDialect('kept', { taken: 'kept' }));
    await one.jobs.command('refs', job.id, 'cancel');

    await expect(other.start(null, inDialect('kept', { taken: 'kept' }))).rejects.toMatchObject({ reference: 'kept' });
    await one.jobs.delete('refs', job.id);

    expect((await other.start(null, inDialect('kept', { taken: 'kept' }))).isRepeated).toBe(false);
  });

  it('of one start fifty times at once are given to one job', async () => {
    const attempts = Array.from({ length: 50 }, (_, index) => [one, other][index % 2]!.start(null, inDialect('rush')));

    const results = await Promise.allSettled(attempts);

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('count what is asked by them, each request once', async () => {
    await one.start(null, inDialect('counted'));

    await Promise.all(
      Array.from({ length: 20 }, (_, index) => [one, other][index % 2]!.jobs.touch('refs', 'toy', 'counted', 'poll')),
    );

    expect((await one.jobs.touch('refs', 'toy', 'counted', 'result'))?.counts).toEqual({
      start: 0,
      poll: 20,
      result: 1,
      cancel: 0,
    });
  });

  it('are unknown when the record is no longer kept, by the clock of the namespace', async () => {
    const life = (): Life => ({ queuedMs: 0, inProgressMs: 1000, outcome: 'Completed', keptForMs: 60_000 });
    await one.start(null, { namespace: 'kept-for', dialect: 'toy', reference: 'brief', life });

    await one.clock.advance('kept-for', { ms: 31_000 });
    const before = await other.jobs.touch('kept-for', 'toy', 'brief', 'poll');
    await one.clock.advance('kept-for', { ms: 30_001 });
    const after = await other.jobs.touch('kept-for', 'toy', 'brief', 'poll');

    expect([before?.state, after]).toEqual(['Completed', null]);
  });
});
