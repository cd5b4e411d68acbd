import { Injectable } from '@nestjs/common';
import type { FaultWay } from '@app/contracts';
import { type Executor, isoInstant, rows } from '@app/platform';
import { DataSource } from 'typeorm';

/** Instants are milliseconds since the epoch on the namespace's clock. */
export interface StoredOutage {
  id: string;
  from: number;
  /** Null: until it is ended. */
  to: number | null;
  fault: FaultWay;
}

/** Outages, those that are over included: the referee asks for them. */
@Injectable()
export class OutagesRepository {
  constructor(private readonly source: DataSource) {}

  /** In the order in which they begin. */
  list(namespace: string): Promise<StoredOutage[]> {
    return rows(
      this.source,
      `SELECT id,
              (extract(epoch FROM from_at) * 1000)::float8 AS "from",
              (extract(epoch FROM to_at) * 1000)::float8 AS "to",
              fault
       FROM emulator.outages
       WHERE namespace = $1
       ORDER BY from_at, id`,
      [namespace],
    );
  }

  async insert(namespace: string, { id, from, to, fault }: StoredOutage): Promise<void> {
    await rows(
      this.source,
      `INSERT INTO emulator.outages (id, namespace, from_at, to_at, fault)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, namespace, isoInstant(from), isoInstant(to), JSON.stringify(fault)],
    );
  }

  /** Ends what has not ended by then; what has not begun never does. */
  async endAll(namespace: string, at: number): Promise<void> {
    await rows(
      this.source,
      `WITH dropped AS (
         DELETE FROM emulator.outages
         WHERE namespace = $1
           AND from_at > $2::timestamptz
       )
       UPDATE emulator.outages
       SET to_at = $2::timestamptz
       WHERE namespace = $1
         AND from_at <= $2::timestamptz
         AND (to_at IS NULL OR to_at > $2::timestamptz)`,
      [namespace, isoInstant(at)],
    );
  }

  async deleteAll(executor: Executor, namespace: string): Promise<void> {
    await rows(executor, `DELETE FROM emulator.outages WHERE namespace = $1`, [namespace]);
  }
}
