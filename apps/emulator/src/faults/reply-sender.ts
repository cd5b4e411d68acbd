import type { ServerResponse } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '@app/platform';
import type { ReplyPlan, Sent } from './reply-plan.js';
import { sendReply } from './send-reply.js';

/** Sends replies, well or broken. What is late or held when the app shuts down is cut off. */
@Injectable()
export class ReplySender implements OnModuleDestroy {
  private readonly open = new Set<AbortController>();
  private isClosing = false;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /** To be called with `reply.raw` after `reply.hijack()`. Never rejects. */
  async send(response: ServerResponse, plan: ReplyPlan): Promise<Sent> {
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    this.open.add(controller);
    response.once('close', stop);
    if (this.isClosing) stop();
    try {
      return await sendReply(response, plan, controller.signal);
    } catch (error) {
      this.logger.error({ err: error }, 'reply.unsendable');
      return 'left';
    } finally {
      response.off('close', stop);
      this.open.delete(controller);
    }
  }

  onModuleDestroy(): void {
    this.isClosing = true;
    for (const controller of this.open) controller.abort();
  }
}
