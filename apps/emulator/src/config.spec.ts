import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from '@app/platform';
import { emulatorConfigSchema } from './config.js';
import { scenarioFrom } from './scenarios/scenario.js';

const DATABASE_URL = 'postgres://localhost/longwatch';

describe("the emulator's settings", () => {
  it('need a database alone; everything else has a default', () => {
    const config = loadConfig(emulatorConfigSchema, { DATABASE_URL });

    expect(config).toMatchObject({
      EMULATOR_PORT: 3001,
      LISTEN_HOST: '127.0.0.1',
      EMULATOR_PUBLIC_BASE_URL: 'http://localhost:3001',
      ASYNC_JOB_QUEUED_DURATION_SEC: 2,
      ASYNC_JOB_INPROGRESS_DURATION_SEC: 2,
    });
  });

  it('take fractions of a second', () => {
    const config = loadConfig(emulatorConfigSchema, { DATABASE_URL, ASYNC_JOB_QUEUED_DURATION_SEC: '0.25' });

    expect(scenarioFrom(config)).toEqual({ queuedMs: 250, inProgressMs: 2000, outcome: 'Completed' });
  });

  it('are refused with every bad one named at once', () => {
    const load = () =>
      loadConfig(emulatorConfigSchema, {
        EMULATOR_PORT: '70000',
        ASYNC_JOB_QUEUED_DURATION_SEC: '-1',
        LOG_LEVEL: 'loud',
      });

    expect(load).toThrow(ConfigError);
    for (const name of ['DATABASE_URL', 'EMULATOR_PORT', 'ASYNC_JOB_QUEUED_DURATION_SEC', 'LOG_LEVEL']) {
      expect(load).toThrow(name);
    }
  });
});
