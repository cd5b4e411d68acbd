import { Injectable } from '@nestjs/common';
import { rows } from '@app/platform';
import { DataSource } from 'typeorm';
import { emulatedNow } from '../clock/emulated-now.js';

/** Statements about jobs as a heap: what piles up, and what may go. */
@Injectable()
export class EndedJobsRepository {
  constructor(private readonly source: DataSource) {}

  /** Deletes up to `limit` jobs that ended more than `ageSeconds` ago by the database's own clock, with their records; answers how many. */
  async deleteEnded(ageSeconds: number, limit: number, at: Date | null = null): Promise<number> {
    // Index jobs_ended. SKIP LOCKED: replicas that clean up together don't wait for each other.
    const deleted = await rows<{ id: string }>(
      this.source,
      `DELETE FROM emulator.jobs
       WHERE id IN (
         SELECT id
         FROM emulator.jobs
         WHERE finished_at IS NOT NULL
           AND written_at < coalesce($3::timestamptz, now()) - $1 * interval '1 second'
         ORDER BY written_at
         LIMIT $2
         FOR UPDATE SKIP LOCKED
       )
       RETURNING id`,
      [ageSeconds, limit, at],
    );
    return deleted.length;
  }

  /** How many jobs live, and how many of them are overdue by more than a second; neither is counted beyond `limit`. */
  async measureBacklog(limit: number): Promise<{ live: number; overdue: number }> {
    // Index jobs_due, for one namespace after the other.
    const [backlog] = await rows<{ live: number; overdue: number }>(
      this.source,
      `SELECT count(*)::integer AS live,
              (count(*) FILTER (WHERE next_transition_at < overdue_since))::integer AS overdue
       FROM (
         SELECT job.next_transition_at, ${emulatedNow('clock', `(now() - interval '1 second')`)} AS overdue_since
         FROM emulator.namespaces AS clock
         CROSS JOIN LATERAL (
           SELECT next_transition_at
           FROM emulator.jobs
           WHERE namespace = clock.name
             AND finished_at IS NULL
           ORDER BY next_transition_at
           LIMIT $1
         ) AS job
         LIMIT $1
       ) AS first`,
      [limit],
    );
    return backlog!;
  }
}
