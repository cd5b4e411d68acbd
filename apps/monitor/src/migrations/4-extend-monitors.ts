import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a monitor needs to know of its profile, its own pace, labels, and the address at which its job may call back. */
export class ExtendMonitors1763830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE monitor.monitors
        ADD COLUMN profile_version integer NOT NULL DEFAULT 1,
        ADD COLUMN pace            jsonb,
        ADD COLUMN labels          jsonb   NOT NULL DEFAULT '{}',
        ADD COLUMN callback_token  text,
        ADD COLUMN asked_deadline_ms double precision`);
    await runner.query(`ALTER TABLE monitor.monitors ALTER COLUMN profile_version DROP DEFAULT`);

    // A job is what was captured of it, and no longer its id alone.
    await runner.query(`
      UPDATE monitor.monitors
      SET context = (context - 'jobId') || jsonb_build_object(
            'prepared', NULL,
            'job', CASE WHEN context ->> 'jobId' IS NULL THEN NULL
                        ELSE jsonb_build_object('id', context -> 'jobId') END,
            'startedAt', NULL,
            'phase', NULL,
            'verdict', CASE WHEN context ->> 'statusWord' IS NULL THEN NULL ELSE 'running' END,
            'progress', NULL,
            'operation', NULL,
            'operationError', NULL,
            'fetch', NULL,
            'search', NULL,
            'result', CASE WHEN state = 'Succeeded'
                           THEN jsonb_build_object('kind', 'inline', 'value', context -> 'status') END)`);

    // MonitorListRepository.list: by label; and by profile.
    await runner.query(`CREATE INDEX monitors_by_label ON monitor.monitors USING gin (labels jsonb_path_ops)`);
    await runner.query(`CREATE INDEX monitors_by_profile ON monitor.monitors (profile, profile_version)`);
    // MonitorsRepository.findByCallback: who is called back.
    await runner.query(
      `CREATE UNIQUE INDEX monitors_by_callback ON monitor.monitors (callback_token) WHERE callback_token IS NOT NULL`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE monitor.monitors
        DROP COLUMN profile_version,
        DROP COLUMN pace,
        DROP COLUMN labels,
        DROP COLUMN callback_token,
        DROP COLUMN asked_deadline_ms`);
  }
}
