import { Injectable } from '@nestjs/common';
import { writeFind } from '@app/contracts';
import { JobsService } from '../jobs/jobs.service.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { preventedBy, unknownJob } from './refusals.js';
import { toldFacts } from './standings.js';

/** So many jobs are told in one list, the newest first. */
export const MAX_LISTED = 100;

/** Lists of jobs, and the job that a start key finds. */
@Injectable()
export class FindPlayer {
  constructor(private readonly jobs: JobsService) {}

  async play(call: MatchedCall): Promise<Answer> {
    const { namespace, name, match, incoming, dialect, base, outage } = call;
    const prevented = preventedBy(outage, call);
    if (prevented !== undefined) return prevented;
    const found = await this.find(namespace, name, match.reference);
    if (found === null) return unknownJob(call);
    const facts = found.map((job) => toldFacts(job));
    const draft = writeFind(dialect, { ...match, incoming }, facts, { base });
    return { draft, effects: outage, kind: 'find', job: null, facts: null };
  }

  private async find(namespace: string, dialect: string, reference: string | undefined) {
    if (reference === undefined) return (await this.jobs.list(namespace, { dialect, limit: MAX_LISTED })).jobs;
    const job = await this.jobs.findByReference(namespace, dialect, reference);
    return job && [job];
  }
}
