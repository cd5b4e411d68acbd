import { Injectable } from '@nestjs/common';
import type { NamespaceClock } from './namespace-clock.js';

/** A clock, and what it and the database's own show now. */
export interface ClockReading {
  clock: NamespaceClock;
  now: number;
  realNow: number;
}

/** What can be done with the clock of a namespace. Each answers what it shows then. */
@Injectable()
export class ClockService {
  /** As the database has it. */
  read(namespace: string): Promise<ClockReading> {
    throw new Error(`not yet ${namespace}`);
  }

  advance(namespace: string, by: { ms: number } | { to: number }): Promise<ClockReading> {
    throw new Error(`not yet ${namespace} ${JSON.stringify(by)}`);
  }

  freeze(namespace: string): Promise<ClockReading> {
    throw new Error(`not yet ${namespace}`);
  }

  resume(namespace: string): Promise<ClockReading> {
    throw new Error(`not yet ${namespace}`);
  }

  scale(namespace: string, scale: number): Promise<ClockReading> {
    throw new Error(`not yet ${namespace} ${scale}`);
  }
}
