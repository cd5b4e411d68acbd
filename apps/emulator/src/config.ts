import { z } from 'zod';
import { commonSettings, count, httpUrl, port, quantity } from '@app/platform';

/** A year. */
const LONGEST_DURATION_SEC = 31_536_000;

/** The emulator's settings: names, bounds and defaults, written here once. */
export const emulatorConfigSchema = z
  .object({
    ...commonSettings,
    EMULATOR_PORT: port.prefault('3001'),
    EMULATOR_PUBLIC_BASE_URL: httpUrl.optional(),
    EMULATOR_FOREIGN_BASE_URL: httpUrl.optional(),
    ASYNC_JOB_QUEUED_DURATION_SEC: quantity(0, LONGEST_DURATION_SEC).prefault('2'),
    ASYNC_JOB_INPROGRESS_DURATION_SEC: quantity(0, LONGEST_DURATION_SEC).prefault('2'),
    /** How long a claim outlives its replica. Longer than two ticks, for so far ahead are jobs claimed. */
    EMULATOR_LEASE_SEC: quantity(2.5, 60).prefault('3'),
    EMULATOR_BATCH_SIZE: count(1, 5000).prefault('250'),
    /** A folder of scenarios, one YAML file each, that every namespace sees. */
    SCENARIOS_DIR: z.string().optional(),
    /** Emulated seconds in a real one, for the clocks of namespaces that nobody gave another rate. */
    EMULATOR_TIME_SCALE: quantity(0.001, 1_000_000).prefault('1'),
    /** What callbacks are signed with, in whatever way their API does. It is for tests, so it is no secret by default. */
    EMULATOR_CALLBACK_SECRET: z.string().min(1).prefault('whsec_bG9uZ3dhdGNoLWVtdWxhdG9yLWNhbGxiYWNrcy1rZXk='),
  })
  .transform((config) => {
    const publicUrl = config.EMULATOR_PUBLIC_BASE_URL ?? `http://localhost:${config.EMULATOR_PORT}`;
    return {
      ...config,
      EMULATOR_PUBLIC_BASE_URL: publicUrl,
      EMULATOR_FOREIGN_BASE_URL: config.EMULATOR_FOREIGN_BASE_URL ?? foreignUrl(publicUrl),
    };
  });

/** Another origin at the same port, as far as clients can tell: this machine by its other name. */
function foreignUrl(publicUrl: string): string {
  const url = new URL(publicUrl);
  url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  return url.href.replace(/\/+$/, '');
}

export type EmulatorConfig = z.output<typeof emulatorConfigSchema>;

/** Where the frozen settings are injected: `@Inject(CONFIG)`. */
export const CONFIG = Symbol('emulator config');
