import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '@app/platform';
import type { MonitorState } from '@app/contracts';
import type { HistoryEntry, MonitorContext } from '../monitors/monitor.types.js';
import type { Exchange } from './exchange.js';
import type { WatchRow } from './watched-monitor.js';

/** A change that one holder's memory asks for; `version` is the one that it was made from. */
export interface Change {
  id: string;
  groupId: number;
  epoch: string;
  version: number;
  lastSequence: number;
  state: MonitorState;
  context: MonitorContext;
  nextPollAt: number | null;
  isFinal: boolean;
  history: HistoryEntry[];
  /** The exchange that brought the news, where there was one. */
  exchange?: Exchange | undefined;
}

/** What became of a batch: the monitors written, those whose row somebody else has locked, and those whose group was lost. */
export interface WriteResult {
  written: Set<string>;
  locked: Set<string>;
  fenced: Set<string>;
}

interface Held {
  id: number;
  epoch: string;
}

const watchColumns = (table: string): string => `
  ${table}.id,
  ${table}.group_id AS "groupId",
  ${table}.name,
  ${table}.profile,
  ${table}.profile_version AS "profileVersion",
  ${table}.input,
  ${table}.pace,
  ${table}.callback_token AS "callbackToken",
  ${table}.state,
  ${table}.context,
  ${table}.version,
  ${table}.last_sequence AS "lastSequence",
  ${table}.poll_interval_ms AS "pollIntervalMs",
  floor(extract(epoch FROM ${table}.next_poll_at) * 1000)::float8 AS "nextPollAt",
  floor(extract(epoch FROM ${table}.deadline_at) * 1000)::float8 AS "deadlineAt"`;

/**
 * The groups that the replica still holds. Each takes its row FOR SHARE: taking over is an UPDATE of that row, so a
 * statement behind this fence commits before the next holder loads, or does nothing.
 */
const fence = `
  fence AS (
    SELECT g.id, g.epoch
    FROM unnest($1::smallint[], $2::bigint[]) AS held (id, epoch)
    JOIN monitor.groups g
      ON g.id = held.id
     AND g.epoch = held.epoch
    JOIN monitor.replicas r
      ON r.id = g.holder
     AND r.lease_until > clock_timestamp()
    FOR SHARE OF g
  )`;

/** The statements of a holder. All but the reads stand behind the fence. */
@Injectable()
export class WatchRepository {
  constructor(private readonly source: DataSource) {}

  /** Live monitors of the groups that come due in [from, to), ms since the epoch. Index: monitors_due. */
  loadDue(groupIds: number[], from: number, to: number): Promise<WatchRow[]> {
    return rows(
      this.source,
      `SELECT ${watchColumns('m')}
       FROM monitor.monitors m
       WHERE m.finished_at IS NULL
         AND m.group_id = ANY ($1::smallint[])
         AND m.due_at >= to_timestamp($2::float8 / 1000)
         AND m.due_at < to_timestamp($3::float8 / 1000)`,
      [groupIds, from, to],
    );
  }

  /** Live or ended monitors that changed elsewhere, and clears their flags. Index: monitors_flagged. */
  async takeFlagged(held: Held[], limit: number): Promise<WatchRow[]> {
    return rows(
      this.source,
      `WITH ${fence},
       flagged AS (
         SELECT m.id
         FROM monitor.monitors m
         JOIN fence f ON f.id = m.group_id
         WHERE m.is_flagged
         ORDER BY m.id
         LIMIT $3
         FOR UPDATE OF m SKIP LOCKED
       )
       UPDATE monitor.monitors m
       SET is_flagged = false
       FROM flagged
       WHERE m.id = flagged.id
       RETURNING ${watchColumns('m')}`,
      [...heldArrays(held), limit],
    );
  }

  /** One monitor afresh, after a write of ours met a newer version. */
  async reload(id: string): Promise<WatchRow | undefined> {
    const [row] = await rows<WatchRow>(
      this.source,
      `SELECT ${watchColumns('m')}
       FROM monitor.monitors m
       WHERE m.id = $1`,
      [id],
    );
    return row;
  }

  /** Which of these monitors live. */
  async findLive(ids: string[]): Promise<Set<string>> {
    const live = await rows<{ id: string }>(
      this.source,
      `SELECT m.id
       FROM monitor.monitors m
       WHERE m.id = ANY ($1::uuid[])
         AND m.finished_at IS NULL`,
      [ids],
    );
    return new Set(live.map((row) => row.id));
  }

