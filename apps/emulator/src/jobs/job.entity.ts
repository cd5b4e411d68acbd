import type { JobState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobContext } from './job.machine.js';

/** One emulated job. The constraints stand in the migrations. */
@Entity({ schema: 'emulator', name: 'jobs' })
export class JobEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  state: JobState;

  @Column('jsonb')
  context: JobContext;

  /** Number of the latest transition. */
  @Column('integer')
  sequence: number;

  @Column('timestamptz', { name: 'next_transition_at', nullable: true })
  nextTransitionAt: Date | null;

  @Column('text', { name: 'start_key', nullable: true })
  startKey: string | null;

  @Column('text', { name: 'claimed_by', nullable: true })
  claimedBy: string | null;

  @Column('uuid', { name: 'claim_token', nullable: true })
  claimToken: string | null;

  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
