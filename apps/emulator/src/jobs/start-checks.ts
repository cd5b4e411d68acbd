import { nameSchema, startKeySchema } from '@app/contracts';
import { JobNameInvalid, StartKeyInvalid } from './job.errors.js';
import type { StartRequest } from './start-request.js';

/** Throws where a name or a key could not be kept. */
export function checkStart({ name, startKey }: Pick<StartRequest, 'name' | 'startKey'>): void {
  if (name !== null) {
    const { error } = nameSchema.safeParse(name);
    if (error !== undefined) throw new JobNameInvalid(error.issues[0]!.message);
  }
  if (startKey !== undefined) {
    const { error } = startKeySchema.safeParse(startKey);
    if (error !== undefined) throw new StartKeyInvalid(error.issues[0]!.message);
  }
}
