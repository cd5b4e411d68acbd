import { Injectable } from '@nestjs/common';
import { bringsResult, writePoll, writeResult } from '@app/contracts';
import type { JobNow } from '../jobs/job-now.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { mannerOf, withHint } from './manner-of.js';
import { effectsFor, preventedBy, refused, unknownJob } from './refusals.js';
import { toldFacts } from './standings.js';

const NO_RESULT = 'There is no result of this job';

/** Polls, and reads of results. */
@Injectable()
export class ReadPlayer {
  constructor(private readonly jobs: JobsService) {}

  async poll(call: MatchedCall): Promise<Answer> {
    const { namespace, name, match, incoming, dialect } = call;
    const job = match.reference === undefined ? null : await this.jobs.touch(namespace, name, match.reference, 'poll');
    if (job === null) return unknownJob(call);
    const effects = effectsFor(call, job, 'poll');
    const facts = toldFacts(job, effects);
    const prevented = preventedBy(effects, call, job, facts);
    if (prevented !== undefined) return prevented;
    const { manner, hint } = mannerOf(call, job, facts, 'poll');
    const draft = withHint(writePoll(dialect, { ...match, incoming }, facts, manner), hint);
    if (bringsResult(dialect, facts, draft) && !(await this.mayRead(call, job))) return this.readOff(call, job);
    return { draft, effects, kind: 'poll', job, facts };
  }

  /** Counts one more read, where they are counted at all. */
  private async mayRead({ namespace, name, match }: MatchedCall, { life }: JobNow): Promise<boolean> {
    if (life.resultReads === undefined) return true;
    const job = await this.jobs.touch(namespace, name, match.reference!, 'result');
    return job !== null && !isReadOff(job);
  }

  private readOff(call: MatchedCall, job: JobNow): Answer {
    return refused(call, { kind: 'unknown', message: 'The result can not be read any more' }, job);
  }

  /** Whether the job that is meant has succeeded. */
  async hasResult(call: MatchedCall): Promise<boolean> {
    return (await this.find(call))?.state === 'Completed';
  }

  async result(call: MatchedCall): Promise<Answer> {
    const { namespace, name, match, incoming, dialect } = call;
    const found = await this.find(call);
    if (found === null) return unknownJob(call);
    // Asked for too early it is not read, and so not counted.
    if (found.state !== 'Completed') return this.withoutResult(call, found);
    const job = await this.jobs.touch(namespace, name, match.reference!, 'result');
    if (job === null) return unknownJob(call);
    const effects = effectsFor(call, job, 'result');
    const facts = toldFacts(job, effects);
    const prevented = preventedBy(effects, call, job, facts);
    if (prevented !== undefined) return prevented;
    if (isReadOff(job)) return this.readOff(call, job);
    const { manner } = mannerOf(call, job, facts, 'other');
    return { draft: writeResult(dialect, { ...match, incoming }, facts, manner), effects, kind: 'result', job, facts };
  }

  /** Most APIs have nothing there; some have a list with nothing in it. */
  private withoutResult(call: MatchedCall, job: JobNow): Answer {
    const { dialect, match, incoming } = call;
    const effects = effectsFor(call, job, 'other');
    const facts = toldFacts(job, effects);
    const prevented = preventedBy(effects, call, job);
    if (prevented !== undefined) return prevented;
    if (dialect.supplement.result?.anytime !== true) {
      return refused(call, { kind: 'unknown', message: NO_RESULT }, job);
    }
    const { manner } = mannerOf(call, job, facts, 'other');
    return { draft: writeResult(dialect, { ...match, incoming }, facts, manner), effects, kind: 'result', job, facts };
  }

  private async find({ namespace, name, match: { reference } }: MatchedCall): Promise<JobNow | null> {
    return reference === undefined ? null : this.jobs.findByReference(namespace, name, reference);
  }
}

/** Whether its result was read more often than it can be. */
function isReadOff({ counts, life }: JobNow): boolean {
  return counts.result > (life.resultReads ?? Infinity);
}
