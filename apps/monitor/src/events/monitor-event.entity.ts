import type { MonitorEventType } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One entry of a monitor's history, numbered without gaps. */
@Entity({ schema: 'monitor', name: 'monitor_events' })
export class MonitorEventEntity {
  @PrimaryColumn({ name: 'monitor_id', type: 'uuid' })
  monitorId: string;

  @PrimaryColumn({ type: 'integer' })
  sequence: number;

  @Column({ type: 'text' })
  type: MonitorEventType;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'jsonb' })
  data: Record<string, unknown>;
}
