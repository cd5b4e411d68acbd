import type { JobState } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StoredRequest } from './job-now.js';
import type { JobContext } from './job.machine.js';
import type { Life } from './life.js';

/** One emulated job. The constraints stand in the migrations. */
@Entity({ schema: 'emulator', name: 'jobs' })
export class JobEntity {
  @PrimaryColumn('uuid')
  id: string;

  /** Counted over all namespaces: the order of lists. */
  @Column('bigint')
  number: string;

  /** Of a job of a dialect: counted in its namespace, from 1. */
  @Column('bigint', { name: 'dialect_number', nullable: true })
  dialectNumber: string | null;

  @Column('text')
  namespace: string;

  /** Null: it was started by the native API or a seed's route. */
  @Column('text', { nullable: true })
  dialect: string | null;

  /** What the API calls it; the id where there is no dialect. */
  @Column('text')
  reference: string;

  /** Whether it is the job that the dialect means by the reference. */
  @Column('boolean', { name: 'is_reference_current' })
  isReferenceCurrent: boolean;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text')
  state: JobState;

  @Column('jsonb')
  context: JobContext;

  /** What was drawn for it when it was started. */
  @Column('jsonb')
  life: Life;

  @Column('jsonb', { nullable: true })
  request: StoredRequest | null;

  /** Number of the latest transition. */
  @Column('integer')
  sequence: number;

  @Column('timestamptz', { name: 'next_transition_at', nullable: true })
  nextTransitionAt: Date | null;

  /** How often its start was repeated, its status, its result, its cancel were asked for, by dialects. */
  @Column('integer')
  repeats: number;

  @Column('integer')
  polls: number;

  @Column('integer')
  results: number;

  @Column('integer')
  cancels: number;

  @Column('text', { name: 'start_key', nullable: true })
  startKey: string | null;

  @Column('text', { name: 'claimed_by', nullable: true })
  claimedBy: string | null;

  @Column('uuid', { name: 'claim_token', nullable: true })
  claimToken: string | null;

  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil: Date | null;

  /** When its state was written, on the database's own clock: retention counts from here. The instants below are emulated. */
  @Column('timestamptz', { name: 'written_at' })
  writtenAt: Date;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
