import { hostname } from 'node:os';
import { uuidV7 } from '@app/platform';
import type { EmulatorConfig } from '../config.js';

/**
 * Who claims: host name and port, for only one process at a time can have bound that port. With a port that the system
 * chooses, a name that nobody else has.
 */
export function replicaName(config: Pick<EmulatorConfig, 'EMULATOR_PORT'>): string {
  return `${hostname()}:${config.EMULATOR_PORT === 0 ? uuidV7() : config.EMULATOR_PORT}`;
}
