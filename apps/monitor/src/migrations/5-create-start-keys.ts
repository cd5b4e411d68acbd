import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The keys under which clients repeat a start, and what the list of monitors is found by. */
export class CreateStartKeys1763840000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A monitor may be deleted before its key is forgotten: a late repeat must not start a second one.
    await runner.query(`
      CREATE TABLE monitor.start_keys (
        scope      text        NOT NULL,
        key        text        NOT NULL,
        digest     text        NOT NULL,
        monitor_id uuid        NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, key)
      )`);
    // StartKeysRepository.deleteOld.
    await runner.query(`CREATE INDEX start_keys_by_age ON monitor.start_keys (created_at)`);

    // MonitorListRepository.list: by state, by profile, by the beginning of the name.
    await runner.query(`CREATE INDEX monitors_by_state ON monitor.monitors (state, created_at, id)`);
    await runner.query(`DROP INDEX monitor.monitors_by_profile`);
    await runner.query(`CREATE INDEX monitors_by_profile ON monitor.monitors (profile, created_at, id)`);
    await runner.query(`CREATE INDEX monitors_by_name ON monitor.monitors (name text_pattern_ops)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX monitor.monitors_by_name, monitor.monitors_by_profile, monitor.monitors_by_state`);
    await runner.query(`CREATE INDEX monitors_by_profile ON monitor.monitors (profile, profile_version)`);
    await runner.query(`DROP TABLE monitor.start_keys`);
  }
}
