import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { rows } from '@app/platform';
import type { HistoryEntry } from '../monitors/monitor.types.js';
import { MonitorEventEntity } from './monitor-event.entity.js';

/** The history of monitors. Entries are written in the transaction of the change that they tell of. */
@Injectable()
export class EventsRepository {
  constructor(private readonly source: DataSource) {}

  /** Adds entries behind `lastSequence`, in the caller's transaction. */
  async record(
    manager: EntityManager,
    monitorId: string,
    lastSequence: number,
    entries: HistoryEntry[],
  ): Promise<void> {
    if (entries.length === 0) return;
    await rows(
      manager,
      `INSERT INTO monitor.monitor_events (monitor_id, sequence, type, at, data)
       SELECT $1, entry.sequence, entry.type, to_timestamp(entry.at / 1000), entry.data::jsonb
       FROM unnest($2::integer[], $3::text[], $4::float8[], $5::text[]) AS entry (sequence, type, at, data)`,
      [
        monitorId,
        entries.map((_, index) => lastSequence + index + 1),
        entries.map((entry) => entry.type),
        entries.map((entry) => entry.at),
        entries.map((entry) => JSON.stringify(entry.data)),
      ],
    );
  }

  /** Up to `limit` entries of one monitor's history behind `after`, in order. Index: primary key. */
  page(monitorId: string, after: number, limit: number): Promise<MonitorEventEntity[]> {
    return rows(
      this.source,
      `SELECT monitor_id AS "monitorId", sequence, type, at, data
       FROM monitor.monitor_events
       WHERE monitor_id = $1
         AND sequence > $2
       ORDER BY sequence
       LIMIT $3`,
      [monitorId, after, limit],
    );
  }

  /** The whole history of one monitor, in order. */
  history(monitorId: string): Promise<MonitorEventEntity[]> {
    return this.source.getRepository(MonitorEventEntity).find({ where: { monitorId }, order: { sequence: 'ASC' } });
  }
}
