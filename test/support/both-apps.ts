import { EmulatorProcess } from './emulator-process.js';
import { MonitorProcess } from './monitor-process.js';
import { type TestDatabase, createTestDatabase } from './test-database.js';

export interface BothApps {
  /** The monitor's own: those of each further replica. */
  settings: Record<string, string>;
  database: TestDatabase;
  emulator: EmulatorProcess;
  monitor: MonitorProcess;
  stop(): Promise<void>;
}

/**
 * Both built apps over a database of their own. A job takes a little over a second, and a monitor polls at its start and then
 * after a minute, so that it stays as it is until its input or a command asks for more.
 */
export async function startBothApps(settings: Record<string, string> = {}): Promise<BothApps> {
  const database = await createTestDatabase();
  const emulator = await EmulatorProcess.start({
    DATABASE_URL: database.url,
    ASYNC_JOB_QUEUED_DURATION_SEC: '0.25',
    ASYNC_JOB_INPROGRESS_DURATION_SEC: '1',
  });
  const monitorSettings = {
    DATABASE_URL: database.url,
    START_ASYNC_JOB_URL: `${emulator.url}/api/job-start`,
    ASYNC_JOB_STATUS_URL: `${emulator.url}/api/job-status`,
    MONITOR_POLLINGINTERVAL_SEC: '60',
    MONITOR_DURATION_MIN: '10',
    ...settings,
  };
  const monitor = await MonitorProcess.start(monitorSettings);
  return {
    settings: monitorSettings,
    database,
    emulator,
    monitor,
    stop: async () => {
      await Promise.all([monitor.stop(), emulator.stop()]);
      await database.drop();
    },
  };
}
