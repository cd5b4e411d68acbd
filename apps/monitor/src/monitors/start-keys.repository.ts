import { Injectable } from '@nestjs/common';
import { rows } from '@app/platform';
import { DataSource, type EntityManager } from 'typeorm';

/** For so long a start that is repeated under its key gets the first monitor again. */
export const START_KEY_HOURS = 24;

/** What a client calls a start of its own, so that a repeat can be told from another one. */
export interface StartKey {
  /** What the key belongs to: two clients, or two routes, may use the same key. */
  scope: string;
  key: string;
  /** Of what was asked for: another request may not use the key. */
  digest: string;
}

/** The start that a key was used for. */
export interface KnownStart {
  digest: string;
  monitorId: string;
}

/** The Idempotency-Keys of starts. */
@Injectable()
export class StartKeysRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Takes the key until the end of the transaction; false while another request has it. Two keys may have the same hash:
   * then one of them is told to come again.
   */
  async take(manager: EntityManager, { scope, key }: StartKey): Promise<boolean> {
    const [row] = await rows<{ isTaken: boolean }>(
      manager,
      `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isTaken"`,
      [`${scope} ${key}`],
    );
    return row!.isTaken;
  }

  /** Index: primary key. */
  async find(
    { scope, key }: StartKey,
    executor: EntityManager | DataSource = this.source,
  ): Promise<KnownStart | undefined> {
    const [row] = await rows<KnownStart>(
      executor,
      `SELECT digest, monitor_id AS "monitorId"
       FROM monitor.start_keys
       WHERE scope = $1
         AND key = $2
         AND created_at > now() - $3 * interval '1 hour'`,
      [scope, key, START_KEY_HOURS],
    );
    return row;
  }

  /** Keeps the key with the monitor that it started, in the transaction that enters the monitor. */
  async keep(manager: EntityManager, { scope, key, digest }: StartKey, monitorId: string): Promise<void> {
    await rows(
      manager,
      `INSERT INTO monitor.start_keys (scope, key, digest, monitor_id)
       VALUES ($1, $2, $3, $4)
       ON CONFLICT (scope, key) DO UPDATE
       SET digest = excluded.digest,
           monitor_id = excluded.monitor_id,
           created_at = now()`,
      [scope, key, digest, monitorId],
    );
  }

  /** Deletes up to `limit` keys that are not honoured any more; answers how many. Index: start_keys_by_age. */
  async deleteOld(limit: number): Promise<number> {
    const deleted = await rows<object>(
      this.source,
      `DELETE FROM monitor.start_keys
       WHERE (scope, key) IN (
         SELECT scope, key
         FROM monitor.start_keys
         WHERE created_at <= now() - $1 * interval '1 hour'
         ORDER BY created_at
         LIMIT $2
         FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      [START_KEY_HOURS, limit],
    );
    return deleted.length;
  }
}
