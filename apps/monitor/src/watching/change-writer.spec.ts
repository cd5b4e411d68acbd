import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@app/platform';
import { begin } from '../monitors/monitor.machine.js';
import { ChangeWriter } from './change-writer.js';
import type { Change, WatchRepository, WriteResult } from './watch.repository.js';

const change = (id: string): Change => ({
  ...begin({ startKey: id, job: null }),
  id,
  groupId: 0,
  epoch: '1',
  version: 1,
  lastSequence: 1,
  nextPollAt: null,
  isFinal: false,
  history: [],
});

/** A writer over a database that does what `write` says with each batch. */
function writerOver(write: (batch: Change[]) => WriteResult) {
  const batches: string[][] = [];
  const repository = {
    writeChanges: (batch: Change[]) => {
      batches.push(batch.map(({ id }) => id));
      return Promise.resolve().then(() => write(batch));
    },
  } as unknown as WatchRepository;
  return { writer: new ChangeWriter(repository, createLogger({ app: 'test', level: 'silent' })), batches };
}

const accept = (batch: Change[]): WriteResult => ({
  written: new Set(batch.map(({ id }) => id)),
  locked: new Set(),
  fenced: new Set(),
});
const isNotGivenUp = () => false;

describe('The writer of changes', () => {
  it('writes together what comes together', async () => {
    const { writer, batches } = writerOver(accept);

    const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => writer.write(change(id), isNotGivenUp)));

    expect(outcomes).toEqual(['written', 'written', 'written']);
    expect(batches).toEqual([['a', 'b', 'c']]);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('loses no change that comes %d steps after it came to rest', async (steps) => {
    const { writer } = writerOver(accept);
    await writer.write(change('first'), isNotGivenUp);
    for (let step = 0; step < steps; step++) await Promise.resolve();

    await expect(writer.write(change('second'), isNotGivenUp)).resolves.toBe('written');
  });

  it('tells a newer version from a group that is somebody else’s', async () => {
    const { writer } = writerOver(() => ({ written: new Set(), locked: new Set(), fenced: new Set(['fenced']) }));

    const outcomes = await Promise.all([
      writer.write(change('fenced'), isNotGivenUp),
      writer.write(change('stale'), isNotGivenUp),
    ]);

    expect(outcomes).toEqual(['fenced', 'stale']);
  });

  it('tries again while the database is away, and gives up what the lease has run out for', async () => {
    let isAway = true;
    let attempts = 0;
    const { writer } = writerOver((batch) => {
      if (++attempts === 2) isAway = false;
      if (isAway) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      return accept(batch);
    });

    const outcomes = await Promise.all([
      writer.write(change('kept'), isNotGivenUp),
      writer.write(change('given up'), () => true),
    ]);

    expect(outcomes).toEqual(['written', 'fenced']);
  });

  it('writes the others of a batch at once, and a locked one when its lock has gone', async () => {
    let isLocked = true;
    const { writer } = writerOver((batch) => {
      const locked = new Set(batch.map(({ id }) => id).filter((id) => isLocked && id === 'locked'));
      return { ...accept(batch.filter(({ id }) => !locked.has(id))), locked };
    });
    const locked = writer.write(change('locked'), isNotGivenUp);

    expect(await writer.write(change('free'), isNotGivenUp)).toBe('written');
    isLocked = false;

    expect(await locked).toBe('written');
  });

  it('drops the one change that the database can’t hold, and writes the others', async () => {
    const { writer } = writerOver((batch) => {
      if (batch.some(({ id }) => id === 'bad')) throw Object.assign(new Error('invalid json'), { code: '22P02' });
      return accept(batch);
    });

    const outcomes = await Promise.all(['a', 'b', 'bad', 'c', 'd'].map((id) => writer.write(change(id), isNotGivenUp)));

    expect(outcomes).toEqual(['written', 'written', 'refused', 'written', 'written']);
  });
});
