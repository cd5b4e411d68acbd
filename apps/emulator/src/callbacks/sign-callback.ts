import { createHmac } from 'node:crypto';
import type { Profile } from '@app/contracts';
import { Webhook } from 'standardwebhooks';

/** How a profile has callbacks prove where they come from. */
export type CallbackProof = NonNullable<Profile['callback']>['verify'];

export interface CallbackToSign {
  /** The same in every repeat. */
  id: string;
  /** When it is sent, on the real clock: receivers take no signature that is minutes old. */
  sentAt: number;
  body: string;
}

/** The headers by which a receiver sees that a callback is ours. Throws where the secret does not fit the scheme. */
export function signCallback(
  proof: CallbackProof | undefined,
  secret: string,
  { id, sentAt, body }: CallbackToSign,
): Record<string, string> {
  switch (proof?.scheme) {
    case undefined:
    case 'url':
      return {};
    case 'token':
      return { [proof.header.toLowerCase()]: secret };
    case 'hmac': {
      const { header, algorithm, encoding, prefix = '' } = proof;
      return { [header.toLowerCase()]: prefix + createHmac(algorithm, secret).update(body).digest(encoding) };
    }
    case 'standard-webhooks':
      return {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(sentAt / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, new Date(sentAt), body),
      };
  }
}

/** Another secret that looks like it: what somebody signs with who does not know it. */
export function forgedSecret(secret: string): string {
  const [, prefix = '', text = ''] = /^(whsec_)?(.*)$/.exec(secret) ?? [];
  return (
    prefix +
    [...text]
      .reverse()
      .join('')
      .replace(/^(=*)(.*)$/, '$2$1')
  );
}
