import type { StartRequest } from '../../monitors/monitors.service.js';
import { SEED_PROFILE } from '../../profiles/profile-library.js';

/** What seed A's trigger asks for: the job of that name, watched under an id that names it. */
export function toStartRequest(jobName: string): StartRequest {
  return { profile: SEED_PROFILE, input: { jobName }, name: jobName, instanceId: (name) => `monitor-${name}` };
}
