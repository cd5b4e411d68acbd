import { Injectable } from '@nestjs/common';
import { DatabaseClock, type Executor } from '@app/platform';
import { clockOf } from '../clock/clock-columns.js';
import { Clocks } from '../clock/clocks.js';
import type { Claim } from './claims.repository.js';
import { JobAdvancer } from './job-advancer.js';
import { type BornJob, bearJob, bornJobNow } from './job-birth.js';
import type { JobNow } from './job-now.js';
import { type Counts, type NotInserted, NewJobsRepository } from './new-jobs.repository.js';
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

  /** One attempt to start a job. So many numbers are `passedOver`, for references that were made of such are taken. */
  async start(request: StartRequest, passedOver = 0): Promise<JobNow | NotInserted> {
    const counts = countsOf(request, passedOver);
    const stored = await (counts === undefined ? this.startUncounted(request) : this.startCounted(request, counts));
    if (typeof stored === 'string') return stored;
    // Not before it is committed: a job may be due at once.
    const { born, claim, number } = stored;
    if (claim !== null) this.advancer.hold({ ...born.job, claimToken: claim.token });
    if (this.writers.areWanted([born.job])) this.writers.written();
    return bornJobNow(born, number);
  }

  private async startUncounted(request: StartRequest): Promise<Stored | NotInserted> {
    const clock = await this.clocks.of(request.namespace);
    const born = bearJob(request, { clock, realNow: this.database.now(), number: null, ordinal: 0 });
    if (!this.writers.areWanted([born.job])) return this.store(born);
    return this.inTransaction((executor) => this.storeWithOthers(born, executor));
  }

  /** In the transaction of the job itself: a start that comes to nothing counts for nothing. */
  private async startCounted(request: StartRequest, counts: Counts): Promise<Stored | NotInserted> {
    await this.clocks.of(request.namespace);
    return this.inTransaction(async (executor) => {
      const counted = await this.repository.countStart(executor, request.namespace, counts);
      if (counted === undefined) return 'clock-changed';
      const clock = clockOf(counted);
      this.clocks.learn(clock);
      const number = counts.numbers === 0 ? null : counted.numbers;
      const ordinal = counts.starts === 0 ? 0 : counted.starts;
      return this.storeWithOthers(bearJob(request, { clock, realNow: counted.realNow, number, ordinal }), executor);
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

/**
 * What the start is counted among. Starts whose names say nothing: lives are drawn by these. Jobs of dialects: what they
 * are called is made of these. Undefined: neither, so that nobody who starts jobs in the namespace waits for it.
 */
function countsOf({ dialect, name, reference }: StartRequest, passedOver: number): Counts | undefined {
  const isDrawnByOrdinal = name === null && typeof reference !== 'string';
  if (dialect === null && !isDrawnByOrdinal) return undefined;
  return { starts: isDrawnByOrdinal ? 1 : 0, numbers: dialect === null ? 0 : 1 + passedOver };
}
