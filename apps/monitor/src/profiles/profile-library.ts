import { Inject, Injectable } from '@nestjs/common';
import { type CompiledProfile, compileProfile, profileSchema } from '@app/contracts';
import { LOGGER, type Logger } from '@app/platform';
import { ProfilesRepository } from './profiles.repository.js';

/** The name of the seed's own profile; the Durable Functions API calls it a function. */
export const SEED_PROFILE = 'MonitorOrchestrator';

/** One version of a profile, ready to be used. It never changes. */
export interface CompiledVersion {
  name: string;
  version: number;
  compiled: CompiledProfile;
}

/** The profiles that monitors are started with and run on. A version is compiled once and kept for ever. */
@Injectable()
export class ProfileLibrary {
  private readonly versions = new Map<string, CompiledVersion>();

  constructor(
    private readonly repository: ProfilesRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What a monitor that starts now runs on. */
  async newest(name: string): Promise<CompiledVersion | undefined> {
    const version = await this.repository.findNewestVersion(name);
    return version === undefined ? undefined : this.version(name, version);
  }

  /** What a monitor that was started with this version runs on, also where it was deleted since. */
  async version(name: string, version: number): Promise<CompiledVersion | undefined> {
    const key = `${name}@${version}`;
    const known = this.versions.get(key);
    if (known !== undefined) return known;
    const row = await this.repository.findVersion(name, version);
    if (row === undefined) return undefined;
    const profile = profileSchema.safeParse(row.document);
    if (!profile.success) {
      // Put by a replica that knows more of the language than this one.
      this.logger.error({ profile: name, version, err: profile.error }, 'profile.unreadable');
      return undefined;
    }
    const compiled = { name, version, compiled: compileProfile(profile.data) };
    this.versions.set(key, compiled);
    return compiled;
  }

  /** Makes sure of the versions that these monitors run on, for `loaded`. */
  async load(monitors: { profile: string; profileVersion: number }[]): Promise<void> {
    const missing = new Map<string, { profile: string; profileVersion: number }>();
    for (const monitor of monitors) {
      const key = `${monitor.profile}@${monitor.profileVersion}`;
      if (!this.versions.has(key)) missing.set(key, monitor);
    }
    await Promise.all([...missing.values()].map((monitor) => this.version(monitor.profile, monitor.profileVersion)));
  }

  /** A version that was looked up before, without waiting. */
  loaded(name: string, version: number): CompiledVersion | undefined {
    return this.versions.get(`${name}@${version}`);
  }
}
