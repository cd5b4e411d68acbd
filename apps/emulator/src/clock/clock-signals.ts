import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger, NotificationListener } from '@app/platform';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { Clocks } from './clocks.js';
import { CLOCK_CHANNEL } from './clocks.repository.js';

/**
 * Hears of clocks that other replicas have changed. What is lost costs no more than a tick: each answer of the database
 * brings the clock along, and what was made by an older one is refused.
 */
@Injectable()
export class ClockSignals implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly listener: NotificationListener;

  constructor(
    @Inject(CONFIG) config: EmulatorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly clocks: Clocks,
  ) {
    const channels = { [CLOCK_CHANNEL]: (namespace: string) => this.received(namespace) };
    this.listener = new NotificationListener({ url: config.DATABASE_URL, logger, channels });
  }

  onApplicationBootstrap(): Promise<void> {
    return this.listener.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.listener.stop();
  }

  private received(namespace: string): void {
    this.clocks.changed(namespace).catch((error: unknown) => this.logger.warn({ err: error }, 'clocks.not-read'));
  }
}
