import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Monitors with their history, and who holds which group of them. */
export class CreateMonitors1763750400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE monitor.monitors (
        id               uuid        PRIMARY KEY,
        group_id         smallint    NOT NULL,
        instance_id      text        NOT NULL,
        name             text        NOT NULL,
        profile          text        NOT NULL,
        input            jsonb       NOT NULL,
        state            text        NOT NULL,
        context          jsonb       NOT NULL,
        version          integer     NOT NULL DEFAULT 1,
        last_sequence    integer     NOT NULL,
        poll_interval_ms integer     NOT NULL,
        next_poll_at     timestamptz,
        deadline_at      timestamptz NOT NULL,
        due_at           timestamptz GENERATED ALWAYS AS (LEAST(next_poll_at, deadline_at)) STORED,
        is_flagged       boolean     NOT NULL DEFAULT true,
        created_at       timestamptz NOT NULL DEFAULT now(),
        updated_at       timestamptz NOT NULL DEFAULT now(),
        finished_at      timestamptz,
        CONSTRAINT monitors_state_known CHECK (state IN (
          'Pending', 'Starting', 'StartUnknown', 'Watching', 'Suspended',
          'Succeeded', 'Failed', 'Canceled', 'TimedOut', 'Lost')),
        CONSTRAINT monitors_finished_when_final CHECK (
          (finished_at IS NOT NULL) = (state IN ('Succeeded', 'Failed', 'Canceled', 'TimedOut', 'Lost')))
      ) WITH (fillfactor = 70)`);

    // A name, and an instance id, is free again once its monitor has ended.
    await runner.query(`CREATE UNIQUE INDEX monitors_live_name ON monitor.monitors (name) WHERE finished_at IS NULL`);
    await runner.query(
      `CREATE UNIQUE INDEX monitors_live_instance ON monitor.monitors (instance_id) WHERE finished_at IS NULL`,
    );
    // WatchRepository.loadDue: the live monitors of a group by what comes next.
    await runner.query(`CREATE INDEX monitors_due ON monitor.monitors (group_id, due_at) WHERE finished_at IS NULL`);
    // WatchRepository.takeFlagged: what changed elsewhere.
    await runner.query(`CREATE INDEX monitors_flagged ON monitor.monitors (group_id) WHERE is_flagged`);
    // MonitorsRepository.findNewest, list: the newest monitor of an instance id.
    await runner.query(`CREATE INDEX monitors_by_instance ON monitor.monitors (instance_id, created_at DESC, id DESC)`);
    // MonitorsRepository.list: by time of creation.
    await runner.query(`CREATE INDEX monitors_by_creation ON monitor.monitors (created_at, id)`);
    // EndedMonitorsRepository.deleteOlderThan: retention.
    await runner.query(`CREATE INDEX monitors_ended ON monitor.monitors (finished_at) WHERE finished_at IS NOT NULL`);

    await runner.query(`
      CREATE TABLE monitor.monitor_events (
        monitor_id uuid        NOT NULL,
        sequence   integer     NOT NULL,
        type       text        NOT NULL,
        at         timestamptz NOT NULL,
        data       jsonb       NOT NULL,
        PRIMARY KEY (monitor_id, sequence)
      )`);

    await runner.query(`
      CREATE TABLE monitor.replicas (
        id          text        PRIMARY KEY,
        incarnation uuid        NOT NULL,
        lease_until timestamptz NOT NULL
      ) WITH (fillfactor = 50)`);

    await runner.query(`
      CREATE TABLE monitor.groups (
        id     smallint PRIMARY KEY,
        holder text,
        epoch  bigint   NOT NULL DEFAULT 0
      ) WITH (fillfactor = 50)`);
    await runner.query(`INSERT INTO monitor.groups (id) SELECT generate_series(0, 63)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE monitor.monitors, monitor.monitor_events, monitor.replicas, monitor.groups`);
  }
}
