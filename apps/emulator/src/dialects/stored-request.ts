import { type CompiledDialect, type IncomingRequest, callbackEventsOf } from '@app/contracts';
import type { StoredRequest } from '../jobs/job-now.js';
import { isSecretParameter } from '../referee/credentials.js';
import type { MatchedCall } from './dialect-call.js';

/** Headers that say something of the job. The others may be credentials, which are not kept. */
const KEPT_HEADERS = ['accept', 'content-type', 'idempotency-key', 'prefer', 'user-agent'];

/** What is kept of the request that starts a job. */
export function storedRequestOf({ match: { bound }, incoming, credential, dialect }: MatchedCall): StoredRequest {
  const { callbackUrl } = bound;
  const on = callbackEventsOf(dialect, bound, incoming);
  return {
    incoming: withoutSecrets(incoming, dialect),
    bound,
    credential,
    ...(callbackUrl === undefined ? {} : { callback: { url: callbackUrl, ...(on === undefined ? {} : { on }) } }),
  };
}

function withoutSecrets(
  { method, path, query, headers, body, text }: IncomingRequest,
  { compiled: { auth } }: CompiledDialect,
): IncomingRequest {
  const own = auth?.scheme === 'api-key' ? [auth.name] : [];
  const kept = KEPT_HEADERS.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]] as const);
  return {
    method,
    path,
    query: query.filter(([name]) => !isSecretParameter(name, own)),
    headers: Object.fromEntries(kept),
    body,
    text: body === undefined ? text : undefined,
  };
}
