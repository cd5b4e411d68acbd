import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateJobs1763700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE emulator.jobs (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        state text NOT NULL,
        context jsonb NOT NULL,
        sequence integer NOT NULL,
        next_transition_at timestamptz,
        start_key text,
        claimed_by text,
        claim_token uuid,
        claimed_until timestamptz,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        CONSTRAINT jobs_name_has_a_length CHECK (char_length(name) BETWEEN 1 AND 256),
        CONSTRAINT jobs_state_is_known CHECK (state IN ('Queued', 'InProgress', 'Completed', 'Failed', 'Canceled')),
        CONSTRAINT jobs_finished_at_set_exactly_when_final
          CHECK ((finished_at IS NOT NULL) = (state IN ('Completed', 'Failed', 'Canceled'))),
        CONSTRAINT jobs_next_transition_at_set_exactly_when_live
          CHECK ((next_transition_at IS NULL) = (finished_at IS NOT NULL)),
        CONSTRAINT jobs_claim_is_whole CHECK (num_nonnulls(claimed_by, claim_token, claimed_until) IN (0, 3)),
        CONSTRAINT jobs_claim_only_while_live CHECK (claim_token IS NULL OR finished_at IS NULL)
      ) WITH (fillfactor = 80)
    `);
    // Decides which of many simultaneous starts of one name wins.
    await runner.query(`CREATE UNIQUE INDEX jobs_live_name ON emulator.jobs (name) WHERE finished_at IS NULL`);
    await runner.query(`CREATE UNIQUE INDEX jobs_start_key ON emulator.jobs (start_key) WHERE start_key IS NOT NULL`);
    // JobsRepository.claimDue. It holds no column of the claim, so that taking and renewing one stays a heap-only update.
    await runner.query(`CREATE INDEX jobs_due ON emulator.jobs (next_transition_at) WHERE finished_at IS NULL`);
    // EndedJobsRepository.deleteEnded.
    await runner.query(`CREATE INDEX jobs_ended ON emulator.jobs (finished_at) WHERE finished_at IS NOT NULL`);
    await runner.query(`
      CREATE TABLE emulator.job_transitions (
        job_id uuid NOT NULL REFERENCES emulator.jobs ON DELETE CASCADE,
        sequence integer NOT NULL,
        from_state text,
        to_state text NOT NULL,
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (job_id, sequence)
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE emulator.job_transitions`);
    await runner.query(`DROP TABLE emulator.jobs`);
  }
}
