import type { MonitorState, ProfilePace } from '@app/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MonitorContext } from './monitor.types.js';

/** One monitor: one job started, or attached to, and watched to its end. */
@Entity({ schema: 'monitor', name: 'monitors' })
export class MonitorEntity {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  /** The group whose holder watches it. */
  @Column({ name: 'group_id', type: 'smallint' })
  groupId: number;

  /** The id under which the Durable Functions API knows it; it names the newest monitor that has it. */
  @Column({ name: 'instance_id', type: 'text' })
  instanceId: string;

  /** The name of its job, unique among live monitors. */
  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  profile: string;

  /** The version of the profile that it was started with, and stays on. */
  @Column({ name: 'profile_version', type: 'integer' })
  profileVersion: number;

  @Column({ type: 'jsonb' })
  input: unknown;

  /** Its own pace, where it was given one: over the profile's. */
  @Column({ type: 'jsonb', nullable: true })
  pace: ProfilePace | null;

  @Column({ type: 'jsonb' })
  labels: Record<string, string>;

  /** The unguessable part of the URL at which the remote side may call back. */
  @Column({ name: 'callback_token', type: 'text', nullable: true })
  callbackToken: string | null;

  @Column({ type: 'text' })
  state: MonitorState;

  @Column({ type: 'jsonb' })
  context: MonitorContext;

  /** Raised by every write; a write made from an older one is refused. */
  @Column({ type: 'integer' })
  version: number;

  /** The number of its last history entry. */
  @Column({ name: 'last_sequence', type: 'integer' })
  lastSequence: number;

  @Column({ name: 'poll_interval_ms', type: 'integer' })
  pollIntervalMs: number;

  /** When it is started or polled next, as of the last write; an unchanged poll does not write it. */
  @Column({ name: 'next_poll_at', type: 'timestamptz', nullable: true })
  nextPollAt: Date | null;

  @Column({ name: 'deadline_at', type: 'timestamptz' })
  deadlineAt: Date;

  /** The deadline that was asked for with the start, from its creation; null where it is the profile's. */
  @Column({ name: 'asked_deadline_ms', type: 'double precision', nullable: true })
  askedDeadlineMs: number | null;

  /** The earlier of the two instants above. */
  @Column({ name: 'due_at', type: 'timestamptz', insert: false, update: false })
  dueAt: Date;

  /** Changed by somebody else than its holder, who has not seen it yet. */
  @Column({ name: 'is_flagged', type: 'boolean' })
  isFlagged: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
