import type { ApiDescription } from '@app/platform';
import type { MonitorConfig } from './config.js';

/** What stands above the monitor's API in Swagger UI. */
export function describeApi(config: Pick<MonitorConfig, 'publicBaseUrl'>): ApiDescription {
  return {
    title: 'Longwatch monitor',
    description:
      'Starts a long-running job at an asynchronous HTTP API, watches it durably to its end, and tells whoever asked. ' +
      'The native API is /api/v1/monitors. Three more ways lead to the same monitors: /api/monitor-job, the Durable ' +
      'Functions HTTP API, and /api/processes.',
    version: '0.1.0',
    serverUrl: config.publicBaseUrl,
  };
}
