import { Injectable } from '@nestjs/common';
import {
  type CompiledProfile,
  type ProfileRequest,
  type RemoteError,
  type Reply,
  RequestFault,
  redactor,
} from '@app/contracts';
import type { AbortSource } from '../targets/abort.js';
import type { Purpose } from '../targets/target-answer.js';
import { TargetCaller } from '../targets/target-caller.js';
import { type Exchange, type ExchangeStep, exchangeOf } from './exchange.js';

/**
 * What came of a request: a reply that was read; `notSent`, surely nothing arrived; `unanswered`, perhaps it did;
 * `refused`, we may not or can't send it, and trying again would change nothing.
 */
export type Called<Reading> =
  | { kind: 'read'; reading: Reading; reply: Reply; exchange: Exchange }
  | { kind: 'notSent' | 'unanswered' | 'refused'; error: RemoteError };

export interface Call<Reading> {
  profile: CompiledProfile;
  step: ExchangeStep;
  phase: string | null;
  request: ProfileRequest;
  read: (reply: Reply) => Reading;
  timeoutMs: number;
  abort?: AbortSource | undefined;
  maxBytes?: number | undefined;
}

const purposes: Record<ExchangeStep, Purpose> = {
  before: 'before',
  start: 'start',
  find: 'find',
  poll: 'poll',
  cancel: 'operation',
  pause: 'operation',
  resume: 'operation',
  purge: 'operation',
  result: 'result',
};

/** Sends one request of a profile and reads the reply; a reply that asks for new credentials gets them once. */
@Injectable()
export class RemoteCalls {
  constructor(private readonly caller: TargetCaller) {}

  /** Never throws for what a profile or a remote side can cause. */
  async call<Reading extends { verdict: string }>(call: Call<Reading>): Promise<Called<Reading>> {
    const sentAt = performance.now();
    const first = await this.send(call);
    if (first.kind !== 'read' || first.reading.verdict !== 'reauth') return first;
    return (await this.caller.renew(call.profile.profile, sentAt, call.request.url)) ? this.send(call) : first;
  }

  private async send<Reading>(call: Call<Reading>): Promise<Called<Reading>> {
    const { step, phase, profile, request, timeoutMs, abort, maxBytes } = call;
    const answer = await this.caller.call({
      request,
      profile: profile.profile,
      purpose: purposes[step],
      timeoutMs: Math.max(1, Math.min(timeoutMs, request.timeoutMs ?? Infinity)),
      abort,
      maxBytes,
    });
    if (answer.kind !== 'reply') return answer;
    const { reply } = answer;
    return {
      kind: 'read',
      reading: call.read(reply),
      reply,
      // Most replies bring nothing new, and nobody keeps them: what is kept is made when it is asked for.
      get exchange() {
        return exchangeOf({ step, phase, request, reply }, redactor(profile));
      },
    };
  }
}

/** A request, or why the profile can't make it of what is known: nothing of that changes by trying again. */
export function built(build: () => ProfileRequest | undefined): ProfileRequest | { error: RemoteError } {
  try {
    return build() ?? { error: { code: 'profile-unfit', message: 'The profile has no such request' } };
  } catch (error) {
    if (!(error instanceof RequestFault)) throw error;
    return { error: { code: 'profile-unfit', message: error.message } };
  }
}
