import { Injectable } from '@nestjs/common';
import type { SecretKind } from '@app/contracts';
import { rows } from '@app/platform';
import { DataSource } from 'typeorm';
import type { Sealed } from './key-ring.js';

/** What of a secret is kept in the open. */
export interface SecretRow {
  name: string;
  kind: SecretKind;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `name, kind, created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The secrets that were put through the API, encrypted. */
@Injectable()
export class SecretsRepository {
  constructor(private readonly source: DataSource) {}

  async findSealed(name: string): Promise<Sealed | undefined> {
    const [row] = await rows<Sealed>(
      this.source,
      `SELECT key_id AS "keyId", sealed FROM monitor.secrets WHERE name = $1`,
      [name],
    );
    return row;
  }

  async find(name: string): Promise<SecretRow | undefined> {
    const [row] = await rows<SecretRow>(this.source, `SELECT ${COLUMNS} FROM monitor.secrets WHERE name = $1`, [name]);
    return row;
  }

  list(): Promise<SecretRow[]> {
    return rows(this.source, `SELECT ${COLUMNS} FROM monitor.secrets ORDER BY name`);
  }

  /** Enters or replaces a secret; answers what is kept, and whether it is new. */
  async put(name: string, kind: SecretKind, { keyId, sealed }: Sealed): Promise<SecretRow & { isNew: boolean }> {
    const [row] = await rows<SecretRow & { isNew: boolean }>(
      this.source,
      `INSERT INTO monitor.secrets (name, kind, key_id, sealed)
       VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO UPDATE
       SET kind = excluded.kind,
           key_id = excluded.key_id,
           sealed = excluded.sealed,
           updated_at = now()
       RETURNING ${COLUMNS}, xmax = 0 AS "isNew"`,
      [name, kind, keyId, sealed],
    );
    return row!;
  }

  /** False where there was none. */
  async delete(name: string): Promise<boolean> {
    const deleted = await rows(this.source, `DELETE FROM monitor.secrets WHERE name = $1 RETURNING name`, [name]);
    return deleted.length > 0;
  }

  /** What is encrypted under another key than this. */
  listSealedOtherwise(keyId: string): Promise<(Sealed & { name: string })[]> {
    return rows(
      this.source,
      `SELECT name, key_id AS "keyId", sealed FROM monitor.secrets WHERE key_id <> $1 ORDER BY name`,
      [keyId],
    );
  }

  /** Keeps the same secret under another key, unless it was replaced meanwhile. */
  async reseal(name: string, before: Sealed, after: Sealed): Promise<void> {
    await rows(
      this.source,
      `UPDATE monitor.secrets
       SET key_id = $3,
           sealed = $4
       WHERE name = $1
         AND sealed = $2`,
      [name, before.sealed, after.keyId, after.sealed],
    );
  }
}
