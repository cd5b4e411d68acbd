import { Injectable } from '@nestjs/common';
import { type Executor, rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { type ClockRow, clockColumns } from './clock-columns.js';
import { emulatedNow } from './emulated-now.js';
import { END_OF_TIME } from './namespace-clock.js';

/** Where replicas are told of the namespace whose clock has changed. */
export const CLOCK_CHANNEL = 'longwatch_emulator_clocks';

const END = `to_timestamp(${END_OF_TIME / 1000})`;

/** Every statement about the clocks of namespaces. Each change makes a new version, and tells of it when it is committed. */
@Injectable()
export class ClocksRepository {
  constructor(private readonly source: DataSource) {}

  transaction<Result>(work: (executor: Executor) => Promise<Result>): Promise<Result> {
    return this.source.transaction(work);
  }

  /** The clock of a namespace, which is made where there is none yet, going at `scale`. */
  async ensure(namespace: string, scale: number): Promise<ClockRow> {
    const [clock] = await rows<ClockRow>(
      this.source,
      `INSERT INTO emulator.namespaces AS clock (name, scale)
       VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET used_at = now()
       RETURNING ${clockColumns}`,
      [namespace, scale],
    );
    return clock!;
  }

  async read(namespace: string): Promise<ClockRow | undefined> {
    const [clock] = await rows<ClockRow>(
      this.source,
      `SELECT ${clockColumns} FROM emulator.namespaces AS clock WHERE clock.name = $1`,
      [namespace],
    );
    return clock;
  }

  /** Undefined where the clock would leave what instants can say. */
  advance(namespace: string, byMs: number): Promise<ClockRow | undefined> {
    const emulatedAt = `${emulatedNow('clock')} + $2::float8 * interval '1 millisecond'`;
    return this.change(namespace, `emulated_at = ${emulatedAt}`, `${emulatedAt} < ${END}`, byMs);
  }

  /** Undefined where it shows more already. */
  advanceTo(namespace: string, to: Date): Promise<ClockRow | undefined> {
    const isAhead = `$2::timestamptz >= ${emulatedNow('clock')} AND $2::timestamptz < ${END}`;
    return this.change(namespace, `emulated_at = $2::timestamptz`, isAhead, to);
  }

  setFrozen(namespace: string, isFrozen: boolean): Promise<ClockRow | undefined> {
    return this.change(namespace, `emulated_at = ${emulatedNow('clock')}, is_frozen = $2::boolean`, 'true', isFrozen);
  }

  setScale(namespace: string, scale: number): Promise<ClockRow | undefined> {
    const change = `emulated_at = ${emulatedNow('clock')}, scale = $2::float8, is_scale_asked = true`;
    return this.change(namespace, change, 'true', scale);
  }

  /**
   * As it was when the namespace was made: the database's own time, going at `scale`, and nothing counted. Whoever starts
   * a job is waited for, and waits until the transaction ends.
   */
  async reset(executor: Executor, namespace: string, scale: number): Promise<ClockRow | undefined> {
    await rows(executor, `SELECT FROM emulator.namespaces WHERE name = $1 FOR UPDATE`, [namespace]);
    const change = `emulated_at = now(), scale = $2::float8, is_scale_asked = false, is_frozen = false,
             starts = 0, numbers = 0`;
    return this.change(namespace, change, 'true', scale, executor);
  }

  /** Lets the clocks that nobody gave another scale go at `scale` from now on. */
  async adoptScale(scale: number): Promise<void> {
    await rows(
      this.source,
      `UPDATE emulator.namespaces AS clock
       SET emulated_at = ${emulatedNow('clock')},
           real_at = now(),
           scale = $1,
           version = nextval('emulator.clock_versions')
       WHERE NOT is_scale_asked
         AND scale <> $1`,
      [scale],
    );
  }

  /**
   * Forgets up to `limit` namespaces without jobs whose clocks nobody asked for in so long, and answers their names. Another
   * replica makes them anew when it needs them.
   */
  async deleteUnused(executor: Executor, ageSeconds: number, limit: number, at: Date | null = null): Promise<string[]> {
    // SKIP LOCKED: replicas that clean up together don't wait for each other, nor for who uses one right now.
    const deleted = await rows<{ name: string }>(
      executor,
      `DELETE FROM emulator.namespaces
       WHERE name IN (
         SELECT clock.name
         FROM emulator.namespaces AS clock
         WHERE clock.name <> 'default'
           AND clock.used_at < coalesce($3::timestamptz, now()) - $1 * interval '1 second'
           AND NOT EXISTS (SELECT FROM emulator.jobs AS job WHERE job.namespace = clock.name)
         LIMIT $2
         FOR UPDATE SKIP LOCKED
       )
       RETURNING name`,
      [ageSeconds, limit, at],
    );
    return deleted.map(({ name }) => name);
  }

  private async change(
    namespace: string,
    change: string,
    condition: string,
    parameter: unknown,
    executor: Executor = this.source,
  ): Promise<ClockRow | undefined> {
    const [clock] = await rows<ClockRow>(
      executor,
      `WITH clock AS (
         UPDATE emulator.namespaces AS clock
         SET ${change},
             real_at = now(),
             used_at = now(),
             version = nextval('emulator.clock_versions')
         WHERE clock.name = $1
           AND ${condition}
         RETURNING clock.*
       )
       SELECT ${clockColumns}, pg_notify('${CLOCK_CHANNEL}', clock.name)
       FROM clock`,
      [namespace, parameter],
    );
    return clock;
  }
}
