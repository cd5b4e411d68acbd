import { randomBytes } from 'node:crypto';
import { uuidV7 } from '@app/platform';
import type { MonitorConfig } from '../config.js';
import type { CompiledVersion } from '../profiles/profile-library.js';
import { groupOf } from './monitor-groups.js';
import { begin } from './monitor.machine.js';
import type { NewMonitor } from './monitors.repository.js';
import type { StartRequest } from './start-request.js';

const CALLBACK_TOKEN_BYTES = 24;
/** Of a profile that says none: long-running jobs run long. */
const DEFAULT_DEADLINE_MS = 24 * 3_600_000;

/** What is entered for a start: the request's own words, then the profile's, then those of the settings. */
export function newMonitor(
  request: StartRequest,
  { name: profile, version, compiled }: CompiledVersion,
  config: Pick<MonitorConfig, 'pollIntervalMs'>,
): NewMonitor {
  const id = uuidV7();
  const name = request.name ?? id;
  const hasCallback = compiled.profile.callback !== undefined;
  return {
    // The id is the start key, too.
    ...begin({ startKey: id, job: request.job ?? null, phase: request.phase }),
    id,
    groupId: groupOf(id),
    instanceId: request.instanceId?.(name) ?? id,
    name,
    profile,
    profileVersion: version,
    input: request.input ?? null,
    pace: request.pace ?? null,
    labels: request.labels ?? {},
    callbackToken: hasCallback ? randomBytes(CALLBACK_TOKEN_BYTES).toString('base64url') : null,
    pollIntervalMs: config.pollIntervalMs,
    deadlineMs: request.deadlineMs ?? compiled.deadlineMs ?? DEFAULT_DEADLINE_MS,
    askedDeadlineMs: request.deadlineMs ?? null,
  };
}
