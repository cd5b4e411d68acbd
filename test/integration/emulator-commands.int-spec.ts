import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Executor } from '@app/platform';
import { eventually } from '../support/eventually.js';
import { type Replica, createEmulatorDatabase, startReplica } from '../support/emulator-replica.js';
import type { TestDatabase } from '../support/test-database.js';
import type { Life } from '../../apps/emulator/src/jobs/life.js';
import type { WrittenJob } from '../../apps/emulator/src/jobs/transition-writers.js';

const NAMESPACE = 'default';
const QUEUED_MS = 100_000;
const IN_PROGRESS_MS = 200_000;

let database: TestDatabase;
let one: Replica;
let other: Replica;

beforeAll(async () => {
  database = await createEmulatorDatabase();
  const settings = { EMULATOR_BATCH_SIZE: '500' };
  [one, other] = await Promise.all([startReplica(database.url, settings), startReplica(database.url, settings)]);
});

afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await database.drop();
});

const slow = (): Life => ({ queuedMs: QUEUED_MS, inProgressMs: IN_PROGRESS_MS, outcome: 'Completed' });

async function start(name: string, namespace = NAMESPACE, life = slow): Promise<string> {
  return (await one.start(name, { namespace, life })).job.id;
}

async function recordOf(id: string): Promise<string[]> {
  const steps = await database.query<{ to_state: string }>(
    'SELECT to_state FROM emulator.job_transitions WHERE job_id = $1 ORDER BY sequence',
    [id],
  );
  return steps.map(({ to_state }) => to_state);
}

/** An instant at which everything that was started is due. */
const later = () => new Date(Date.now() + QUEUED_MS + IN_PROGRESS_MS + 60_000);

describe('a job that is canceled', () => {
  it('ends at once, with its record, at any replica', async () => {
    const id = await start('canceled');

    const { job, isChanged } = await other.jobs.command(NAMESPACE, id, 'cancel');

    expect([job.state, isChanged, job.endedAt !== null]).toEqual(['Canceled', true, true]);
    expect(await recordOf(id)).toEqual(['Queued', 'Canceled']);
  });

  it('ends after what the cancel takes, by the advancer', async () => {
    const id = await start('slowly', 'slowly');
    const { job: canceling } = await other.jobs.command('slowly', id, 'cancel', 60_000);

    await one.clock.advance('slowly', { ms: 60_000 });

    expect(canceling.state).toBe('Queued');
    await eventually('the end is written', async () => (await recordOf(id)).join() === 'Queued,Canceled');
    expect((await one.jobs.find('slowly', id)).endedAt).toBe(canceling.context.nextTransitionAt);
  });

  it('twice is canceled once', async () => {
    const id = await start('twice');

    const asked = await Promise.all(
      [1, 2, 3, 4].map((n) => [one, other][n % 2]!.jobs.command(NAMESPACE, id, 'cancel')),
    );

    expect(asked.filter(({ isChanged }) => isChanged)).toHaveLength(1);
    expect(await recordOf(id)).toEqual(['Queued', 'Canceled']);
  });

  it('breaks the claim of whoever held it, whose late write is refused', async () => {
    const id = await start('held');
    const held = await one.claims.claimDue(
      { replica: 'test', token: '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', leaseMs: 3000 },
      0,
      500,
      later(),
    );
    await other.jobs.command(NAMESPACE, id, 'cancel');

    const job = { ...held.find((each) => each.id === id)!, state: 'InProgress' as const, sequence: 1 };
    const transitions = [{ jobId: id, sequence: 1, from: 'Queued' as const, to: 'InProgress' as const, at: 0 }];
    const { version: clockVersion } = one.clocks.known(NAMESPACE);
    const saved = await one.claims.saveTransitions([{ job, transitions, clockVersion, keepsClaim: true }], 3000);

    expect([...saved]).toEqual([]);
    expect(await recordOf(id)).toEqual(['Queued', 'Canceled']);
  });

  it('while both replicas advance it ends exactly once, whoever wins', async () => {
    const namespace = 'race';
    const ids = await Promise.all(Array.from({ length: 60 }, (_, index) => start(`race-${index}`, namespace)));

    const canceling = ids.map((id, index) => [one, other][index % 2]!.jobs.command(namespace, id, 'cancel'));
    const advancing = [one.advancer.runOnce(later()), other.advancer.runOnce(later())];
    await Promise.all([...canceling, ...advancing]);
    await one.clock.advance(namespace, { ms: 10 * (QUEUED_MS + IN_PROGRESS_MS) });
    await Promise.all([one.advancer.runOnce(), other.advancer.runOnce()]);

    const ends = await eventually('all have ended', async () => {
      const records = await Promise.all(ids.map(recordOf));
      return records.every((record) => /Completed|Canceled/.test(record.at(-1)!)) ? records : undefined;
    });
    for (const record of ends) {
      expect(['Queued,Canceled', 'Queued,InProgress,Canceled', 'Queued,InProgress,Completed']).toContain(record.join());
    }
  });
});

