import { Injectable } from '@nestjs/common';
import { toJobNow } from './job-columns.js';
import { JobCommands } from './job-commands.js';
import type { JobNow } from './job-now.js';
import { isKept } from './job-progress.js';
import { JobNameTaken, ReferenceTaken, StartKeyReused } from './job.errors.js';
import { type JobRow } from './job-columns.js';
import { JobsRepository } from './jobs.repository.js';
import type { StartRequest } from './start-request.js';

/** What to do where the name, the key or the reference of a new job is another's. */
@Injectable()
export class JobRivals {
  constructor(
    private readonly repository: JobsRepository,
    private readonly commands: JobCommands,
  ) {}

  /**
   * The first job of the key, where the start is a repeat. Undefined where the rival has given way, so that the start is to
   * be tried again; throws where it does not.
   */
  async settle(request: StartRequest): Promise<JobNow | undefined> {
    const first = await this.findFirst(request);
    if (first !== undefined) return first;
    await this.settleName(request);
    await this.settleReference(request);
    return undefined;
  }

  private async findFirst({ namespace, dialect, name, startKey }: StartRequest): Promise<JobNow | undefined> {
    if (startKey === undefined) return undefined;
    const first = await this.repository.findByStartKey(namespace, dialect, startKey);
    if (first === undefined) return undefined;
    if (first.name !== name) throw new StartKeyReused(startKey);
    const counted = await this.repository.touchById(namespace, first.id, 'start');
    return toJobNow(counted ?? first);
  }

  /** A name is free as soon as its job has ended, also where the table has not been told of that yet. */
  private async settleName({ namespace, dialect, name }: StartRequest): Promise<void> {
    if (name === null || dialect !== null) return;
    const rival = await this.repository.findLiveByName(namespace, name);
    if (rival === undefined) return;
    if (toJobNow(rival).endedAt === null) throw new JobNameTaken(name);
    await this.commands.catchUp(namespace, rival.id);
  }

  private async settleReference({ namespace, dialect, reference, taken = 'live' }: StartRequest): Promise<void> {
    if (dialect === null || typeof reference !== 'string') return;
    const rival = await this.repository.findByReference(namespace, dialect, reference);
    if (rival === undefined) return;
    if (keepsReference(rival, taken)) throw new ReferenceTaken(reference);
    await this.repository.giveUpReference(rival.id);
  }
}

function keepsReference(rival: JobRow, taken: 'live' | 'kept' | 'never'): boolean {
  const job = toJobNow(rival);
  if (taken === 'never' || !isKept(job)) return false;
  return taken === 'kept' || job.endedAt === null;
}
