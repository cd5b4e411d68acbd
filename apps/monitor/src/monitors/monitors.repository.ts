import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import type { MonitorState, ProfilePace } from '@app/contracts';
import { rows } from '@app/platform';
import { MonitorEntity } from './monitor.entity.js';
import type { MonitorSnapshot } from './monitor.machine.js';
import type { MonitorContext } from './monitor.types.js';

/** What is needed to enter a new monitor. Durations count from the database's now. */
export interface NewMonitor {
  id: string;
  groupId: number;
  instanceId: string;
  name: string;
  profile: string;
  profileVersion: number;
  input: unknown;
  pace: ProfilePace | null;
  labels: Record<string, string>;
  callbackToken: string | null;
  state: MonitorState;
  context: MonitorContext;
  pollIntervalMs: number;
  deadlineMs: number;
  /** The deadline that was asked for with the start; null where it is the profile's. */
  askedDeadlineMs: number | null;
}

/** A monitor whose row a command has locked. */
export interface LockedMonitor extends MonitorSnapshot {
  id: string;
  groupId: number;
  lastSequence: number;
  /** As the row has it, milliseconds since the epoch. */
  nextPollAt: number | null;
  /** The database's now, likewise. */
  now: number;
  /** When the row was written last, likewise. */
  writtenAt: number;
  /** Its next request is due, and its holder has not yet seen that. */
  isAskedForUnseen: boolean;
}

export interface ListFilter {
  states?: MonitorState[] | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  instanceIdPrefix?: string | undefined;
  /** Keyset: the id of the last monitor of the page before. */
  afterId?: string | undefined;
  limit: number;
}

