import { hostname } from 'node:os';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger, NotificationListener, Ticks } from '@app/platform';
import { CONFIG, type MonitorConfig } from './config.js';
import { ChangeSignals } from './holdings/change-signals.js';
import { Holdings } from './holdings/holdings.js';
import { CHANGE_CHANNEL, WAKE_CHANNEL } from './holdings/holdings.repository.js';
import { WakeSignals } from './holdings/wake-signals.js';

/** Starts the engine once the port is bound, and ends it gracefully: no new duties, groups drained and given back. */
@Injectable()
export class Engine implements OnModuleDestroy {
  private readonly listener: NotificationListener;

  constructor(
    private readonly ticks: Ticks,
    private readonly holdings: Holdings,
    signals: WakeSignals,
    changes: ChangeSignals,
    @Inject(CONFIG) config: MonitorConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.listener = new NotificationListener({
      url: config.databaseUrl,
      logger,
      channels: {
        [WAKE_CHANNEL]: (groupId) => signals.received(Number(groupId)),
        [CHANGE_CHANNEL]: (payload) => changes.received(payload),
      },
    });
  }

  /** The bound port makes the replica's id unique on its host. */
  async start(port: number): Promise<void> {
    this.holdings.identify(`${hostname()}:${port}`);
    await this.listener.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.ticks.stop();
    await this.listener.stop();
    await this.holdings.leave();
  }
}