  /**
   * Writes a batch: state, history and the next instant in one statement, each monitor only if its group is still held
   * under the epoch and its version is the one that the change was made from. A row that somebody else has locked is
   * passed over, so that it holds up no other.
   */
  async writeChanges(changes: Change[]): Promise<WriteResult> {
    const groups = [
      ...new Map(changes.map(({ groupId, epoch }) => [`${groupId} ${epoch}`, { id: groupId, epoch }])).values(),
    ];
    const entries = changes.flatMap((change) =>
      change.history.map((entry, index) => ({ ...entry, id: change.id, sequence: change.lastSequence + index + 1 })),
    );
    const [result] = await rows<{ written: string[] | null; locked: string[] | null; fenced: string[] | null }>(
      this.source,
      `WITH ${fence},
       change AS (
         SELECT *
         FROM unnest($3::uuid[], $4::smallint[], $5::bigint[], $6::integer[], $7::text[], $8::text[], $9::float8[], $10::boolean[], $11::integer[])
              AS change (id, group_id, epoch, version, state, context, next_poll_at, is_final, entries)
       ),
       ours AS (
         SELECT change.*
         FROM change
         JOIN fence f
           ON f.id = change.group_id
          AND f.epoch = change.epoch
       ),
       open AS (
         SELECT m.id
         FROM monitor.monitors m
         JOIN ours ON ours.id = m.id
         FOR UPDATE OF m SKIP LOCKED
       ),
       written AS (
         UPDATE monitor.monitors m
         SET state = ours.state,
             context = ours.context::jsonb,
             version = m.version + 1,
             last_sequence = m.last_sequence + ours.entries,
             next_poll_at = to_timestamp(ours.next_poll_at / 1000),
             updated_at = clock_timestamp(),
             finished_at = CASE WHEN ours.is_final THEN clock_timestamp() END
         FROM ours
         JOIN open ON open.id = ours.id
         WHERE m.id = ours.id
           AND m.version = ours.version
         RETURNING m.id
       ),
       told AS (
         INSERT INTO monitor.monitor_events (monitor_id, sequence, type, at, data)
         SELECT entry.id, entry.sequence, entry.type, to_timestamp(entry.at / 1000), entry.data::jsonb
         FROM unnest($12::uuid[], $13::integer[], $14::text[], $15::float8[], $16::text[])
              AS entry (id, sequence, type, at, data)
         JOIN written w ON w.id = entry.id
       ),
       kept AS (
         INSERT INTO monitor.exchanges (monitor_id, slot, at, step, phase, request, reply)
         SELECT exchange.id, exchange.slot, clock_timestamp(), exchange.step, exchange.phase,
                exchange.request::jsonb, exchange.reply::jsonb
         FROM unnest($17::uuid[], $18::smallint[], $19::text[], $20::text[], $21::text[], $22::text[])
              AS exchange (id, slot, step, phase, request, reply)
         JOIN written w ON w.id = exchange.id
         ON CONFLICT (monitor_id, slot) DO UPDATE
         SET at = EXCLUDED.at,
             step = EXCLUDED.step,
             phase = EXCLUDED.phase,
             request = EXCLUDED.request,
             reply = EXCLUDED.reply
       )
       SELECT (SELECT array_agg(w.id) FROM written w) AS written,
              (SELECT array_agg(m.id)
               FROM monitor.monitors m
               JOIN ours ON ours.id = m.id
               WHERE NOT EXISTS (SELECT 1 FROM open WHERE open.id = m.id)) AS locked,
              (SELECT array_agg(change.id)
               FROM change
               WHERE NOT EXISTS (SELECT 1 FROM ours WHERE ours.id = change.id)) AS fenced`,
      [
        ...heldArrays(groups),
        changes.map((change) => change.id),
        changes.map((change) => change.groupId),
        changes.map((change) => change.epoch),
        changes.map((change) => change.version),
        changes.map((change) => change.state),
        changes.map((change) => JSON.stringify(change.context)),
        changes.map((change) => change.nextPollAt),
        changes.map((change) => change.isFinal),
        changes.map((change) => change.history.length),
        entries.map((entry) => entry.id),
        entries.map((entry) => entry.sequence),
        entries.map((entry) => entry.type),
        entries.map((entry) => entry.at),
        entries.map((entry) => JSON.stringify(entry.data)),
        ...exchangeArrays(changes),
      ],
    );
    return {
      written: new Set(result?.written ?? []),
      locked: new Set(result?.locked ?? []),
      fenced: new Set(result?.fenced ?? []),
    };
  }
}

/** Each monitor keeps its last exchanges in a ring of slots. */
const EXCHANGE_SLOTS = 8;

function exchangeArrays(changes: Change[]) {
  const kept = changes.flatMap(({ id, version, exchange }) =>
    exchange === undefined ? [] : [{ id, version, exchange }],
  );
  return [
    kept.map(({ id }) => id),
    kept.map(({ version }) => version % EXCHANGE_SLOTS),
    kept.map(({ exchange }) => exchange.step),
    kept.map(({ exchange }) => exchange.phase),
    kept.map(({ exchange }) => JSON.stringify(exchange.request)),
    kept.map(({ exchange }) => JSON.stringify(exchange.reply)),
  ];
}

function heldArrays(held: Held[]): [number[], string[]] {
  return [held.map((group) => group.id), held.map((group) => group.epoch)];
}
