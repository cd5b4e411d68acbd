import type { MonitorConfig } from '../config.js';
import { SEED_PROFILE } from './profile-library.js';

type SeedSettings = Pick<
  MonitorConfig,
  'startUrl' | 'statusUrl' | 'startMethod' | 'startIsSafeToRepeat' | 'completedStatus' | 'pollIntervalMs' | 'deadlineMs'
>;

/** The document that says how the job API of the settings is spoken. */
export function seedProfile(config: SeedSettings): unknown {
  return {
    name: SEED_PROFILE,
    title: 'The job API of the settings',
    example: { jobName: 'gb4711' },
    start: {
      request: { method: config.startMethod, url: `${config.startUrl}/{{name}}` },
      capture: { id: 'body.jobId' },
      safeToRepeat: config.startIsSafeToRepeat,
    },
    poll: {
      request: { url: `${config.statusUrl}/{{job.id}}` },
      status: 'body.jobStatus',
      statuses: {
        running: ['Initializing', 'Queued', 'InProgress'],
        succeeded: [config.completedStatus],
        failed: ['Failed'],
        canceled: ['Canceled'],
      },
      // Its record is there from the start on.
      missing: { grace: '0s' },
    },
    pace: { every: `${Math.round(config.pollIntervalMs)}ms` },
    deadline: `${Number((config.deadlineMs / 1000).toFixed(3))}s`,
  };
}
