import type { JobState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One entry of a job's record. */
@Entity({ schema: 'emulator', name: 'job_transitions' })
export class JobTransitionEntity {
  @PrimaryColumn('uuid', { name: 'job_id' })
  jobId: string;

  @PrimaryColumn('integer')
  sequence: number;

  @Column('text', { name: 'from_state', nullable: true })
  fromState: JobState | null;

  @Column('text', { name: 'to_state' })
  toState: JobState;

  /** When it was due. */
  @Column('timestamptz')
  at: Date;

  /** When it was written. */
  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt: Date;
}
