import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DatabaseClock } from '@app/platform';
import { applyFaults } from '../../faults/apply-faults.js';
import { ReplySender } from '../../faults/reply-sender.js';
import type { PlayedRequest } from '../../referee/played-request.js';
import type { SeedAnswer } from './seed-replies.js';

type Told = Pick<PlayedRequest, 'job' | 'reply' | 'tellsEnd'>;

/** Sends the answers of the seed's routes: Fastify's way as long as nothing goes wrong. */
@Injectable()
export class SeedSender {
  private readonly told = new WeakMap<FastifyReply, Told>();

  constructor(
    private readonly sender: ReplySender,
    private readonly clock: DatabaseClock,
  ) {}

  /** What is left for Fastify to send; undefined where all is sent. */
  async send(reply: FastifyReply, answer: SeedAnswer): Promise<unknown> {
    const { draft, effects, job, tellsEnd } = answer;
    const about = job && { id: job.id, reference: job.id };
    this.told.set(reply, { job: about, reply: draft, tellsEnd });
    if (Object.keys(effects).length === 0) {
      void reply.code(draft.code).headers(draft.headers);
      return draft.body;
    }
    const plan = applyFaults(draft, effects, this.clock.now());
    reply.hijack();
    const sent = await this.sender.send(reply.raw, plan);
    const isWhole = sent === 'whole';
    this.told.set(reply, { job: about, reply: isWhole ? plan : null, tellsEnd: isWhole && tellsEnd });
    return undefined;
  }

  /** What became of a request, for the referee; undefined where it was refused before. */
  toldBy(reply: FastifyReply): Told | undefined {
    return this.told.get(reply);
  }
}