/** Monitors as people see and command them; the engine's own statements are in `watching/watch.repository`. */
@Injectable()
export class MonitorsRepository {
  constructor(private readonly source: DataSource) {}

  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.source.transaction(work);
  }

  /** Enters a monitor with the first entry of its history, in one statement. The live names are unique indexes. */
  async insert(monitor: NewMonitor, executor: DataSource | EntityManager = this.source): Promise<void> {
    await rows(
      executor,
      `WITH entered AS (
         INSERT INTO monitor.monitors (
           id, group_id, instance_id, name, profile, input, state, context,
           last_sequence, poll_interval_ms, next_poll_at, deadline_at,
           profile_version, pace, labels, callback_token, asked_deadline_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, now(), now() + $10 * interval '1 millisecond',
                 $12, $13, $14, $15, $16)
         RETURNING id, created_at
       )
       INSERT INTO monitor.monitor_events (monitor_id, sequence, type, at, data)
       SELECT id, 1, 'longwatch.monitor.created.v1', created_at, $11
       FROM entered`,
      [
        monitor.id,
        monitor.groupId,
        monitor.instanceId,
        monitor.name,
        monitor.profile,
        JSON.stringify(monitor.input),
        monitor.state,
        JSON.stringify(monitor.context),
        Math.round(monitor.pollIntervalMs),
        monitor.deadlineMs,
        JSON.stringify({
          state: monitor.state,
          profile: monitor.profile,
          profileVersion: monitor.profileVersion,
          name: monitor.name,
        }),
        monitor.profileVersion,
        monitor.pace === null ? null : JSON.stringify(monitor.pace),
        JSON.stringify(monitor.labels),
        monitor.callbackToken,
        monitor.askedDeadlineMs,
      ],
    );
  }

  findById(id: string): Promise<MonitorEntity | null> {
    return this.source.getRepository(MonitorEntity).findOneBy({ id });
  }

  findByIds(ids: string[]): Promise<MonitorEntity[]> {
    return this.source.getRepository(MonitorEntity).findBy({ id: In(ids) });
  }

  /** The versions of those that are there. Index: primary key. */
  findVersions(ids: string[]): Promise<{ id: string; version: number }[]> {
    return rows(
      this.source,
      `SELECT id, version
       FROM monitor.monitors
       WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  /** Who is called back at this address. Index: monitors_by_callback. */
  findByCallback(token: string): Promise<MonitorEntity | null> {
    return this.source.getRepository(MonitorEntity).findOneBy({ callbackToken: token });
  }

  /** The newest monitor of an instance id. Index: monitors_by_instance. */
  findNewest(instanceId: string): Promise<MonitorEntity | null> {
    return this.source
      .getRepository(MonitorEntity)
      .findOne({ where: { instanceId }, order: { createdAt: 'DESC', id: 'DESC' } });
  }

  /**
   * The newest monitor of each instance id, oldest first (ids of version 7 sort by time), a page at a time. A page goes
   * on behind an id, also where that monitor is gone by then. Indexes: primary key, monitors_by_creation, monitors_by_instance.
   */
  list(filter: ListFilter): Promise<MonitorEntity[]> {
    const query = this.source
      .getRepository(MonitorEntity)
      .createQueryBuilder('m')
      .where(
        `NOT EXISTS (SELECT 1 FROM monitor.monitors newer
                     WHERE newer.instance_id = m.instance_id
                       AND (newer.created_at, newer.id) > (m.created_at, m.id))`,
      )
      .orderBy('m.id', 'ASC')
      .limit(filter.limit);
    if (filter.states !== undefined) query.andWhere('m.state = ANY (:states)', { states: filter.states });
    if (filter.createdFrom !== undefined) query.andWhere('m.createdAt >= :from', { from: filter.createdFrom });
    // What was shown to the millisecond is found again by it.
    if (filter.createdTo !== undefined) {
      query.andWhere(`m.createdAt < :to::timestamptz + interval '1 millisecond'`, { to: filter.createdTo });
    }
    if (filter.instanceIdPrefix !== undefined) {
      query.andWhere('starts_with(m.instanceId, :prefix)', { prefix: filter.instanceIdPrefix });
    }
    if (filter.afterId !== undefined) query.andWhere('m.id > :afterId::uuid', { afterId: filter.afterId });
    return query.getMany();
  }

  /** Locks one monitor's row for a command, in the caller's transaction. */
  async lock(manager: EntityManager, id: string): Promise<LockedMonitor | undefined> {
    const [row] = await rows<LockedMonitor>(
      manager,
      `SELECT id,
              group_id AS "groupId",
              state,
              context,
              last_sequence AS "lastSequence",
              floor(extract(epoch FROM next_poll_at) * 1000)::float8 AS "nextPollAt",
              (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
              (extract(epoch FROM updated_at) * 1000)::float8 AS "writtenAt",
              is_flagged AND coalesce(next_poll_at <= clock_timestamp(), false) AS "isAskedForUnseen"
       FROM monitor.monitors
       WHERE id = $1
       FOR UPDATE`,
      [id],
    );
    return row;
  }

  /**
   * Writes what a command made of a locked monitor and flags the row for its holder. `nextPollAt` (ms since the epoch)
   * undefined leaves the instant as it stands.
   */
  async saveCommand(
    manager: EntityManager,
    id: string,
    next: MonitorSnapshot & { isFinal: boolean; entries: number; nextPollAt: number | null | undefined },
  ): Promise<void> {
    await rows(
      manager,
      `UPDATE monitor.monitors
       SET state = $2,
           context = $3,
           version = version + 1,
           last_sequence = last_sequence + $4,
           next_poll_at = CASE WHEN $5 THEN to_timestamp($6::float8 / 1000) ELSE next_poll_at END,
           updated_at = clock_timestamp(),
           finished_at = CASE WHEN $7 THEN clock_timestamp() END,
           is_flagged = true
       WHERE id = $1`,
      [
        id,
        next.state,
        JSON.stringify(next.context),
        next.entries,
        next.nextPollAt !== undefined,
        next.nextPollAt ?? null,
        next.isFinal,
      ],
    );
  }
}
