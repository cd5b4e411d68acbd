import type { ProfileRequest, RemoteError, Reply } from '@app/contracts';
import type { AbortSource } from './abort.js';

/** A request that is ready to be sent. */
export interface TargetRequest extends ProfileRequest {
  body?: string;
}

/** A reply as it came over the wire. */
export interface TargetReply extends Reply {
  /** The body as text, also where it is no JSON; its beginning where `isTruncated`. */
  text: string;
  /** What was asked for, without the credentials that were added. */
  url: string;
  /** The body was larger than the limit: `body` is undefined then. */
  isTruncated: boolean;
}

/**
 * What came of a request. `notSent`: surely nothing reached the remote side, and a later try may succeed. `unanswered`:
 * perhaps it did. `refused`: nothing was sent, and nothing will be until somebody changes the profile, the secret or
 * the settings; its code is one of `refusalCodes`.
 */
export type Answer =
  | { kind: 'reply'; reply: TargetReply }
  | { kind: 'notSent'; error: RemoteError }
  | { kind: 'unanswered'; error: RemoteError }
  | { kind: 'refused'; error: RemoteError };

/** Why a request was refused by ourselves. */
export const refusalCodes = [
  'target-not-allowed',
  'request-invalid',
  'secret-missing',
  'secret-unfit',
  'secret-unreadable',
  'credentials-need-https',
  'token-refused',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** What a request is for. Polls, searches and results may go out on an older connection: they are safe to repeat. */
export type Purpose = 'before' | 'start' | 'poll' | 'find' | 'operation' | 'result' | 'token';

export interface SendOptions {
  purpose: Purpose;
  /** For the whole exchange, from looking up the name to the last byte of the reply. */
  timeoutMs: number;
  /** Ends the exchange; the answer is then `unanswered`, or `notSent` where it had not begun. */
  abort?: AbortSource | undefined;
  /** How much of a reply is read; by default 1 MiB. */
  maxBytes?: number | undefined;
}

/** The answer to a request that we refuse to send. */
export function refused(code: RefusalCode, message: string): Extract<Answer, { kind: 'refused' }> {
  return { kind: 'refused', error: { code, message } };
}
