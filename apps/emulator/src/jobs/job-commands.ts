import { Injectable } from '@nestjs/common';
import { clockOf } from '../clock/clock-columns.js';
import { Clocks } from '../clock/clocks.js';
import { emulatedAt } from '../clock/namespace-clock.js';
import type { Claim } from './claims.repository.js';
import { JobAdvancer } from './job-advancer.js';
import { JobCommandsRepository } from './job-commands.repository.js';
import { type Moved, ask, passTime } from './job-life.js';
import type { JobEvent } from './job.machine.js';
import type { JobCommand } from './start-request.js';
import type { StoredJob } from './stored-job.js';
import { TransitionWriters } from './transition-writers.js';

/** What came of a command; `unknown`: there is no such job. */
export type CommandOutcome = 'changed' | 'unchanged' | 'unknown';

type Decided = Moved<StoredJob> & { isChanged: boolean };

/**
 * Changes that any replica may make to any job: under the row's lock, with its record and whatever else is written when
 * it moves in the same transaction. The claim of whoever held the job is broken, so that its write, made from what was
 * before, is refused.
 */
@Injectable()
export class JobCommands {
  constructor(
    private readonly repository: JobCommandsRepository,
    private readonly advancer: JobAdvancer,
    private readonly clocks: Clocks,
    private readonly writers: TransitionWriters,
  ) {}

  /** Asks something of a job, as of now. */
  command(namespace: string, id: string, command: JobCommand, takesMs: number): Promise<CommandOutcome> {
    return this.change(namespace, id, (job, at) => ask(job, eventOf(command, at, takesMs)));
  }

  /** Writes what time has made of a job, where its replica has not yet. */
  catchUp(namespace: string, id: string): Promise<CommandOutcome> {
    return this.change(namespace, id, (job, at) => {
      const moved = passTime(job, at);
      return { ...moved, isChanged: moved.transitions.length > 0 };
    });
  }

  private async change(
    namespace: string,
    id: string,
    decide: (job: StoredJob, at: number) => Decided,
  ): Promise<CommandOutcome> {
    const result = await this.repository.transaction(async (executor) => {
      if (!(await this.repository.lock(executor, namespace, id))) return 'unknown';
      const row = await this.repository.read(executor, id);
      const clock = clockOf(row);
      this.clocks.learn(clock);
      const decided = decide(row, emulatedAt(clock, row.realNow));
      if (!decided.isChanged && decided.transitions.length === 0) return 'unchanged';
      const claim = this.advancer.claimFor(decided.job, clock);
      await this.repository.save(executor, decided, claim);
      await this.writers.write(executor, [decided]);
      return { ...decided, claim };
    });
    if (typeof result === 'string') return result;
    this.settle(result);
    return result.isChanged ? 'changed' : 'unchanged';
  }

  private settle({ job, claim }: Decided & { claim: Claim | null }): void {
    this.advancer.drop(job.id);
    if (claim !== null) this.advancer.hold({ ...job, claimToken: claim.token });
    if (this.writers.areWanted([job])) this.writers.written();
  }
}

function eventOf(command: JobCommand, at: number, takesMs: number): JobEvent {
  switch (command) {
    case 'cancel':
      return { type: 'CancelRequested', at, takesMs };
    case 'pause':
      return { type: 'PauseRequested', at };
    case 'resume':
      return { type: 'ResumeRequested', at };
    case 'begin':
      return { type: 'Begun', at };
  }
}
