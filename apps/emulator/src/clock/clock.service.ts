import { Injectable } from '@nestjs/common';
import { AppError } from '@app/platform';
import { type ClockRow, clockOf } from './clock-columns.js';
import { Clocks } from './clocks.js';
import { ClocksRepository } from './clocks.repository.js';
import { type NamespaceClock, emulatedAt } from './namespace-clock.js';

/** A clock, and what it and the database's own show now. */
export interface ClockReading {
  clock: NamespaceClock;
  now: number;
  realNow: number;
}

/** What can be done with the clock of a namespace. Each answers what it shows then. */
@Injectable()
export class ClockService {
  constructor(
    private readonly repository: ClocksRepository,
    private readonly clocks: Clocks,
  ) {}

  /** As the database has it. */
  async read(namespace: string): Promise<ClockReading> {
    const found = await this.repository.read(namespace);
    if (found !== undefined) return this.learned(found);
    await this.clocks.refresh(namespace);
    return this.learned((await this.repository.read(namespace))!);
  }

  /** By so many milliseconds, or to an instant. Throws a problem where that is behind it, or after the year 9998. */
  async advance(namespace: string, by: { ms: number } | { to: number }): Promise<ClockReading> {
    await this.clocks.refresh(namespace);
    const [changed, pointer] =
      'ms' in by
        ? [await this.repository.advance(namespace, by.ms), '/by']
        : [await this.repository.advanceTo(namespace, new Date(by.to)), '/to'];
    if (changed !== undefined) return this.learned(changed);
    const detail = 'must neither lead back nor beyond the year 9998: a clock goes forward, until there';
    throw new AppError('body-invalid', 'See errors', [{ pointer, detail }]);
  }

  freeze(namespace: string): Promise<ClockReading> {
    return this.change(namespace, () => this.repository.setFrozen(namespace, true));
  }

  resume(namespace: string): Promise<ClockReading> {
    return this.change(namespace, () => this.repository.setFrozen(namespace, false));
  }

  scale(namespace: string, scale: number): Promise<ClockReading> {
    return this.change(namespace, () => this.repository.setScale(namespace, scale));
  }

  private async change(namespace: string, change: () => Promise<ClockRow | undefined>): Promise<ClockReading> {
    await this.clocks.refresh(namespace);
    return this.learned((await change())!);
  }

  private learned(row: ClockRow): ClockReading {
    const clock = clockOf(row);
    this.clocks.learn(clock);
    return { clock, now: emulatedAt(clock, row.realNow), realNow: row.realNow };
  }
}
