import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from './rows.js';

/** How far the wall clock may run from the monotonic one between two readings before we call it a jump. */
const JUMP_MS = 1000;

/**
 * The database's clock, mapped onto this process's monotonic one (`performance.now()`), so that instants can be compared
 * and waited for without asking. A reading bounds the offset between the two by its round trip; what was known before
 * stands while it lies within these bounds, so that a slow answer does not make a good mapping worse.
 */
@Injectable()
export class DatabaseClock implements OnModuleInit {
  private offsetMs: number | undefined;
  private wallOffsetMs = Date.now() - performance.now();

  constructor(private readonly source: DataSource) {}

  /** So that the clock can be asked from the first request on. */
  onModuleInit(): Promise<void> {
    return this.synchronise();
  }

  /** Maps the clock by a statement of its own. */
  async synchronise(): Promise<void> {
    const sentAt = performance.now();
    const [row] = await rows<{ now: number }>(
      this.source,
      `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
    );
    this.learn(row!.now, sentAt);
  }

  /** Maps the clock by an instant of the database (milliseconds since the epoch) that an answer brought along. */
  learn(databaseNow: number, sentAt: number): void {
    const least = databaseNow - performance.now();
    const most = databaseNow - sentAt;
    if (this.offsetMs !== undefined && this.offsetMs >= least && this.offsetMs <= most) return;
    this.offsetMs = (least + most) / 2;
  }

  /** The database's time, in milliseconds since the epoch. */
  now(): number {
    return this.toDatabase(performance.now());
  }

  /** The monotonic instant at which the database's clock shows `instant`. */
  toMonotonic(instant: number): number {
    return instant - this.offset();
  }

  /** What the database's clock shows at a monotonic instant. */
  toDatabase(monotonic: number): number {
    return monotonic + this.offset();
  }

  /** Whether the machine slept or its clock was set since this was last asked. */
  hasJumped(): boolean {
    const wallOffsetMs = Date.now() - performance.now();
    const jumped = Math.abs(wallOffsetMs - this.wallOffsetMs) > JUMP_MS;
    this.wallOffsetMs = wallOffsetMs;
    return jumped;
  }

  private offset(): number {
    if (this.offsetMs === undefined) throw new Error('The database clock has not been read yet');
    return this.offsetMs;
  }
}
