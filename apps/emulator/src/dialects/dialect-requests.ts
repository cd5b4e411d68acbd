import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DatabaseClock } from '@app/platform';
import { Clocks } from '../clock/clocks.js';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { applyFaults } from '../faults/apply-faults.js';
import { credentialOf } from '../faults/credential-of.js';
import { OutagesService } from '../faults/outages.service.js';
import { ReplySender } from '../faults/reply-sender.js';
import { RequestJournal } from '../referee/request-journal.js';
import { dialectBase, foreignDialectBase } from './dialect-base.js';
import type { DialectCall } from './dialect-call.js';
import { DialectPlayer } from './dialect-player.js';
import { DialectsService } from './dialects.service.js';
import { toIncomingRequest } from './incoming-request.js';
import { playedRequestOf } from './played-request-of.js';

/** The most that is read of a request's body. */
export const MAX_BODY_BYTES = 1_048_576;

/** Where a request came in. */
export interface Entrance {
  namespace: string;
  name: string;
  isForeign: boolean;
}

/** Takes a request of a dialect from the server to the player, and what it answers back, whole or broken. */
@Injectable()
export class DialectRequests {
  constructor(
    @Inject(CONFIG) private readonly config: EmulatorConfig,
    private readonly dialects: DialectsService,
    private readonly player: DialectPlayer,
    private readonly outages: OutagesService,
    private readonly sender: ReplySender,
    private readonly journal: RequestJournal,
    private readonly clock: DatabaseClock,
    private readonly clocks: Clocks,
  ) {}

  async answer(entrance: Entrance, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const at = this.clock.now();
    const call = await this.callOf(entrance, request);
    const emulatedAt = await this.clocks.now(entrance.namespace);
    const { call: played, answer } = await this.player.play(call);
    const plan = applyFaults(answer.draft, answer.effects, this.clock.now());
    reply.hijack();
    const sent = await this.sender.send(reply.raw, plan);
    const answeredAt = this.clock.now();
    const { originalUrl: url } = request;
    this.journal.record(playedRequestOf({ call: played, answer, plan, sent, url, at, answeredAt, emulatedAt }));
  }

  private async callOf({ namespace, name, isForeign }: Entrance, request: FastifyRequest): Promise<DialectCall> {
    const [dialect, outage] = await Promise.all([
      this.dialects.open(namespace, name),
      this.outages.effectsNow(namespace),
    ]);
    const body = Buffer.isBuffer(request.body) ? request.body : undefined;
    const isTooLarge = body !== undefined && body.length > MAX_BODY_BYTES;
    const incoming = toIncomingRequest({
      method: request.method,
      target: targetOf(request.url),
      headers: request.headers,
      body: isTooLarge ? undefined : body,
    });
    return {
      namespace,
      name,
      dialect,
      incoming,
      isTooLarge,
      isForeign,
      base: dialectBase(this.config.EMULATOR_PUBLIC_BASE_URL, namespace, name),
      foreignBase: foreignDialectBase(this.config.EMULATOR_FOREIGN_BASE_URL, namespace, name),
      credential: credentialOf(incoming.headers),
      scenario: incoming.headers['longwatch-scenario'],
      outage,
    };
  }
}

/** Path and query behind the dialect's name. */
function targetOf(url: string): string {
  return url.replace(/^(\/foreign)?\/dialects\/[^/?]*/, '');
}