describe('a job that is paused', () => {
  it('stands still, however much time passes, and goes on where it was', async () => {
    const namespace = 'paused';
    const id = await start('paused', namespace);
    await one.clock.advance(namespace, { ms: QUEUED_MS + 50_000 });
    await other.jobs.command(namespace, id, 'pause');

    await one.clock.advance(namespace, { ms: 100 * IN_PROGRESS_MS });
    const stillPaused = await one.jobs.find(namespace, id);
    const { job: resumed } = await other.jobs.command(namespace, id, 'resume');

    expect(stillPaused).toMatchObject({ state: 'InProgress', context: { nextTransitionAt: null } });
    const { startedAt, pausedMs, nextTransitionAt } = resumed.context;
    expect(pausedMs).toBeGreaterThanOrEqual(100 * IN_PROGRESS_MS);
    expect(nextTransitionAt).toBe(startedAt! + IN_PROGRESS_MS + pausedMs!);
    await one.clock.advance(namespace, { ms: IN_PROGRESS_MS });
    await eventually('it ends', async () => (await recordOf(id)).at(-1) === 'Completed');
  });

  it('by many at once, and resumed by as many, is either, and never stuck', async () => {
    const namespace = 'pauses';
    const id = await start('pauses', namespace);
    const words = Array.from(
      { length: 40 },
      (_, index) => (index % 2 === 0 ? 'pause' : 'resume') as 'pause' | 'resume',
    );

    await Promise.all(
      words.map((word, index) => [one, other][index % 3 === 0 ? 0 : 1]!.jobs.command(namespace, id, word)),
    );
    await one.jobs.command(namespace, id, 'resume');
    await other.clock.advance(namespace, { ms: QUEUED_MS + IN_PROGRESS_MS });

    await eventually('it ends', async () => (await recordOf(id)).at(-1) === 'Completed');
  });
});

describe('a job that is open', () => {
  it('waits to be told to begin, and begins once, whoever tells it', async () => {
    const namespace = 'open';
    const { job } = await one.start('open', { namespace, life: slow, isOpen: true });
    await one.clock.advance(namespace, { ms: 10 * IN_PROGRESS_MS });
    await one.advancer.runOnce();

    const begun = await Promise.all(
      [1, 2, 3, 4].map((n) => [one, other][n % 2]!.jobs.command(namespace, job.id, 'begin')),
    );

    expect(begun.filter(({ isChanged }) => isChanged)).toHaveLength(1);
    expect(await recordOf(job.id)).toEqual(['Queued']);
    await one.clock.advance(namespace, { ms: QUEUED_MS });
    expect((await other.jobs.find(namespace, job.id)).state).toBe('InProgress');
  });
});

describe('who writes along when jobs move', () => {
  async function setup(name: string, writing?: (executor: Executor, written: WrittenJob[]) => Promise<void>) {
    const replica = await startReplica(database.url);
    const seen: string[] = [];
    const wakes = { count: 0 };
    await database.query(`CREATE TABLE IF NOT EXISTS emulator.told (job_id uuid, to_state text)`);
    replica.writers.add({
      wants: (job) => job.namespace === name,
      write: async (executor, written) => {
        for (const { job, transitions } of written) {
          for (const { to } of transitions) {
            seen.push(to);
            await executor.query(`INSERT INTO emulator.told VALUES ($1, $2)`, [job.id, to]);
          }
        }
        await writing?.(executor, written);
      },
      written: () => void wakes.count++,
    });
    const told = async (id: string) =>
      (await database.query<{ to_state: string }>(`SELECT to_state FROM emulator.told WHERE job_id = $1`, [id])).map(
        ({ to_state }) => to_state,
      );
    return { replica, seen, wakes, told };
  }

  it('writes at birth, by time, and by what is asked', async () => {
    const { replica, wakes, told } = await setup('told');
    const { job: timed } = await replica.start('timed', { namespace: 'told', life: slow });
    const { job: asked } = await replica.start('asked', { namespace: 'told', life: slow });

    await replica.jobs.command('told', asked.id, 'cancel');
    await replica.clock.advance('told', { ms: QUEUED_MS });

    await eventually('the advancer has told of it', async () => (await told(timed.id)).length === 2);
    expect(await told(timed.id)).toEqual(['Queued', 'InProgress']);
    expect(await told(asked.id)).toEqual(['Queued', 'Canceled']);
    expect(wakes.count).toBeGreaterThanOrEqual(4);
    await replica.close();
  });

  it('writes nothing where the job is not moved, and the job is not moved where it can not write', async () => {
    const trouble = { isOn: false };
    const { replica, told } = await setup('undone', async () => {
      if (trouble.isOn) throw new Error('no room');
    });
    const { job } = await replica.start('undone', { namespace: 'undone', life: slow });
    trouble.isOn = true;

    await expect(replica.jobs.command('undone', job.id, 'cancel')).rejects.toThrow('no room');

    expect(await told(job.id)).toEqual(['Queued']);
    expect(await recordOf(job.id)).toEqual(['Queued']);
    expect((await one.jobs.find('undone', job.id)).state).toBe('Queued');
    await replica.close();
  });

  it('and can not for one job, keeps no other from being moved', async () => {
    const { replica } = await setup('mixed', (_, written) =>
      written.some(({ job, transitions }) => job.name === 'bad' && transitions.some(({ to }) => to !== 'Queued'))
        ? Promise.reject(new RangeError('no such time'))
        : Promise.resolve(),
    );
    const ids: string[] = [];
    for (const name of ['good', 'bad', 'better', 'best'])
      ids.push((await replica.start(name, { namespace: 'mixed', life: slow })).job.id);

    await replica.clock.advance('mixed', { ms: QUEUED_MS });

    const moved = [ids[0], ids[2], ids[3]];
    await eventually('the others are moved', async () =>
      (await Promise.all(moved.map((id) => recordOf(id!)))).every((record) => record.length === 2),
    );
    expect(await recordOf(ids[1]!)).toEqual(['Queued']);
    await replica.close();
  });
});
