import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateScenarios1763840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // ScenariosRepository: each statement by the key.
    await runner.query(`
      CREATE TABLE emulator.scenarios (
        namespace text NOT NULL,
        name text NOT NULL,
        document jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (namespace, name)
      )
    `);
    // How often was asked for a start that a scenario answers with faults; of some of these no job ever comes.
    // StartCountsRepository: by the key.
    await runner.query(`
      CREATE TABLE emulator.start_counts (
        namespace text NOT NULL,
        scenario text NOT NULL,
        dialect text NOT NULL,
        start_key text NOT NULL,
        ordinal integer NOT NULL,
        starts integer NOT NULL,
        credential text,
        counted_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (namespace, scenario, dialect, start_key)
      )
    `);
    await runner.query(`
      CREATE INDEX start_counts_ordinal ON emulator.start_counts (namespace, scenario, dialect, ordinal)`);
    await runner.query(`CREATE INDEX start_counts_by_age ON emulator.start_counts (counted_at)`);
    // OutagesRepository.list. Instants are those of the namespace's clock.
    await runner.query(`
      CREATE TABLE emulator.outages (
        id uuid PRIMARY KEY,
        namespace text NOT NULL,
        from_at timestamptz NOT NULL,
        to_at timestamptz,
        fault jsonb NOT NULL,
        CONSTRAINT outages_end_after_their_beginning CHECK (to_at >= from_at)
      )
    `);
    await runner.query(`CREATE INDEX outages_of_namespace ON emulator.outages (namespace, from_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE emulator.outages`);
    await runner.query(`DROP TABLE emulator.start_counts`);
    await runner.query(`DROP TABLE emulator.scenarios`);
  }
}
