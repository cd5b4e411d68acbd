import type { ProfileAuth } from '@app/contracts';
import type { Authorizer } from './authorizer.js';
import { conceal } from './conceal.js';
import { reachOf } from './credential-reach.js';
import type { Answer, SendOptions, TargetRequest } from './target-answer.js';
import type { TargetClient } from './target.client.js';

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
export class TargetCaller {
  constructor(
    private readonly client: TargetClient,
    private readonly authorizer: Authorizer,
  ) {}

  /** Adds the credentials and sends. Never throws. A 401 is a reply like any other: see `renew`. */
  call(call: TargetCall): Promise<Answer> {
    const { auth } = call.profile;
    return auth === undefined ? this.client.send(call.request, call) : this.callWith(auth, call);
  }

  /**
   * After a 401 to a request that was sent at `sentAt` (monotonic): makes sure that the next one has fresh credentials.
   * True where a repeat is worth while, because it would carry others. With the request's `url` those that carried none
   * for its origin is not among the profile's are told apart.
   */
  async renew({ auth, baseUrl }: Caller, sentAt: number, url?: string): Promise<boolean> {
    if (auth === undefined) return false;
    if (url !== undefined && (!URL.canParse(url) || reachOf(new URL(url), auth, baseUrl) !== 'yes')) return false;
    return this.authorizer.renew(auth, sentAt);
  }

  private async callWith(auth: ProfileAuth, call: TargetCall): Promise<Answer> {
    const { request, profile, timeoutMs } = call;
    const beganAt = performance.now();
    const authorized = await this.authorizer.authorize(request, auth, profile.baseUrl);
    if (!('request' in authorized)) return authorized;
    const remainingMs = Math.max(1, timeoutMs - (performance.now() - beganAt));
    const answer = await this.client.send(authorized.request, { ...call, timeoutMs: remainingMs }, request.url);
    return answer.kind === 'reply' ? { kind: 'reply', reply: conceal(answer.reply, authorized.credentials) } : answer;
  }
}
