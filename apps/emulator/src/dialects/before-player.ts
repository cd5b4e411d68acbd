import { Injectable } from '@nestjs/common';
import { writeBefore } from '@app/contracts';
import type { FaultEffects } from '../faults/fault-effects.js';
import type { JobNow } from '../jobs/job-now.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { JobMaker } from './job-maker.js';
import { mannerOf } from './manner-of.js';
import { openingStep } from './opening-step.js';
import { effectsFor, preventedBy, unknownJob } from './refusals.js';
import { toldFacts } from './standings.js';

/** Requests before the start: one of them may make the job, others are about it, or about no job at all. */
@Injectable()
export class BeforePlayer {
  constructor(
    private readonly jobs: JobsService,
    private readonly maker: JobMaker,
  ) {}

  async play(call: MatchedCall): Promise<Answer> {
    const { dialect, match, namespace, name } = call;
    if (openingStep(dialect) === match.route.index) {
      const made = await this.maker.make(call, { isOpen: true });
      return 'draft' in made ? made : this.answered(call, made.job, made.effects);
    }
    if (openingStep(dialect) === undefined || match.reference === undefined) {
      return preventedBy(call.outage, call) ?? this.answered(call, null, call.outage);
    }
    const job = await this.jobs.findByReference(namespace, name, match.reference);
    if (job === null) return unknownJob(call);
    const effects = effectsFor(call, job, 'other');
    return preventedBy(effects, call, job) ?? this.answered(call, job, effects);
  }

  private answered(call: MatchedCall, job: JobNow | null, effects: FaultEffects): Answer {
    const facts = job && toldFacts(job, effects);
    const manner = job && facts ? mannerOf(call, job, facts, 'other').manner : { base: call.base };
    const draft = writeBefore(call.dialect, { ...call.match, incoming: call.incoming }, facts, manner);
    return { draft, effects, kind: 'before', job, facts };
  }
}
