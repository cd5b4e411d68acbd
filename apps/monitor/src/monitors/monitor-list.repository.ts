import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ListPosition, MonitorState } from '@app/contracts';
import { rows } from '@app/platform';
import type { MonitorContext } from './monitor.types.js';

/** A monitor as a list shows it: without what may be large. */
export interface MonitorRow {
  id: string;
  name: string;
  profile: string;
  profileVersion: number;
  labels: Record<string, string>;
  state: MonitorState;
  context: MonitorContext;
  deadlineAt: Date;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
  /** Microseconds since the epoch, which a Date can't hold. */
  createdMicros: string;
}

export interface MonitorFilter {
  states?: MonitorState[] | undefined;
  profile?: string | undefined;
  namePrefix?: string | undefined;
  labels?: Record<string, string> | undefined;
  createdFrom?: Date | undefined;
  createdTo?: Date | undefined;
  /** Keyset: the last monitor of the page before. */
  after?: ListPosition | undefined;
  limit: number;
}

const columns = `
  m.id,
  m.name,
  m.profile,
  m.profile_version AS "profileVersion",
  m.labels,
  m.state,
  m.context - '{status,result,fetch,prepared}'::text[] AS context,
  m.deadline_at AS "deadlineAt",
  m.created_at AS "createdAt",
  m.updated_at AS "updatedAt",
  m.finished_at AS "finishedAt",
  (extract(epoch FROM m.created_at) * 1000000)::bigint::text AS "createdMicros"`;

/** The list of monitors. */
@Injectable()
export class MonitorListRepository {
  constructor(private readonly source: DataSource) {}

  /**
   * Monitors that match, the newest first. Indexes: monitors_by_creation, monitors_by_profile, monitors_by_name,
   * monitors_by_label; by states each state's newest are read from monitors_by_state, and merged.
   */
  async list(filter: MonitorFilter): Promise<MonitorRow[]> {
    const { states, limit } = filter;
    const parameters: unknown[] = [limit];
    const parameter = (value: unknown): string => `$${parameters.push(value)}`;
    const conditions = conditionsOf(filter, parameter);
    const newest = (more: string[]): string => `
      SELECT ${columns}
      FROM monitor.monitors m
      WHERE ${[...more, ...conditions, 'true'].join('\n        AND ')}
      ORDER BY m.created_at DESC, m.id DESC
      LIMIT $1`;
    if (states === undefined) return rows(this.source, newest([]), parameters);
    return rows(
      this.source,
      `SELECT page.*
       FROM unnest(${parameter(states)}::text[]) AS wanted (state)
       CROSS JOIN LATERAL (${newest(['m.state = wanted.state'])}) page
       ORDER BY page."createdMicros"::bigint DESC, page.id DESC
       LIMIT $1`,
      parameters,
    );
  }
}

function conditionsOf(filter: MonitorFilter, parameter: (value: unknown) => string): string[] {
  const { profile, namePrefix, labels, createdFrom, createdTo, after } = filter;
  return [
    profile !== undefined && `m.profile = ${parameter(profile)}`,
    namePrefix !== undefined && `m.name LIKE ${parameter(`${likeText(namePrefix)}%`)}`,
    labels !== undefined && `m.labels @> ${parameter(JSON.stringify(labels))}::jsonb`,
    createdFrom !== undefined && `m.created_at >= ${parameter(createdFrom)}`,
    createdTo !== undefined && `m.created_at < ${parameter(createdTo)}`,
    after !== undefined &&
      `(m.created_at, m.id) < (
         timestamptz 'epoch' + ${parameter(after.createdMicros)}::bigint * interval '1 microsecond',
         ${parameter(after.id)}::uuid)`,
  ].filter((condition) => condition !== false);
}

/** Text that stands for itself in a LIKE pattern. */
function likeText(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
