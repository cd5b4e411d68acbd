import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LOGGER, type Logger, isDatabaseUnavailable } from '@app/platform';
import { Resets } from '../namespaces/resets.js';
import type { CallbackNote } from './journal-entry.js';
import type { PlayedRequest } from './played-request.js';
import { type KeptEntry, RequestsRepository } from './requests.repository.js';
import { toEntry } from './to-entry.js';

const FLUSH_MS = 50;
const AGAIN_MS = 1000;
const BATCH_SIZE = 500;
/** A few seconds of the most that one replica can play: more is counted, and not kept. */
const MOST_WAITING = 20_000;

/**
 * Keeps what was played, for the referee. Requests wait in memory for a moment and are written many at a time, so that
 * keeping them costs the one who asks nothing; while the database is away they wait there, up to a bound.
 */
@Injectable()
export class RequestJournal implements OnModuleInit, BeforeApplicationShutdown {
  private waiting: KeptEntry[] = [];
  /** By namespace, how many could not be kept. */
  private lost = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<boolean> | undefined;

  constructor(
    private readonly repository: RequestsRepository,
    private readonly resets: Resets,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.resets.add(async (executor, namespace) => {
      this.forget(namespace);
      await this.repository.clear(executor, namespace);
    });
  }

  /** Takes a request in, at once and whatever happens: it is written a little later. Never throws. */
  record(played: PlayedRequest): void {
    this.keep(played.namespace, () => toEntry(played));
  }

  /** Takes in that a callback about a job is being sent. Never throws. */
  recordCallback(namespace: string, callback: CallbackNote): void {
    this.keep(namespace, () => callback);
  }

  /** Resolves when all that was recorded here before is in the database, or can't be written at the moment. */
  async flush(): Promise<void> {
    if (this.writing !== undefined) await this.writing;
    await this.write();
  }

  /** Forgets what is known of a namespace. */
  async clear(namespace: string): Promise<void> {
    this.forget(namespace);
    await this.writing;
    await this.repository.clearAll(namespace);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.flush();
  }

  private keep(namespace: string, entry: () => KeptEntry['entry']): void {
    try {
      if (this.waiting.length >= MOST_WAITING) return this.lose(namespace, 1);
      this.waiting.push({ namespace, entry: entry() });
      this.schedule(FLUSH_MS);
    } catch (error) {
      this.lose(namespace, 1);
      this.logger.error({ err: error }, 'referee.unrecorded');
    }
  }

  private forget(namespace: string): void {
    this.waiting = this.waiting.filter((request) => request.namespace !== namespace);
    this.lost.delete(namespace);
  }

  private lose(namespace: string, count: number): void {
    this.lost.set(namespace, (this.lost.get(namespace) ?? 0) + count);
  }

  private schedule(waitMs: number): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.write();
    }, waitMs);
  }

  /** One write at a time; answers whether all went well. */
  private write(): Promise<boolean> {
    this.writing ??= this.writeBatches().finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeBatches(): Promise<boolean> {
    while (this.waiting.length > 0 || this.lost.size > 0) {
      const batch = this.waiting.splice(0, BATCH_SIZE);
      const lost = this.lost;
      this.lost = new Map();
      try {
        await this.repository.insert(batch, [...lost]);
      } catch (error) {
        const isPassing = isDatabaseUnavailable(error);
        if (isPassing) this.waiting.unshift(...batch);
        else for (const { namespace } of batch) this.lose(namespace, 1);
        for (const [namespace, count] of lost) this.lose(namespace, count);
        this.logger.warn({ err: error, requests: batch.length, isPassing }, 'referee.unwritten');
        this.schedule(AGAIN_MS);
        return false;
      }
    }
    return true;
  }
}
