import { nameSchema } from '@app/contracts';
import { AppError } from '@app/platform';
import type { StartRequest } from '../../monitors/start-request.js';
import { SEED_PROFILE } from '../../profiles/profile-library.js';

/** What seed A's trigger asks for: the job of that name, watched under an id that names it. */
export function toStartRequest(jobName: string): StartRequest {
  const fault = nameSchema.safeParse(jobName).error?.issues[0]!.message;
  if (fault !== undefined) {
    throw new AppError('job-name-invalid', `The job name ${fault}`, [{ parameter: 'jobName', detail: fault }]);
  }
  return { profile: SEED_PROFILE, input: { jobName }, name: jobName, instanceId: (name) => `monitor-${name}` };
}
