import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateDialects1763830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // DialectsRepository: each statement by the key.
    await runner.query(`
      CREATE TABLE emulator.dialects (
        namespace text NOT NULL,
        name text NOT NULL,
        document jsonb NOT NULL,
        digest text NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (namespace, name)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE emulator.dialects`);
  }
}
