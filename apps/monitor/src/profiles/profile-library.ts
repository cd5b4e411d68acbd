import { Inject, Injectable } from '@nestjs/common';
import { type Profile, profileSchema } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';

/** The name of the seed's own profile; the Durable Functions API calls it a function. */
export const SEED_PROFILE = 'MonitorOrchestrator';

/** The profiles that monitors can be started with: for now the seed's own, compiled from the settings. */
@Injectable()
export class ProfileLibrary {
  private readonly profiles: Map<string, Profile>;

  constructor(@Inject(CONFIG) config: MonitorConfig) {
    const seed = seedProfile(config);
    this.profiles = new Map([[seed.name, seed]]);
  }

  find(name: string): Profile | undefined {
    return this.profiles.get(name);
  }
}

function seedProfile(config: MonitorConfig): Profile {
  return profileSchema.parse({
    name: SEED_PROFILE,
    start: {
      method: config.startMethod,
      url: `${config.startUrl}/{{input.jobName}}`,
      jobId: 'body.jobId',
      safeToRepeat: config.startIsSafeToRepeat,
    },
    poll: { url: `${config.statusUrl}/{{job.id}}`, status: 'body.jobStatus' },
    statuses: {
      running: ['Initializing', 'Queued', 'InProgress'],
      succeeded: [config.completedStatus],
      failed: ['Failed'],
      canceled: ['Canceled'],
    },
  });
}
