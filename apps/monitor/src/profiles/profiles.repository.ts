import { Injectable } from '@nestjs/common';
import type { ProfileSource } from '@app/contracts';
import { rows } from '@app/platform';
import { DataSource, type EntityManager } from 'typeorm';

/** Serialises whoever writes profiles, so that two never make the same version. */
const PROFILES_LOCK = 7_061_726_422;

/** One version without its document. */
export interface VersionRow {
  name: string;
  version: number;
  source: ProfileSource;
  digest: string;
  createdAt: Date;
}

/** One version as it is read. */
export interface ProfileRow extends Omit<VersionRow, 'digest'> {
  document: unknown;
}

export interface ListFilter {
  source?: ProfileSource | undefined;
  namePrefix?: string | undefined;
  /** Keyset: the last name of the page before. */
  afterName?: string | undefined;
  limit: number;
}

/** What is needed to enter a version; its number is the next of its name. */
export interface NewVersion {
  name: string;
  source: ProfileSource;
  document: unknown;
  digest: string;
}

const VERSION_COLUMNS = `name, version, source, digest, created_at AS "createdAt"`;
const PROFILE_COLUMNS = `name, version, source, document, created_at AS "createdAt"`;

/** Profiles in their versions. A version is written once; deleting one hides it from whoever starts a monitor. */
@Injectable()
export class ProfilesRepository {
  constructor(private readonly source: DataSource) {}

  /** Runs the work while nobody else writes profiles. */
  async writing<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.source.transaction(async (manager) => {
      await rows(manager, `SELECT pg_advisory_xact_lock($1)`, [PROFILES_LOCK]);
      return work(manager);
    });
  }

  /** The number of the newest version of a name. Index: profiles_newest. */
  async findNewestVersion(name: string): Promise<number | undefined> {
    const [row] = await rows<{ version: number }>(
      this.source,
      `SELECT version
       FROM monitor.profiles
       WHERE name = $1
         AND deleted_at IS NULL
       ORDER BY version DESC
       LIMIT 1`,
      [name],
    );
    return row?.version;
  }

  /** One version, deleted or not. Index: primary key. */
  async findVersion(name: string, version: number): Promise<ProfileRow | undefined> {
    const [row] = await rows<ProfileRow>(
      this.source,
      `SELECT ${PROFILE_COLUMNS}
       FROM monitor.profiles
       WHERE name = $1
         AND version = $2`,
      [name, version],
    );
    return row;
  }

  /** Every version of a name that is not deleted, newest first. Index: profiles_newest. */
  findVersions(name: string, executor: EntityManager | DataSource = this.source): Promise<VersionRow[]> {
    return rows(
      executor,
      `SELECT ${VERSION_COLUMNS}
       FROM monitor.profiles
       WHERE name = $1
         AND deleted_at IS NULL
       ORDER BY version DESC`,
      [name],
    );
  }

  /** The newest version of each name given. Index: profiles_newest. */
  findNewestOf(names: string[], executor: EntityManager | DataSource = this.source): Promise<VersionRow[]> {
    return rows(
      executor,
      `SELECT DISTINCT ON (name) ${VERSION_COLUMNS}
       FROM monitor.profiles
       WHERE name = ANY ($1::text[])
         AND deleted_at IS NULL
       ORDER BY name, version DESC`,
      [names],
    );
  }

  /** The newest version of each name, by name. Index: profiles_newest. */
  list(filter: ListFilter): Promise<ProfileRow[]> {
    return rows(
      this.source,
      `WITH newest AS (
         SELECT DISTINCT ON (name) ${PROFILE_COLUMNS}
         FROM monitor.profiles
         WHERE deleted_at IS NULL
           AND ($1::text IS NULL OR name > $1)
           AND ($2::text IS NULL OR starts_with(name, $2))
         ORDER BY name, version DESC
       )
       SELECT name, version, source, document, "createdAt"
       FROM newest
       WHERE $3::text IS NULL
          OR source = $3
       ORDER BY name
       LIMIT $4`,
      [filter.afterName ?? null, filter.namePrefix ?? null, filter.source ?? null, filter.limit],
    );
  }

  /** Enters the next version of each name, in one statement; within `writing`. Numbers of deleted versions stay taken. */
  insert(manager: EntityManager, versions: NewVersion[]): Promise<VersionRow[]> {
    return rows(
      manager,
      `INSERT INTO monitor.profiles (name, version, source, document, digest)
       SELECT n.name,
              1 + coalesce((SELECT max(p.version) FROM monitor.profiles p WHERE p.name = n.name), 0),
              n.source,
              n.document,
              n.digest
       FROM json_to_recordset($1::json) AS n (name text, source text, document json, digest text)
       RETURNING ${VERSION_COLUMNS}`,
      [JSON.stringify(versions)],
    );
  }

  /** Hides versions from whoever starts a monitor; within `writing`. */
  async delete(manager: EntityManager, name: string, versions: number[]): Promise<void> {
    await rows(
      manager,
      `UPDATE monitor.profiles
       SET deleted_at = now()
       WHERE name = $1
         AND version = ANY ($2::integer[])`,
      [name, versions],
    );
  }

  /** Whether live monitors run on any of the versions; within `writing`. */
  async isInUse(manager: EntityManager, name: string, versions: number[]): Promise<boolean> {
    const [row] = await rows<{ isInUse: boolean }>(
      manager,
      `SELECT EXISTS (
         SELECT
         FROM monitor.monitors
         WHERE finished_at IS NULL
           AND profile = $1
           AND profile_version = ANY ($2::integer[])
       ) AS "isInUse"`,
      [name, versions],
    );
    return row!.isInUse;
  }
}
