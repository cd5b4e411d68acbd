import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DatabaseClock } from '@app/platform';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { clockOf } from './clock-columns.js';
import { ClocksRepository } from './clocks.repository.js';
import { type NamespaceClock, emulatedAt } from './namespace-clock.js';

/**
 * The clocks of namespaces as this replica knows them: the latest version that any answer brought along. What is written
 * by them names that version, and the database refuses it where there is a later one.
 */
@Injectable()
export class Clocks implements OnModuleInit {
  private readonly clocks = new Map<string, NamespaceClock>();
  private readonly listeners: ((clock: NamespaceClock) => void)[] = [];

  constructor(
    @Inject(CONFIG) private readonly config: EmulatorConfig,
    private readonly repository: ClocksRepository,
    private readonly database: DatabaseClock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.repository.adoptScale(this.config.EMULATOR_TIME_SCALE);
  }

  /** The clock of a namespace, which is made where there is none yet. */
  async of(namespace: string): Promise<NamespaceClock> {
    return this.clocks.get(namespace) ?? this.refresh(namespace);
  }

  /** The clock of a namespace that an answer has told of before. */
  known(namespace: string): NamespaceClock {
    const clock = this.clocks.get(namespace);
    if (clock === undefined) throw new Error(`The clock of the namespace ${namespace} was never read`);
    return clock;
  }

  /** What it shows, as far as this replica knows. Milliseconds since the epoch. */
  async now(namespace: string): Promise<number> {
    return emulatedAt(await this.of(namespace), this.database.now());
  }

  /** The clock as the database has it. */
  async refresh(namespace: string): Promise<NamespaceClock> {
    const clock = clockOf(await this.repository.ensure(namespace, this.config.EMULATOR_TIME_SCALE));
    this.learn(clock);
    return this.known(namespace);
  }

  /** Takes in a clock that an answer brought along. */
  learn(clock: NamespaceClock): void {
    const known = this.clocks.get(clock.namespace);
    if (known !== undefined && known.version >= clock.version) return;
    this.clocks.set(clock.namespace, clock);
    if (known !== undefined) for (const listener of this.listeners) listener(clock);
  }

  /** Another replica may have changed a clock: it is read again where it is known here. */
  async changed(namespace: string): Promise<void> {
    if (this.clocks.has(namespace)) await this.refresh(namespace);
  }

  /** Who is to be told when a clock has changed, here or at another replica. Must not throw. */
  onChange(listener: (clock: NamespaceClock) => void): void {
    this.listeners.push(listener);
  }
}
