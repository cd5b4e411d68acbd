import { Injectable } from '@nestjs/common';
import { writeList, writeOther } from '@app/contracts';
import type { FaultEffects } from '../faults/fault-effects.js';
import type { JobNow } from '../jobs/job-now.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { MAX_LISTED } from './find-player.js';
import { mannerOf } from './manner-of.js';
import { OperationPlayer } from './operation-player.js';
import { StartPlayer } from './start-player.js';
import { effectsFor, preventedBy, unknownJob } from './refusals.js';
import { toldFacts } from './standings.js';

/** Routes of the supplement: those of no interest to a poller. */
@Injectable()
export class OtherPlayer {
  constructor(
    private readonly jobs: JobsService,
    private readonly operations: OperationPlayer,
    private readonly starts: StartPlayer,
  ) {}

  async play(call: MatchedCall): Promise<Answer> {
    const { dialect, match, namespace, name } = call;
    const { does, ofJob, lists } = dialect.supplement.routes![match.route.index]!;
    if (lists !== undefined) return this.list(call);
    if (does === 'start') return this.starts.play({ ...call, match: { ...match, route: { kind: 'start', index: 0 } } });
    if (does !== undefined && does !== 'poll') {
      const operated = await this.operations.operate(call, does);
      return 'draft' in operated ? operated : this.answered(call, operated.job, operated.effects);
    }
    if (match.reference === undefined) {
      return ofJob === true
        ? unknownJob(call)
        : (preventedBy(call.outage, call) ?? this.answered(call, null, call.outage));
    }
    const job =
      does === 'poll'
        ? await this.jobs.touch(namespace, name, match.reference, 'poll')
        : await this.jobs.findByReference(namespace, name, match.reference);
    if (job === null) return ofJob === false ? this.answered(call, null, call.outage) : unknownJob(call);
    const effects = effectsFor(call, job, does === 'poll' ? 'poll' : 'other');
    return preventedBy(effects, call, job) ?? this.answered(call, job, effects);
  }

  private async list(call: MatchedCall): Promise<Answer> {
    const { namespace, name, match, incoming, dialect, base, outage } = call;
    const prevented = preventedBy(outage, call);
    if (prevented !== undefined) return prevented;
    const { input } = match.bound;
    const { jobs } = await this.jobs.list(namespace, { dialect: name, input, limit: MAX_LISTED });
    const facts = jobs.map((job) => toldFacts(job));
    const draft = writeList(dialect, { ...match, incoming }, facts, { base });
    return { draft, effects: outage, kind: 'other', job: null, facts: null };
  }

  private answered(call: MatchedCall, job: JobNow | null, effects: FaultEffects): Answer {
    const facts = job && toldFacts(job, effects);
    const manner = job && facts ? mannerOf(call, job, facts, 'other').manner : { base: call.base };
    const draft = writeOther(call.dialect, { ...call.match, incoming: call.incoming }, facts, manner);
    return { draft, effects, kind: 'other', job, facts };
  }
}
