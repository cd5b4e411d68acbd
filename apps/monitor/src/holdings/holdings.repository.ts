import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '@app/platform';
import type { GroupHolding } from './share-out.js';

export const WAKE_CHANNEL = 'longwatch_monitors';
export const CHANGE_CHANNEL = 'longwatch_changes';

export interface Replica {
  id: string;
  incarnation: string;
}

/** Leases and groups. One small write per replica and renewal; the database's clock decides who is alive. */
@Injectable()
export class HoldingsRepository {
  constructor(private readonly source: DataSource) {}

  /** Enters a replica that has bound its port. An earlier process of the same id ends with this. */
  async enterReplica(replica: Replica, leaseMs: number): Promise<void> {
    await rows(
      this.source,
      `INSERT INTO monitor.replicas (id, incarnation, lease_until)
       VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
       ON CONFLICT (id) DO UPDATE
       SET incarnation = excluded.incarnation,
           lease_until = excluded.lease_until`,
      [replica.id, replica.incarnation, leaseMs],
    );
  }

  /** Renews the lease and answers the database's time (ms since the epoch); undefined if another process has the id. */
  async renewLease(replica: Replica, leaseMs: number): Promise<number | undefined> {
    const [row] = await rows<{ now: number }>(
      this.source,
      `UPDATE monitor.replicas
       SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
       WHERE id = $1
         AND incarnation = $2
       RETURNING (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
      [replica.id, replica.incarnation, leaseMs],
    );
    return row?.now;
  }

  /** Which process has a replica's id; undefined where none has. */
  async findIncarnation(id: string): Promise<string | undefined> {
    const [row] = await rows<{ incarnation: string }>(
      this.source,
      `SELECT incarnation FROM monitor.replicas WHERE id = $1`,
      [id],
    );
    return row?.incarnation;
  }

  /** The replicas whose lease runs. */
  async findLiveReplicas(): Promise<string[]> {
    const live = await rows<{ id: string }>(
      this.source,
      `SELECT id
       FROM monitor.replicas
       WHERE lease_until > clock_timestamp()`,
    );
    return live.map((replica) => replica.id);
  }

  /** Every group, with its holder where that one's lease runs. */
  findGroups(): Promise<GroupHolding[]> {
    return rows(
      this.source,
      `SELECT g.id, g.epoch, r.id AS holder
       FROM monitor.groups g
       LEFT JOIN monitor.replicas r
         ON r.id = g.holder
        AND r.lease_until > clock_timestamp()
       ORDER BY g.id`,
    );
  }

  /** Takes over groups that nobody holds by a running lease, and one's own from an earlier process. Raises their epoch. */
  takeGroups(replicaId: string, groupIds: number[]): Promise<{ id: number; epoch: string }[]> {
    return rows(
      this.source,
      `UPDATE monitor.groups g
       SET holder = $1,
           epoch = g.epoch + 1
       WHERE g.id = ANY ($2::smallint[])
         AND (g.holder IS NULL
              OR g.holder = $1
              OR NOT EXISTS (SELECT 1
                             FROM monitor.replicas r
                             WHERE r.id = g.holder
                               AND r.lease_until > clock_timestamp()))
       RETURNING g.id, g.epoch`,
      [replicaId, groupIds],
    );
  }

  /** Gives back groups that are still held under the epochs given. */
  async releaseGroups(replicaId: string, groups: { id: number; epoch: string }[]): Promise<void> {
    await rows(
      this.source,
      `UPDATE monitor.groups g
       SET holder = NULL
       FROM unnest($2::smallint[], $3::bigint[]) AS held (id, epoch)
       WHERE g.id = held.id
         AND g.epoch = held.epoch
         AND g.holder = $1`,
      [replicaId, groups.map((group) => group.id), groups.map((group) => group.epoch)],
    );
  }

  /** Signals the holder of a group that a row of it changed. Nothing rests on its arrival. */
  async notifyHolder(groupId: number): Promise<void> {
    await rows(this.source, `SELECT pg_notify($1, $2)`, [WAKE_CHANNEL, String(groupId)]);
  }

  /** Signals all replicas that monitors changed. Nothing rests on its arrival. */
  async notifyChanges(payloads: string[]): Promise<void> {
    await rows(this.source, `SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload`, [
      CHANGE_CHANNEL,
      payloads,
    ]);
  }

  /** Takes the replica off the list, so that the others share its groups out at their next tick. */
  async removeReplica(replica: Replica): Promise<void> {
    await rows(this.source, `DELETE FROM monitor.replicas WHERE id = $1 AND incarnation = $2`, [
      replica.id,
      replica.incarnation,
    ]);
  }

  /** Forgets replicas that have been gone for long. */
  async removeDeadReplicas(): Promise<void> {
    await rows(this.source, `DELETE FROM monitor.replicas WHERE lease_until < clock_timestamp() - interval '1 hour'`);
  }
}
