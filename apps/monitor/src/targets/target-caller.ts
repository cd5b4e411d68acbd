import { Injectable } from '@nestjs/common';
import type { ProfileAuth } from '@app/contracts';
import type { Answer, SendOptions, TargetRequest } from './target-answer.js';
import { TargetClient } from './target.client.js';

/** What of a profile decides which credentials go where. A profile itself is one. */
export interface Caller {
  auth?: ProfileAuth | undefined;
  baseUrl?: string | undefined;
}

export interface TargetCall extends SendOptions {
  request: TargetRequest;
  profile: Caller;
}

/** Sends the requests of profiles: with the credentials that the profile names, to the origins that it lists. */
@Injectable()
export class TargetCaller {
  constructor(private readonly client: TargetClient) {}

  /** Adds the credentials and sends. Never throws. A 401 is a reply like any other: see `renew`. */
  async call(call: TargetCall): Promise<Answer> {
    return this.client.send(call.request, call);
  }

  /**
   * After a 401: gets fresh credentials, unless those of this profile are fresher than `sentAt` (monotonic) already. True
   * where a repeat is worth while, because the repeat would carry others than the request that was sent then.
   */
  async renew(_profile: Caller, _sentAt: number): Promise<boolean> {
    return false;
  }
}
