import { Injectable } from '@nestjs/common';
import type { Profile, Supplement } from '@app/contracts';
import { type Executor, preparedRows, rows } from '@app/platform';
import { DataSource } from 'typeorm';

/** What makes a dialect, as it is kept: a whole profile, which extends nothing, and its supplement. */
export interface DialectDocument {
  profile: Profile;
  supplement: Supplement;
}

/** A dialect that was put. `document` is null where the asker has it already. */
export interface DialectRow {
  digest: string;
  document: DialectDocument | null;
}

/** The dialects that were put, each in its namespace. */
@Injectable()
export class DialectsRepository {
  constructor(private readonly source: DataSource) {}

  /** One of them, and its document only where its digest is another than the one that is known. */
  async find(namespace: string, name: string, knownDigest: string | null): Promise<DialectRow | null> {
    // With each request of a dialect, by the key.
    const [row] = await preparedRows<DialectRow>(
      this.source,
      `SELECT digest,
              CASE WHEN digest IS DISTINCT FROM $3 THEN document END AS document
       FROM emulator.dialects
       WHERE namespace = $1
         AND name = $2`,
      [namespace, name, knownDigest],
    );
    return row ?? null;
  }

  /** All of a namespace, by name. */
  list(namespace: string): Promise<{ name: string; document: DialectDocument }[]> {
    return rows(
      this.source,
      `SELECT name, document
       FROM emulator.dialects
       WHERE namespace = $1
       ORDER BY name`,
      [namespace],
    );
  }

  /** Puts one in the place of what was there; answers whether it is the first of its name. */
  async put(namespace: string, name: string, document: DialectDocument, digest: string): Promise<boolean> {
    const [row] = await rows<{ is_new: boolean }>(
      this.source,
      `INSERT INTO emulator.dialects (namespace, name, document, digest)
       VALUES ($1, $2, $3, $4)
       ON CONFLICT (namespace, name)
       DO UPDATE SET document = excluded.document, digest = excluded.digest, updated_at = now()
       RETURNING xmax = 0 AS is_new`,
      [namespace, name, JSON.stringify(document), digest],
    );
    return row!.is_new;
  }

  /** Whether there was one to delete. */
  async delete(namespace: string, name: string): Promise<boolean> {
    const deleted = await rows(
      this.source,
      `WITH deleted AS (
         DELETE FROM emulator.dialects
         WHERE namespace = $1
           AND name = $2
         RETURNING name
       )
       SELECT name FROM deleted`,
      [namespace, name],
    );
    return deleted.length > 0;
  }

  async deleteAll(namespace: string, executor: Executor): Promise<void> {
    await rows(executor, `DELETE FROM emulator.dialects WHERE namespace = $1`, [namespace]);
  }
}
