import { Injectable } from '@nestjs/common';
import { rows } from '@app/platform';
import { DataSource } from 'typeorm';

/** Deletes the history and the exchanges of the monitors that go, which are the rows of the CTE of that name. */
const forgetting = (going: string): string => `
       forgotten AS (
         DELETE FROM monitor.monitor_events e
         USING ${going}
         WHERE e.monitor_id = ${going}.id
       ),
       unkept AS (
         DELETE FROM monitor.exchanges x
         USING ${going}
         WHERE x.monitor_id = ${going}.id
       )`;

/** How ended monitors are forgotten, each with its history and its exchanges. A live one stays. */
@Injectable()
export class EndedMonitorsRepository {
  constructor(private readonly source: DataSource) {}

  /** Deletes one monitor with all that is kept of it, if it has ended; answers whether it did. */
  async deleteOne(id: string): Promise<boolean> {
    const [row] = await rows<{ deleted: number }>(
      this.source,
      `WITH ended AS (
         DELETE FROM monitor.monitors
         WHERE id = $1
           AND finished_at IS NOT NULL
         RETURNING id
       ),
       ${forgetting('ended')}
       SELECT count(*)::integer AS deleted
       FROM ended`,
      [id],
    );
    return row!.deleted === 1;
  }

  /** Deletes every ended monitor of the instance ids given, with their history; answers how many ids that were. */
  async deleteEnded(instanceIds: string[]): Promise<number> {
    const [row] = await rows<{ deleted: number }>(
      this.source,
      `WITH ended AS (
         DELETE FROM monitor.monitors
         WHERE instance_id = ANY ($1::text[])
           AND finished_at IS NOT NULL
         RETURNING id, instance_id
       ),
       ${forgetting('ended')}
       SELECT count(DISTINCT instance_id)::integer AS deleted
       FROM ended`,
      [instanceIds],
    );
    return row?.deleted ?? 0;
  }

  /** Deletes up to `limit` monitors that ended longer ago than `days`; answers how many. Index: monitors_ended. */
  async deleteOlderThan(days: number, limit: number): Promise<number> {
    const [row] = await rows<{ deleted: number }>(
      this.source,
      `WITH old AS (
         SELECT id
         FROM monitor.monitors
         WHERE finished_at < now() - $1 * interval '1 day'
         ORDER BY finished_at
         LIMIT $2
         FOR UPDATE SKIP LOCKED
       ),
       ${forgetting('old')},
       deleted AS (
         DELETE FROM monitor.monitors m
         USING old
         WHERE m.id = old.id
         RETURNING m.id
       )
       SELECT count(*)::integer AS deleted
       FROM deleted`,
      [days, limit],
    );
    return row?.deleted ?? 0;
  }
}
