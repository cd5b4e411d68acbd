import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRequests1764000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // What was played, for the referee; or how many requests could not be kept. No key to the jobs: what a client did stays known when its job is deleted.
    await runner.query(`
      CREATE TABLE emulator.requests (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        namespace text NOT NULL,
        at timestamptz NOT NULL,
        entry jsonb,
        lost integer NOT NULL,
        CONSTRAINT requests_entry_or_lost CHECK ((entry IS NULL) = (lost > 0))
      )
    `);
    // RequestsRepository.readNewest, clear.
    await runner.query(`CREATE INDEX requests_of_namespace ON emulator.requests (namespace, number)`);
    // RequestsRepository.deleteOld.
    await runner.query(`CREATE INDEX requests_by_age ON emulator.requests (at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE emulator.requests`);
  }
}
