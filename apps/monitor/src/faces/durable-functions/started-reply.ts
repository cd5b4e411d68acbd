import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CheckStatus, InlineWaitQuery, InstanceOutput, InstanceStatus } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../../config.js';
import { toStarted } from '../check-status.js';
import { toEnded, toWait } from './durable-functions.view.js';
import { InlineWait } from './inline-wait.js';

/** Answers a start or a restart: with its links, or with its end where that comes while the client waits. */
@Injectable()
export class StartedReply {
  constructor(
    private readonly inlineWait: InlineWait,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  async answer(
    reply: FastifyReply,
    { id, instanceId }: { id: string; instanceId: string },
    query: InlineWaitQuery,
  ): Promise<CheckStatus | InstanceStatus | InstanceOutput> {
    const wait = toWait(query);
    const monitor = wait && (await this.inlineWait.forEnd(id, wait, reply.raw));
    const ended = monitor && toEnded(monitor);
    if (ended !== undefined) return ended;
    const { headers, body } = toStarted(this.config.publicBaseUrl, instanceId);
    void reply.code(202).headers(headers);
    return body;
  }
}
