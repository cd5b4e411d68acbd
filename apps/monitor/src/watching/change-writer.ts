import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger, isDatabaseUnavailable } from '@app/platform';
import { type Change, WatchRepository } from './watch.repository.js';

/**
 * `written`; `stale`: a newer version stands in the row; `fenced`: the group is somebody else's; `refused`: the database
 * can't hold this change, so it is dropped and said, and the others are written without it.
 */
export type WriteOutcome = 'written' | 'stale' | 'fenced' | 'refused';

/** How long changes are gathered before they are written together. */
const GATHER_MS = 3;
const LARGEST_BATCH = 1000;
const RETRY_AFTER_MS = 250;
const LOCKED_AGAIN_MS = 50;

interface Waiting {
  change: Change;
  isGivenUp: () => boolean;
  settle: (outcome: WriteOutcome) => void;
}

/** Writes changes in batches a few milliseconds apart, one batch at a time. */
@Injectable()
export class ChangeWriter {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly repository: WatchRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Resolves when the change is committed or refused. While the database is away it is tried again, until `isGivenUp`
   * (the lease has run out), which counts as fenced: the next holder starts from the row.
   */
  write(change: Change, isGivenUp: () => boolean): Promise<WriteOutcome> {
    return new Promise((settle) => {
      this.waiting.push({ change, isGivenUp, settle });
      this.running ??= this.run();
    });
  }

  private async run(): Promise<void> {
    try {
      await sleep(GATHER_MS);
      while (this.waiting.length > 0) await this.attempt(this.waiting.splice(0, LARGEST_BATCH));
    } finally {
      // In the same breath as the last look: a change that came in between would wait until another one comes.
      this.running = undefined;
    }
  }

  private async attempt(batch: Waiting[]): Promise<void> {
    try {
      const { written, locked, fenced } = await this.repository.writeChanges(batch.map(({ change }) => change));
      const held: Waiting[] = [];
      for (const entry of batch) {
        const { id } = entry.change;
        if (written.has(id)) entry.settle('written');
        else if (fenced.has(id)) entry.settle('fenced');
        else if (locked.has(id)) held.push(entry);
        else entry.settle('stale');
      }
      if (held.length > 0) this.tryAgain(held);
    } catch (error) {
      if (isDatabaseUnavailable(error)) await this.putBack(batch, error);
      else await this.divide(batch, error);
    }
  }

  /** Somebody else has locked these rows: they are tried again a little later, and hold up no other meanwhile. */
  private tryAgain(held: Waiting[]): void {
    setTimeout(() => {
      for (const { change, isGivenUp, settle } of held) {
        if (isGivenUp()) settle('fenced');
        else void this.write(change, isGivenUp).then(settle);
      }
    }, LOCKED_AGAIN_MS);
  }

  /** The database is away: the batch is tried again, without those whose lease has run out meanwhile. */
  private async putBack(batch: Waiting[], error: unknown): Promise<void> {
    this.logger.warn({ err: error, changes: batch.length }, 'changes.waiting');
    for (const entry of batch) {
      if (entry.isGivenUp()) entry.settle('fenced');
      else this.waiting.push(entry);
    }
    await sleep(RETRY_AFTER_MS);
  }

  /** Something in the batch is wrong: halves are tried until the one that it is stands alone. */
  private async divide(batch: Waiting[], error: unknown): Promise<void> {
    const [first] = batch;
    if (batch.length === 1 && first !== undefined) {
      this.logger.error({ err: error, monitorId: first.change.id }, 'change.refused');
      return first.settle('refused');
    }
    const middle = Math.ceil(batch.length / 2);
    await this.attempt(batch.slice(0, middle));
    await this.attempt(batch.slice(middle));
  }
}
