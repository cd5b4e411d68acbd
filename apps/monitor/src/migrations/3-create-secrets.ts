import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Secrets that were put through the API. */
export class CreateSecrets1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // sealed: 12 bytes of IV, 16 of tag, and the fields, AES-256-GCM under the key whose id is key_id.
    await runner.query(`
      CREATE TABLE monitor.secrets (
        name       text        COLLATE "C" PRIMARY KEY,
        kind       text        NOT NULL,
        key_id     text        NOT NULL,
        sealed     bytea       NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT secrets_kind_known CHECK (kind IN ('api-key', 'basic', 'bearer', 'oauth2', 'sigv4', 'shared'))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE monitor.secrets`);
  }
}
