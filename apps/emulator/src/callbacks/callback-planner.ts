import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Executor } from '@app/platform';
import type { StoredJob } from '../jobs/stored-job.js';
import { type TransitionWriter, TransitionWriters, type WrittenJob } from '../jobs/transition-writers.js';
import { CallbackSender } from './callback-sender.js';
import { CallbacksRepository } from './callbacks.repository.js';
import { planCallbacks } from './plan-callbacks.js';

/** Stores the callbacks that jobs bring when they move, in the same transaction. */
@Injectable()
export class CallbackPlanner implements TransitionWriter, OnModuleInit {
  constructor(
    private readonly writers: TransitionWriters,
    private readonly repository: CallbacksRepository,
    private readonly sender: CallbackSender,
  ) {}

  onModuleInit(): void {
    this.writers.add(this);
  }

  wants({ callback }: StoredJob): boolean {
    return callback !== null;
  }

  async write(executor: Executor, written: WrittenJob[]): Promise<void> {
    const planned = written.flatMap(({ job, transitions }) => planCallbacks(job, transitions));
    if (planned.length > 0) await this.repository.insert(executor, planned);
  }

  written(): void {
    this.sender.wake();
  }
}
