import { Inject, Injectable } from '@nestjs/common';
import { profileNameSchema } from '@app/contracts';
import { extendedName, type ResolvedProfile, resolveProfile } from '@app/documents';
import { LOGGER, type Logger } from '@app/platform';
import { ProfileInUse, ProfileNotAsExpected, ProfileNotFound, ProfileShipped } from './profile.errors.js';
import { type ListFilter, type ProfileRow, ProfilesRepository, type VersionRow } from './profiles.repository.js';
import { ShippedProfiles } from './shipped-profiles.js';

/** Whether a change may be made where this version is the newest, or none is there. */
export type Expectation = (newest: number | undefined) => boolean;

export interface ReadProfile {
  row: ProfileRow;
  /** All that are not deleted, the newest first. */
  versions: VersionRow[];
}

/** What can be done with profiles, one method a use case. */
@Injectable()
export class ProfilesService {
  constructor(
    private readonly repository: ProfilesRepository,
    private readonly shipped: ShippedProfiles,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  list(filter: ListFilter): Promise<ProfileRow[]> {
    return this.repository.list(filter);
  }

  /** The newest version, or the one asked for, also where it was deleted while monitors may run on it. */
  async read(name: string, version?: number): Promise<ReadProfile> {
    if (!isName(name)) throw new ProfileNotFound(name);
    const versions = await this.repository.findVersions(name);
    const wanted = version ?? versions[0]?.version;
    const row = wanted === undefined ? undefined : await this.repository.findVersion(name, wanted);
    if (row === undefined) throw new ProfileNotFound(name, version);
    return { row, versions };
  }

  /** The profile that a document makes under a name, with what it extends put in. Throws ProfileFaulty. */
  async resolve(name: string, document: unknown): Promise<ResolvedProfile> {
    const extended = extendedName(document);
    // A document that extends its own name changes what is shipped under it, not what was put before.
    const shipped = extended === name ? this.shipped.find(name) : undefined;
    const base = extended === undefined ? undefined : (shipped ?? (await this.findNewest(extended)));
    return resolveProfile(document, { name, base: base?.document });
  }

  /**
   * Keeps a document as the newest version of its name; the same document again makes no new one. Monitors that run stay on
   * theirs. Throws ProfileFaulty and ProfileNotAsExpected.
   */
  async put(name: string, document: unknown, isExpected: Expectation): Promise<{ isNew: boolean; version: number }> {
    const { profile, digest } = await this.resolve(name, document);
    const put = await this.repository.writing(async (manager) => {
      const [newest] = await this.repository.findNewestOf([name], manager);
      if (!isExpected(newest?.version)) throw new ProfileNotAsExpected(name, newest?.version);
      if (newest?.digest === digest) return { isNew: false, version: newest.version };
      const [entered] = await this.repository.insert(manager, [{ name, source: 'api', document: profile, digest }]);
      return { isNew: newest === undefined, version: entered!.version };
    });
    this.logger.info({ profile: name, version: put.version }, 'profile.put');
    return put;
  }

  /**
   * Deletes what was put under a name; what is shipped under it is the newest again. What no release ships any more can be
   * deleted, too. Throws ProfileNotFound, ProfileShipped, ProfileInUse and ProfileNotAsExpected.
   */
  async delete(name: string, isExpected: Expectation): Promise<void> {
    if (!isName(name)) throw new ProfileNotFound(name);
    const deleted = await this.repository.writing(async (manager) => {
      const versions = await this.repository.findVersions(name, manager);
      if (!isExpected(versions[0]?.version)) throw new ProfileNotAsExpected(name, versions[0]?.version);
      if (versions.length === 0) throw new ProfileNotFound(name);
      const isShipped = this.shipped.find(name) !== undefined;
      const put = isShipped ? versions.filter(({ source }) => source === 'api') : versions;
      if (put.length === 0) throw new ProfileShipped(name);
      const numbers = put.map(({ version }) => version);
      if (await this.repository.isInUse(manager, name, numbers)) throw new ProfileInUse(name);
      await this.repository.delete(manager, name, numbers);
      const missing = this.shipped.missing([name], await this.repository.findNewestOf([name], manager));
      if (missing.length > 0) await this.repository.insert(manager, missing);
      return numbers;
    });
    this.logger.info({ profile: name, versions: deleted }, 'profile.deleted');
  }

  private async findNewest(name: string): Promise<ProfileRow | undefined> {
    const version = await this.repository.findNewestVersion(name);
    return version === undefined ? undefined : this.repository.findVersion(name, version);
  }
}

/** Other text is the name of no profile, and some of it could not even be asked for. */
function isName(text: string): boolean {
  return profileNameSchema.safeParse(text).success;
}
