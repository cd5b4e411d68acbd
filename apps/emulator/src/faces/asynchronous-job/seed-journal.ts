import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseClock, problemOf } from '@app/platform';
import { Clocks } from '../../clock/clocks.js';
import { namespaceOf } from '../../namespaces/namespace-of.js';
import { type PlayedRequest, SEED } from '../../referee/played-request.js';
import { RequestJournal } from '../../referee/request-journal.js';
import { SeedSender } from './seed-sender.js';

type Answer = Pick<PlayedRequest, 'job' | 'reply' | 'tellsEnd'>;

/** Tells the referee of the requests to the seed's routes. */
@Injectable()
export class SeedJournal {
  constructor(
    private readonly journal: RequestJournal,
    private readonly sender: SeedSender,
    private readonly clocks: Clocks,
    private readonly clock: DatabaseClock,
  ) {}

  /** Answers as `answer` does, and records what that was. No interceptor, for these routes are asked often. */
  async recorded<Answered>(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: () => Promise<Answered>,
  ): Promise<Answered> {
    const namespace = namespaceOf(request);
    const at = this.clock.now();
    const emulatedAt = await this.clocks.now(namespace);
    const record = (told: Answer): void =>
      this.journal.record({ ...playedBy(request), ...told, namespace, at, emulatedAt, answeredAt: this.clock.now() });
    try {
      const answered = await answer();
      record(this.sender.toldBy(reply) ?? { job: null, reply: null });
      return answered;
    } catch (error) {
      record({ job: null, reply: { code: problemOf(error, request.id).status, headers: {} } });
      throw error;
    }
  }
}

function playedBy(request: FastifyRequest) {
  const { method, originalUrl: url, headers, params } = request;
  const { jobId } = params as { jobId?: string };
  const key = headers['idempotency-key'] as string | undefined;
  const start = { takesKey: true, isSafeToRepeat: true, ...(key === undefined ? {} : { key }) };
  return {
    dialect: SEED,
    origin: 'own' as const,
    url,
    request: { method, headers: headers as Record<string, string>, query: [], body: undefined, text: undefined },
    ...(jobId === undefined ? { kind: 'start' as const, start } : { kind: 'poll' as const, reference: jobId }),
  };
}
