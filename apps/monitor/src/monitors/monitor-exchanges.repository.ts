import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '@app/platform';

/** A request of a monitor and its reply, as the engine kept them: redacted and bounded. */
export interface ExchangeRow {
  at: Date;
  step: string;
  phase: string | null;
  request: Record<string, unknown>;
  /** null where none came. */
  reply: Record<string, unknown> | null;
}

/** The last exchanges of monitors, to be read. */
@Injectable()
export class MonitorExchangesRepository {
  constructor(private readonly source: DataSource) {}

  /** All that are kept of one monitor, the newest first. Index: primary key. */
  list(monitorId: string): Promise<ExchangeRow[]> {
    return rows(
      this.source,
      `SELECT at, step, phase, request, reply
       FROM monitor.exchanges
       WHERE monitor_id = $1
       ORDER BY at DESC, slot DESC`,
      [monitorId],
    );
  }
}
