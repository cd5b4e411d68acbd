import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  ProfileFaulty,
  readShippedFiles,
  type ResolvedProfile,
  resolveProfile,
  ShippedFilesFaulty,
} from '@app/documents';
import { ConfigError, LOGGER, type Logger } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { SEED_PROFILE } from './profile-library.js';
import { type NewVersion, ProfilesRepository, type VersionRow } from './profiles.repository.js';
import { seedProfile } from './seed-profile.js';

/**
 * The profiles that come along: the library's files, and the seed's, compiled from the settings. Each replica enters them
 * when it boots. What was put through the API under such a name goes before it, until it is deleted.
 */
@Injectable()
export class ShippedProfiles implements OnModuleInit {
  private readonly shipped: Map<string, NewVersion>;

  constructor(
    private readonly repository: ProfilesRepository,
    @Inject(CONFIG) config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.shipped = shippedWith(config);
  }

  /** Enters what is not there yet. Of replicas that boot at once one writes, the others see what it wrote. */
  async onModuleInit(): Promise<void> {
    const names = [...this.shipped.keys()];
    if (this.missing(names, await this.repository.findNewestOf(names)).length === 0) return;
    const entered = await this.repository.writing(async (manager) => {
      const missing = this.missing(names, await this.repository.findNewestOf(names, manager));
      return missing.length === 0 ? [] : this.repository.insert(manager, missing);
    });
    if (entered.length > 0) this.logger.info({ profiles: entered.map(nameAndVersion) }, 'profiles.entered');
  }

  find(name: string): NewVersion | undefined {
    return this.shipped.get(name);
  }

  /** Those of the names that the newest versions do not give as they are shipped now. */
  missing(names: string[], newest: VersionRow[]): NewVersion[] {
    const known = new Map(newest.map((row) => [row.name, row]));
    return names
      .map((name) => this.shipped.get(name))
      .filter((shipped) => shipped !== undefined)
      .filter(({ name, digest }) => known.get(name)?.source !== 'api' && known.get(name)?.digest !== digest);
  }
}

/** Read once a process: the files of a release do not change. */
let library: Map<string, ResolvedProfile> | undefined;

function shippedWith(config: MonitorConfig): Map<string, NewVersion> {
  try {
    library ??= readShippedFiles();
    const files = [...library].map(([name, file]) => [name, toVersion('library', file)] as const);
    const seed = resolveProfile(seedProfile(config), { name: SEED_PROFILE, base: undefined });
    return new Map([...files, [SEED_PROFILE, toVersion('settings', seed)]]);
  } catch (error) {
    if (error instanceof ProfileFaulty) throw new ConfigError(`The settings do not make a profile: ${error.message}`);
    if (error instanceof ShippedFilesFaulty) throw new ConfigError(error.message);
    throw error;
  }
}

function toVersion(source: NewVersion['source'], { profile, digest }: ResolvedProfile): NewVersion {
  return { name: profile.name, source, document: profile, digest };
}

function nameAndVersion({ name, version }: VersionRow): string {
  return `${name}@${version}`;
}
