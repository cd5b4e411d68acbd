import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isOutcome } from '@app/contracts';
import { LOGGER, type Logger } from '@app/platform';
import { ChangeSignals } from '../holdings/change-signals.js';
import type { MonitorEntity } from './monitor.entity.js';
import { MonitorUnknown } from './monitor.errors.js';
import { MonitorsRepository } from './monitors.repository.js';

/** A request beyond these is answered at once. */
const MOST_WAITING = 20_000;
/** A monitor may hold a large result, so few are read at once. */
const READ_AT_ONCE = 50;
const LOOKED_AT_ONCE = 1000;

export interface Wait {
  /** Whether the client has this version already; by default it has the one that is found first. */
  isKnown?: ((version: number) => boolean) | undefined;
  limitMs: number;
  /** Ends the wait: nobody listens any more. */
  signal?: AbortSignal | undefined;
}

/** One request that waits. What came while it was still looking for itself is kept. */
interface Waiter {
  version: number | undefined;
  newest: MonitorEntity | null | undefined;
  settle: (monitor: MonitorEntity | null | undefined) => void;
}

/**
 * Holds answers back until a monitor changes. Waiting costs memory alone: a change is signalled by whoever made it, on
 * this replica or another, and a woken monitor is read once for all who wait for it. A look at the versions of all of
 * them makes up for signals that were lost.
 */
@Injectable()
export class MonitorWaits implements OnModuleDestroy {
  private readonly waiting = new Map<string, Set<Waiter>>();
  private readonly woken = new Set<string>();
  private waiters = 0;
  private isReading = false;
  private isClosing = false;

  constructor(
    private readonly repository: MonitorsRepository,
    @Inject(LOGGER) private readonly logger: Logger,
    signals: ChangeSignals,
  ) {
    signals.onChange((ids) => this.wake(ids));
  }

  /** The monitor at its next change, or as it stands when the time is up. An ended one changes no more. Throws MonitorUnknown. */
  async forChange(id: string, { isKnown = () => true, limitMs, signal }: Wait): Promise<MonitorEntity> {
    const waiter = this.enter(id);
    try {
      // After the entry, so that no change falls in between.
      const first = await this.repository.findById(id);
      if (first === null) throw new MonitorUnknown(id);
      const isNews = isOutcome(first.state) || !isKnown(first.version);
      if (isNews || limitMs <= 0 || this.isClosing || this.waiters > MOST_WAITING) return first;
      const changed = await this.changeOf(waiter, first.version, limitMs, signal);
      if (changed === null) throw new MonitorUnknown(id);
      return changed ?? first;
    } finally {
      this.leave(id, waiter);
    }
  }

  get size(): number {
    return this.waiters;
  }

  /** Looks at the versions of all monitors that are waited for, whether a signal came or not. */
  async lookAtAll(): Promise<void> {
    const ids = [...this.waiting.keys()];
    for (let from = 0; from < ids.length; from += LOOKED_AT_ONCE) {
      const batch = ids.slice(from, from + LOOKED_AT_ONCE);
      const found = await this.repository.findVersions(batch);
      const versions = new Map(found.map(({ id, version }) => [id, version]));
      this.wake(batch.filter((id) => this.isOld(id, versions.get(id))));
    }
  }

  /** A closing app ends the waits first, for it waits for their answers. */
  onModuleDestroy(): void {
    this.isClosing = true;
    for (const waiters of this.waiting.values()) for (const waiter of waiters) waiter.settle(undefined);
  }

  private enter(id: string): Waiter {
    const waiter: Waiter = { version: undefined, newest: undefined, settle: () => undefined };
    const others = this.waiting.get(id);
    if (others === undefined) this.waiting.set(id, new Set([waiter]));
    else others.add(waiter);
    this.waiters++;
    return waiter;
  }

  private leave(id: string, waiter: Waiter): void {
    const waiters = this.waiting.get(id);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.waiting.delete(id);
    this.waiters--;
  }

  private changeOf(
    waiter: Waiter,
    version: number,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<MonitorEntity | null | undefined> {
    waiter.version = version;
    if (isChange(waiter, waiter.newest)) return Promise.resolve(waiter.newest);
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.settle(undefined), limitMs);
      const giveUp = (): void => waiter.settle(undefined);
      signal?.addEventListener('abort', giveUp);
      waiter.settle = (monitor) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        resolve(monitor);
      };
      if (signal?.aborted) giveUp();
    });
  }

  private wake(ids: string[]): void {
    for (const id of ids) if (this.waiting.has(id)) this.woken.add(id);
    if (this.woken.size === 0 || this.isReading) return;
    this.readWoken().catch((error: unknown) => this.logger.warn({ err: error }, 'waits.not-read'));
  }

  private async readWoken(): Promise<void> {
    this.isReading = true;
    try {
      while (this.woken.size > 0) await this.readBatch([...this.woken].slice(0, READ_AT_ONCE));
    } finally {
      // In the same breath as the last look, so that no signal falls in between.
      this.isReading = false;
    }
  }

  private async readBatch(ids: string[]): Promise<void> {
    for (const id of ids) this.woken.delete(id);
    const monitors = new Map((await this.repository.findByIds(ids)).map((monitor) => [monitor.id, monitor]));
    for (const id of ids) this.deliver(id, monitors.get(id) ?? null);
  }

  private deliver(id: string, monitor: MonitorEntity | null): void {
    for (const waiter of this.waiting.get(id) ?? []) {
      waiter.newest = monitor;
      if (isChange(waiter, monitor)) waiter.settle(monitor);
    }
  }

  private isOld(id: string, version: number | undefined): boolean {
    return [...(this.waiting.get(id) ?? [])].some((waiter) => waiter.version !== version);
  }
}

/** Whether this is news to the waiter: another version, or null where the monitor is gone. */
function isChange({ version }: Waiter, monitor: MonitorEntity | null | undefined): boolean {
  if (version === undefined || monitor === undefined) return false;
  return monitor === null || monitor.version > version;
}
