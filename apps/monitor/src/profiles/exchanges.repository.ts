import { Injectable } from '@nestjs/common';
import type { Captures, GivenReply } from '@app/contracts';
import { rows } from '@app/platform';
import { DataSource } from 'typeorm';

/** What passed between a monitor and its remote side, with what the monitor knew of its job. */
export interface KeptExchange {
  at: Date;
  step: string;
  phase: string | null;
  /** Redacted and bounded; null where none came. */
  reply: GivenReply | null;
  profile: string;
  profileVersion: number;
  input: unknown;
  name: string;
  job: Captures | null;
}

/** The last exchanges of each monitor. The engine writes them. */
@Injectable()
export class ExchangesRepository {
  constructor(private readonly source: DataSource) {}

  /** The n-th exchange of a monitor, 1 being the newest; without n the newest that started or polled. Index: primary key. */
  async find(monitorId: string, n: number | undefined): Promise<KeptExchange | undefined> {
    const [row] = await rows<KeptExchange>(
      this.source,
      `SELECT e.at,
              e.step,
              e.phase,
              e.reply,
              m.profile,
              m.profile_version AS "profileVersion",
              m.input,
              m.name,
              m.context -> 'job' AS job
       FROM monitor.exchanges e
       JOIN monitor.monitors m
         ON m.id = e.monitor_id
       WHERE e.monitor_id = $1
         AND ($2::integer IS NOT NULL OR e.step IN ('start', 'poll'))
       ORDER BY e.at DESC, e.slot DESC
       LIMIT 1
       OFFSET coalesce($2::integer, 1) - 1`,
      [monitorId, n ?? null],
    );
    return row;
  }
}
