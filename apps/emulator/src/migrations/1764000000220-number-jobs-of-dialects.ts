import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs of dialects are numbered in each namespace by itself, for what their APIs call them is made of their numbers. */
export class NumberJobsOfDialects1764000000220 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE emulator.jobs ADD COLUMN dialect_number bigint`);
    await runner.query(`ALTER TABLE emulator.namespaces ADD COLUMN numbers bigint NOT NULL DEFAULT 0`);
    // Jobs keep the numbers that they are called by; the next ones go on behind them.
    await runner.query(`
      UPDATE emulator.namespaces AS namespace
      SET numbers = highest.number
      FROM (
        SELECT namespace, max(number) AS number
        FROM emulator.jobs
        WHERE dialect IS NOT NULL
        GROUP BY namespace
      ) AS highest
      WHERE highest.namespace = namespace.name
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE emulator.namespaces DROP COLUMN numbers`);
    await runner.query(`ALTER TABLE emulator.jobs DROP COLUMN dialect_number`);
  }
}
