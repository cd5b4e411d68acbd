import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Profiles in their versions, and the last exchanges of each monitor, against which a profile can be tried. */
export class CreateProfiles1763762400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A version is written once and stays, also deleted, for monitors run on it. json keeps the order of its fields.
    await runner.query(`
      CREATE TABLE monitor.profiles (
        name       text        COLLATE "C" NOT NULL,
        version    integer     NOT NULL,
        source     text        NOT NULL,
        document   json        NOT NULL,
        digest     text        NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        PRIMARY KEY (name, version),
        CONSTRAINT profiles_source_known CHECK (source IN ('library', 'settings', 'api'))
      )`);
    // ProfilesRepository.findNewest, list: the newest version that is not deleted.
    await runner.query(
      `CREATE INDEX profiles_newest ON monitor.profiles (name, version DESC) WHERE deleted_at IS NULL`,
    );

    // A ring of slots for each monitor: the oldest exchange gives way to the newest. Without a reply none came.
    await runner.query(`
      CREATE TABLE monitor.exchanges (
        monitor_id uuid        NOT NULL,
        slot       smallint    NOT NULL,
        at         timestamptz NOT NULL,
        step       text        NOT NULL,
        phase      text,
        request    jsonb       NOT NULL,
        reply      jsonb,
        PRIMARY KEY (monitor_id, slot)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE monitor.profiles, monitor.exchanges`);
  }
}
