import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRequests1764000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // What was played, for the referee. No key to the jobs: what a client did stays known when its job is deleted.
    await runner.query(`
      CREATE TABLE emulator.requests (
        number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        namespace text NOT NULL,
        at timestamptz NOT NULL,
        entry jsonb NOT NULL
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
