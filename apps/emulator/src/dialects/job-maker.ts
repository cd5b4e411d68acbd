import { Injectable } from '@nestjs/common';
import { type CompiledDialect, type ErrorToWrite, totalOf } from '@app/contracts';
import { type FaultEffects, mergeEffects } from '../faults/fault-effects.js';
import type { JobNow } from '../jobs/job-now.js';
import { ReferenceTaken, StartKeyInvalid, StartKeyReused } from '../jobs/job.errors.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Life } from '../jobs/life.js';
import { ScenariosService } from '../scenarios/scenarios.service.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { nameOf, referenceOf } from './job-naming.js';
import { keyPlaceOf } from './key-place.js';
import { preventedBy, refused } from './refusals.js';
import { type Repeated, repeatedIn } from './repeats.js';
import { storedRequestOf } from './stored-request.js';

/** A job that a request made, or that was there for its key. */
export interface MadeJob {
  job: JobNow;
  isRepeated: boolean;
  repeated: Repeated;
  effects: FaultEffects;
}

/** Makes jobs of requests: with the life of their scenario, under the key and the reference that the API takes. */
@Injectable()
export class JobMaker {
  constructor(
    private readonly jobs: JobsService,
    private readonly scenarios: ScenariosService,
  ) {}

  /** The job, or what is answered where none is made. */
  async make(call: MatchedCall, { isOpen }: { isOpen: boolean }): Promise<MadeJob | Answer> {
    const { namespace, name: dialectName, dialect, incoming, match, credential } = call;
    const name = nameOf(dialect, match);
    const startKey = match.bound.key ?? incoming.headers['idempotency-key'];
    const given = await this.scenarios.lifeFor({
      namespace,
      dialect: dialectName,
      route: incoming.path,
      name,
      startKey,
      input: match.bound.input,
      header: call.scenario,
      credential,
    });
    const effects = mergeEffects([call.outage, given.effects]);
    const prevented = preventedBy(effects, call);
    if (prevented !== undefined) return prevented;
    const reference = referenceOf(dialect, match, name);
    if (reference === undefined) return refused(call, { kind: 'other', message: 'The name of the job is too long' });
    const repeated = repeatedIn(dialect, given.lifeOf(0).replies, incoming);
    try {
      const { job, isRepeated } = await this.jobs.start({
        namespace,
        dialect: dialectName,
        name,
        startKey: repeated === 'another' ? undefined : startKey,
        reference,
        taken: dialect.supplement.taken,
        life: (ordinal) => inPieces(given.lifeOf(ordinal), totalOf(dialect, match.bound)),
        request: storedRequestOf(call),
        isOpen,
      });
      return { job, isRepeated, repeated, effects };
    } catch (error) {
      if (error instanceof ReferenceTaken) return refused(call, { kind: 'taken' });
      if (error instanceof StartKeyInvalid) return refused(call, unkept(call, error));
      if (error instanceof StartKeyReused) return refused(call, reusedIn(dialect, error));
      throw error;
    }
  }
}

/** A life whose progress is told in as many pieces as the request has, unless its scenario says in how many. */
function inPieces(life: Life, total: number | undefined): Life {
  const { progress = { steps: 100 } } = life;
  return total === undefined || progress === false ? life : { ...life, progress: { total, ...progress } };
}

/** A key that can't be kept, at its place in the API's own request. */
function unkept({ dialect, match }: MatchedCall, { fault }: StartKeyInvalid): ErrorToWrite {
  return { kind: 'other', status: 400, message: `${keyPlaceOf(dialect, match) ?? 'Idempotency-Key'} ${fault}` };
}

/** A key that another request had: in the API's own words, where it has some for that. */
function reusedIn({ supplement }: CompiledDialect, { message }: StartKeyReused): ErrorToWrite {
  return supplement.errors?.taken === undefined ? { kind: 'other', status: 422, message } : { kind: 'taken' };
}
