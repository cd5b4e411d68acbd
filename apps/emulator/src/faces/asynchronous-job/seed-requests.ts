import { Injectable } from '@nestjs/common';
import { AppError, problemOf } from '@app/platform';
import { credentialOf } from '../../faults/credential-of.js';
import { type FaultEffects, mergeEffects, prevents } from '../../faults/fault-effects.js';
import { faultsAt } from '../../faults/faults-at.js';
import { OutagesService } from '../../faults/outages.service.js';
import { JobUnknown } from '../../jobs/job.errors.js';
import type { JobNow } from '../../jobs/job-now.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { checkStart } from '../../jobs/start-checks.js';
import { ScenariosService } from '../../scenarios/scenarios.service.js';
import { type SeedAnswer, problemAnswer, refusedAnswer, startedAnswer, statusAnswer } from './seed-replies.js';

/** Of a request's headers what the routes look at. Names are in lower case. */
export type SeedHeaders = Record<string, string | undefined>;

/** Plays the seed's routes: as they are, and as scenarios and outages have it. */
@Injectable()
export class SeedRequests {
  constructor(
    private readonly jobs: JobsService,
    private readonly scenarios: ScenariosService,
    private readonly outages: OutagesService,
  ) {}

  start(namespace: string, name: string, headers: SeedHeaders, requestId: string): Promise<SeedAnswer> {
    return this.answer(namespace, requestId, (outage) => this.startUnder(outage, namespace, name, headers));
  }

  read(namespace: string, jobId: string, headers: SeedHeaders, requestId: string): Promise<SeedAnswer> {
    return this.answer(namespace, requestId, (outage) => this.readUnder(outage, namespace, jobId, headers));
  }

  /** What is refused meets an outage as well. Where there is none, the error is for the server to tell. */
  private async answer(
    namespace: string,
    requestId: string,
    work: (outage: FaultEffects) => Promise<SeedAnswer>,
  ): Promise<SeedAnswer> {
    const outage = await this.outages.effectsNow(namespace);
    if (prevents(outage)) return refusedAnswer(outage, null);
    try {
      return await work(outage);
    } catch (error) {
      if (!(error instanceof AppError) || Object.keys(outage).length === 0) throw error;
      return problemAnswer(problemOf(error, requestId), outage);
    }
  }

  private async startUnder(
    outage: FaultEffects,
    namespace: string,
    name: string,
    headers: SeedHeaders,
  ): Promise<SeedAnswer> {
    const { 'idempotency-key': startKey, 'longwatch-scenario': header } = headers;
    checkStart({ name, startKey });
    const route = `/job-start/${name}`;
    const credential = credentialOf(headers);
    const asked = { namespace, dialect: 'seed', route, name, startKey, header, credential };
    const given = await this.scenarios.lifeFor(asked);
    const effects = mergeEffects([outage, given.effects]);
    if (prevents(effects)) return refusedAnswer(effects, null);
    const { job } = await this.jobs.start({ namespace, dialect: null, name, startKey, life: given.lifeOf });
    return startedAnswer(job, effects);
  }

  private async readUnder(
    outage: FaultEffects,
    namespace: string,
    jobId: string,
    headers: SeedHeaders,
  ): Promise<SeedAnswer> {
    const job = await this.jobs.find(namespace, jobId);
    const effects = mergeEffects([outage, await this.faultsOf(namespace, job, headers)]);
    return prevents(effects) ? refusedAnswer(effects, job) : statusAnswer(job, effects);
  }

  /** Polls are counted where it matters alone: to count is to write. */
  private async faultsOf(namespace: string, job: JobNow, headers: SeedHeaders): Promise<FaultEffects> {
    const { faults = [], replies } = job.life;
    const isCounted = faults.some(({ on = 'poll' }) => on === 'poll' || on === 'any');
    if (!isCounted && replies?.credentials === undefined) return {};
    const counted = isCounted ? await this.jobs.touch(namespace, null, job.id, 'poll') : job;
    if (counted === null) throw new JobUnknown(job.id);
    return faultsAt(job.life, {
      on: 'poll',
      number: counted.counts.poll,
      ageMs: job.now - job.createdAt,
      credential: credentialOf(headers),
    });
  }
}
