import { Injectable } from '@nestjs/common';
import { type Executor, rows } from '@app/platform';
import { DataSource } from 'typeorm';

/** Which starts are counted together. */
export interface CountedStart {
  namespace: string;
  scenario: string;
  dialect: string;
  /** A digest of the key, or the name, that the client sent; of those that sent neither the same. */
  startKey: string;
}

export interface StartCount {
  /** This one included. */
  starts: number;
  /** Which of the keys of the scenario it is, from 1. */
  ordinal: number;
  /** Fingerprint of the credentials of the first. */
  credential: string | null;
}

/** A start that is repeated after so long counts as the first. */
const KEPT_DAYS = 7;

/** How often starts were asked for, so that faults find them by number though no job came of them. */
@Injectable()
export class StartCountsRepository {
  constructor(private readonly source: DataSource) {}

  async count(start: CountedStart, credential: string | null): Promise<StartCount> {
    const { namespace, scenario, dialect, startKey } = start;
    // Each count takes a few that nobody asks for any more along: index start_counts_by_age. The highest ordinal: index start_counts_ordinal.
    const [row] = await rows<StartCount>(
      this.source,
      `WITH forgotten AS (
         DELETE FROM emulator.start_counts
         WHERE ctid IN (
           SELECT ctid
           FROM emulator.start_counts
           WHERE counted_at < now() - interval '${KEPT_DAYS} days'
           LIMIT 8
           FOR UPDATE SKIP LOCKED
         )
       )
       INSERT INTO emulator.start_counts AS counted (namespace, scenario, dialect, start_key, ordinal, starts, credential)
       SELECT $1, $2, $3, $4, coalesce(max(other.ordinal), 0) + 1, 1, $5
       FROM emulator.start_counts AS other
       WHERE other.namespace = $1
         AND other.scenario = $2
         AND other.dialect = $3
       ON CONFLICT (namespace, scenario, dialect, start_key)
       DO UPDATE SET starts = counted.starts + 1, counted_at = now()
       RETURNING starts, ordinal, credential`,
      [namespace, scenario, dialect, startKey, credential],
    );
    return row!;
  }

  async deleteAll(executor: Executor, namespace: string): Promise<void> {
    await rows(executor, `DELETE FROM emulator.start_counts WHERE namespace = $1`, [namespace]);
  }
}
