import { Injectable } from '@nestjs/common';
import { writePoll, writeResult } from '@app/contracts';
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
    return { draft, effects, kind: 'poll', job, facts };
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
    if (found.state !== 'Completed') {
      const effects = effectsFor(call, found, 'other');
      return preventedBy(effects, call, found) ?? refused(call, { kind: 'unknown', message: NO_RESULT }, found);
    }
    const job = await this.jobs.touch(namespace, name, match.reference!, 'result');
    if (job === null) return unknownJob(call);
    const effects = effectsFor(call, job, 'result');
    const facts = toldFacts(job, effects);
    const prevented = preventedBy(effects, call, job, facts);
    if (prevented !== undefined) return prevented;
    if (job.counts.result > (job.life.resultReads ?? Infinity)) {
      return refused(call, { kind: 'unknown', message: 'The result can not be read any more' }, job);
    }
    const { manner } = mannerOf(call, job, facts, 'other');
    return { draft: writeResult(dialect, { ...match, incoming }, facts, manner), effects, kind: 'result', job, facts };
  }

  private async find({ namespace, name, match: { reference } }: MatchedCall): Promise<JobNow | null> {
    return reference === undefined ? null : this.jobs.findByReference(namespace, name, reference);
  }
}
