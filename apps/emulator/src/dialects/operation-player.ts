import { Injectable } from '@nestjs/common';
import { type OperationKind, type OperationOutcome, durationMs, writeOperation } from '@app/contracts';
import type { FaultEffects } from '../faults/fault-effects.js';
import type { JobNow } from '../jobs/job-now.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Answer, MatchedCall } from './dialect-call.js';
import { mannerOf } from './manner-of.js';
import { effectsFor, preventedBy, unknownJob } from './refusals.js';
import { hasEnded, toldFacts } from './standings.js';

/** What was done to a job: how it stands after it, and the code that a scenario says. */
export interface Operated {
  job: JobNow;
  effects: FaultEffects;
  outcome: OperationOutcome;
  code: number | undefined;
}

const REFUSED_CODE = 501;

/** Cancels, pauses, resumes and deletes jobs, as far as their scenario lets it happen. */
@Injectable()
export class OperationPlayer {
  constructor(private readonly jobs: JobsService) {}

  async play(call: MatchedCall, asked: OperationKind): Promise<Answer> {
    const operated = await this.operate(call, asked);
    if ('draft' in operated) return operated;
    const { job, effects, code, kind } = operated;
    const isTaken = operated.outcome === 'gone' && code === undefined && takesAfterEnd(call, kind);
    const outcome = isTaken ? 'accepted' : operated.outcome;
    const facts = toldFacts(job, effects);
    const { manner } = mannerOf(call, job, facts, 'other');
    const route = { kind, index: call.match.route.index };
    const draft = writeOperation(
      call.dialect,
      { ...call.match, route, incoming: call.incoming },
      facts,
      code === undefined ? manner : { ...manner, code },
      outcome,
    );
    return { draft, effects, kind, job, facts };
  }

  /** Does it, or answers why not. Where one request means a cancel or a deletion, how the job stands tells which. */
  async operate(call: MatchedCall, asked: OperationKind): Promise<(Operated & { kind: OperationKind }) | Answer> {
    const { namespace, name, match } = call;
    const { reference } = match;
    const found =
      reference === undefined
        ? null
        : asked === 'cancel' || meansBoth(call)
          ? await this.jobs.touch(namespace, name, reference, 'cancel')
          : await this.jobs.findByReference(namespace, name, reference);
    if (found === null) return unknownJob(call);
    const effects = effectsFor(call, found, asked === 'cancel' ? 'cancel' : 'other');
    const prevented = preventedBy(effects, call, found, toldFacts(found, effects));
    if (prevented !== undefined) return prevented;
    const isOver = hasEnded(toldFacts(found));
    const kind = meansBoth(call) ? (isOver ? 'purge' : 'cancel') : asked;
    const done = kind === 'cancel' ? await this.cancel(found) : await this.command(found, kind, isOver);
    return { ...done, effects, kind };
  }

  private async cancel(job: JobNow): Promise<Omit<Operated, 'effects'>> {
    const { as = 'confirmed', takes, code, ended } = job.life.replies?.cancel ?? {};
    if (hasEnded(toldFacts(job))) return { job, outcome: 'gone', code: ended };
    if (as === 'refused') return { job, outcome: 'refused', code: code ?? REFUSED_CODE };
    if (as === 'ignored') return { job, outcome: 'accepted', code };
    const takesMs = as === 'confirmed' && takes !== undefined ? durationMs(takes) : 0;
    const { job: after } = await this.jobs.command(job.namespace, job.id, 'cancel', takesMs);
    return { job: after, outcome: 'accepted', code };
  }

  private async command(
    job: JobNow,
    kind: Exclude<OperationKind, 'cancel'>,
    isOver: boolean,
  ): Promise<Omit<Operated, 'effects'>> {
    if (kind === 'purge') {
      if (!isOver) return { job, outcome: 'refused', code: undefined };
      await this.jobs.delete(job.namespace, job.id);
      return { job, outcome: 'accepted', code: undefined };
    }
    if (isOver) return { job, outcome: 'gone', code: undefined };
    const { job: after } = await this.jobs.command(job.namespace, job.id, kind);
    return { job: after, outcome: 'accepted', code: undefined };
  }
}

/** Whether the request is one for a cancel as well as for a deletion. */
function meansBoth({ match: { route, also } }: MatchedCall): boolean {
  const kinds = [route, ...also].map(({ kind }) => kind);
  return kinds.includes('cancel') && kinds.includes('purge');
}

/** Whether the API takes it from a job that has ended as if it had done something. */
function takesAfterEnd({ dialect }: MatchedCall, kind: OperationKind): boolean {
  return dialect.supplement.idempotent?.includes(kind) ?? false;
}
