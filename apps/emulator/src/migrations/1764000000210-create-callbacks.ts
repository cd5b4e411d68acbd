import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCallbacks1764000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE emulator.callbacks (
        job_id uuid NOT NULL REFERENCES emulator.jobs ON DELETE CASCADE,
        number integer NOT NULL,
        message integer NOT NULL,
        namespace text NOT NULL,
        event text NOT NULL,
        url text NOT NULL,
        state text NOT NULL,
        at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        is_after_end boolean NOT NULL,
        is_forged boolean NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        claim_token uuid,
        claimed_until timestamptz,
        settled_at timestamptz,
        outcome text,
        answer text,
        PRIMARY KEY (job_id, number),
        CONSTRAINT callbacks_event_is_known CHECK (event IN ('running', 'progress', 'end')),
        CONSTRAINT callbacks_outcome_is_known
          CHECK (outcome IN ('delivered', 'lost', 'refused', 'given-up', 'overtaken', 'unwritable')),
        CONSTRAINT callbacks_settled_with_an_outcome CHECK ((settled_at IS NULL) = (outcome IS NULL)),
        CONSTRAINT callbacks_claim_is_whole CHECK (num_nonnulls(claim_token, claimed_until) IN (0, 2))
      )
    `);
    // CallbacksRepository.claimDue: those that are settled are of no more interest to it.
    await runner.query(`
      CREATE INDEX callbacks_due ON emulator.callbacks (namespace, due_at, job_id, number) WHERE settled_at IS NULL`);
    // CallbacksRepository.list.
    await runner.query(`CREATE INDEX callbacks_of_namespace ON emulator.callbacks (namespace, job_id, number)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE emulator.callbacks`);
  }
}
