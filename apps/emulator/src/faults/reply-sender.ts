import type { ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ReplyPlan, Sent } from './reply-plan.js';

/** Sends replies, well or broken. What is late or held when the app shuts down is cut off. */
@Injectable()
export class ReplySender implements OnModuleDestroy {
  /** To be called with `reply.raw` after `reply.hijack()`. Never rejects. */
  send(_response: ServerResponse, _plan: ReplyPlan): Promise<Sent> {
    throw new Error('not yet');
  }

  onModuleDestroy(): void {}
}
