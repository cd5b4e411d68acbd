import type { ApiDescription } from '@app/platform';
import type { EmulatorConfig } from './config.js';

/** What stands above the emulator's API in Swagger UI. */
export function describeApi(config: Pick<EmulatorConfig, 'EMULATOR_PUBLIC_BASE_URL'>): ApiDescription {
  return {
    title: 'Longwatch emulator',
    description:
      'Plays asynchronous job APIs, on time, so that their clients can be developed and tested without them. ' +
      'Start a job, then ask for its status until it has ended.',
    version: '0.1.0',
    serverUrl: config.EMULATOR_PUBLIC_BASE_URL,
  };
}
