import { Injectable } from '@nestjs/common';
import { DatabaseClock, type Executor } from '@app/platform';
import { clockOf } from '../clock/clock-columns.js';
import { Clocks } from '../clock/clocks.js';
import type { Claim } from './claims.repository.js';
import { JobAdvancer } from './job-advancer.js';
import { type BornJob, bearJob, bornJobNow } from './job-birth.js';
import type { JobNow } from './job-now.js';
import { type NotInserted, NewJobsRepository } from './new-jobs.repository.js';
import type { StartRequest } from './start-request.js';
import { TransitionWriters } from './transition-writers.js';

interface Stored {
  born: BornJob;
  number: number;
  claim: Claim | null;
}

/** Rolls a transaction back. */
class Undone extends Error {
  constructor(readonly reason: NotInserted) {
    super(reason);
  }
}

/** Makes new jobs and stores them: in one statement, unless something must be counted first, or written with it. */
@Injectable()
export class JobStarter {
  constructor(
    private readonly repository: NewJobsRepository,
    private readonly advancer: JobAdvancer,
    private readonly database: DatabaseClock,
    private readonly clocks: Clocks,
    private readonly writers: TransitionWriters,
  ) {}

  /** One attempt to start a job. */
  async start(request: StartRequest): Promise<JobNow | NotInserted> {
    const isCounted = request.name === null && typeof request.reference !== 'string';
    const stored = await (isCounted ? this.startCounted(request) : this.startUncounted(request));
    if (typeof stored === 'string') return stored;
    // Not before it is committed: a job may be due at once.
    const { born, claim, number } = stored;
    if (claim !== null) this.advancer.hold({ ...born.job, claimToken: claim.token });
    if (this.writers.areWanted([born.job])) this.writers.written();
    return bornJobNow(born, number);
  }

  private async startUncounted(request: StartRequest): Promise<Stored | NotInserted> {
    const clock = await this.clocks.of(request.namespace);
    const number = typeof request.reference === 'function' ? await this.repository.nextNumber() : null;
    const born = bearJob(request, { clock, realNow: this.database.now(), number, ordinal: 0 });
    if (!this.writers.areWanted([born.job])) return this.store(born);
    return this.inTransaction((executor) => this.storeWithOthers(born, executor));
  }

  /** The ordinal is counted in the transaction of the job itself: a start that comes to nothing counts for nothing. */
  private async startCounted(request: StartRequest): Promise<Stored | NotInserted> {
    await this.clocks.of(request.namespace);
    return this.inTransaction(async (executor) => {
      const counted = await this.repository.countStart(executor, request.namespace);
      if (counted === undefined) return 'clock-changed';
      const clock = clockOf(counted);
      this.clocks.learn(clock);
      return this.storeWithOthers(bearJob(request, { ...counted, clock }), executor);
    });
  }

  private async inTransaction(
    work: (executor: Executor) => Promise<Stored | NotInserted>,
  ): Promise<Stored | NotInserted> {
    try {
      return await this.repository.transaction(async (executor) => {
        const outcome = await work(executor);
        if (typeof outcome === 'string') throw new Undone(outcome);
        return outcome;
      });
    } catch (error) {
      if (error instanceof Undone) return error.reason;
      throw error;
    }
  }

  private async storeWithOthers(born: BornJob, executor: Executor): Promise<Stored | NotInserted> {
    const stored = await this.store(born, executor);
    if (typeof stored !== 'string') await this.writers.write(executor, [born]);
    return stored;
  }

  private async store(born: BornJob, executor?: Executor): Promise<Stored | NotInserted> {
    const claim = this.advancer.claimFor(born.job, born.clock);
    const stored = await this.repository.insert(born, claim, born.clock.version, executor);
    return typeof stored === 'string' ? stored : { born, claim, ...stored };
  }
}
