import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type JobFacts, type Manner, writeError, writeRepeated, writeStart } from '@app/contracts';
import type { FaultEffects } from '../faults/fault-effects.js';
import type { JobNow } from '../jobs/job-now.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { JobMaker, type MadeJob } from './job-maker.js';
import { mannerOf, withHint } from './manner-of.js';
import { openingStep } from './opening-step.js';
import { effectsFor, preventedBy, unknownJob } from './refusals.js';
import { toldFacts } from './standings.js';

/** Starts jobs: new ones, and those that were made before and wait. */
@Injectable()
export class StartPlayer {
  constructor(
    private readonly jobs: JobsService,
    private readonly maker: JobMaker,
  ) {}

  async play(call: MatchedCall): Promise<Answer> {
    const { match, dialect } = call;
    if (openingStep(dialect) !== undefined && match.reference !== undefined) return this.begin(call, match.reference);
    const made = await this.maker.make(call, { isOpen: false });
    if ('draft' in made) return made;
    if (!made.isRepeated) return this.started(call, made.job, made.effects);
    const facts = toldFacts(made.job);
    const { manner } = mannerOf(call, made.job, facts, 'start');
    const draft = this.again(call, made, facts, manner);
    if (draft === undefined) return this.started(call, made.job, made.effects);
    return { draft, effects: made.effects, kind: 'start', job: made.job, facts };
  }

  /** What a repeat is told where it is not the first answer again: an API says it in its own way, or not at all. */
  private again(call: MatchedCall, { repeated, job }: MadeJob, facts: JobFacts, manner: Manner) {
    const { match, dialect, incoming } = call;
    const asked = { ...match, incoming };
    if (repeated === 'conflict') return writeError(dialect, asked, incoming, { kind: 'taken', status: 409 }, manner);
    if (dialect.supplement.repeated !== 'first') return writeRepeated(dialect, asked, facts, manner);
    const isSame = isDeepStrictEqual(job.request?.bound.input, match.bound.input);
    return isSame ? undefined : writeError(dialect, asked, incoming, { kind: 'taken' }, manner);
  }

  private async begin(call: MatchedCall, reference: string): Promise<Answer> {
    const found = await this.jobs.touch(call.namespace, call.name, reference, 'start');
    if (found === null) return unknownJob(call);
    const effects = effectsFor(call, found, 'start');
    const prevented = preventedBy(effects, call, found);
    if (prevented !== undefined) return prevented;
    const { job } = await this.jobs.command(call.namespace, found.id, 'begin');
    return this.started(call, job, effects);
  }

  private started(call: MatchedCall, job: JobNow, effects: FaultEffects): Answer {
    const { dialect, match, incoming } = call;
    const facts = toldFacts(job, effects);
    const { manner, hint } = mannerOf(call, job, facts, 'start');
    const draft = withHint(writeStart(dialect, { ...match, incoming }, facts, manner), hint);
    return { draft, effects, kind: 'start', job, facts };
  }
}
