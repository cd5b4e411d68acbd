import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { MonitorEntity } from '../../monitors/monitor.entity.js';
import { MonitorsService } from '../../monitors/monitors.service.js';

/** Holds answers back for the end of a monitor. A closing app ends the waits first, for it waits for their answers. */
@Injectable()
export class InlineWait implements OnModuleDestroy {
  private readonly closing = new AbortController();

  constructor(private readonly monitors: MonitorsService) {}

  /** The monitor once it has ended, or as it stands when the time is up or nobody listens any more. */
  async forEnd(
    id: string,
    { limitMs, intervalMs }: { limitMs: number; intervalMs: number },
    listener: { destroyed: boolean },
  ): Promise<MonitorEntity> {
    const giveUpAt = performance.now() + limitMs;
    for (;;) {
      const monitor = await this.monitors.find(id);
      const restMs = giveUpAt - performance.now();
      if (monitor.finishedAt !== null || restMs <= 0 || listener.destroyed || this.closing.signal.aborted)
        return monitor;
      await this.pauseFor(Math.min(intervalMs, restMs));
    }
  }

  onModuleDestroy(): void {
    this.closing.abort();
  }

  private async pauseFor(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}
