import {
  ClientSecretBasic,
  ClientSecretPost,
  ResponseBodyError,
  allowInsecureRequests,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
} from 'oauth4webapi';
import type { ClientCredentials } from './secret-values.js';
import { type Answer, type TargetRequest, refused } from './target-answer.js';
import type { TargetClient } from './target.client.js';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 65_536;
const MAX_WORDS = 256;

export interface TokenGrant {
  tokenUrl?: string | undefined;
  scope?: string | undefined;
  audience?: string | undefined;
}

/**
 * How a client shows who it is (RFC 6749, section 2.3.1). Every server takes the first, says the RFC; the second is for
 * those that don't, and JSON for those that take no form at all.
 */
const styles = ['basic', 'post', 'json'] as const;
export type TokenStyle = (typeof styles)[number];

export interface GrantedToken {
  value: string;
  /** As the server says; undefined where it does not. */
  lifetimeMs: number | undefined;
  style: TokenStyle;
}

export type Failure = Exclude<Answer, { kind: 'reply' }>;

/**
 * Asks for an access token by client credentials (RFC 6749, section 4.4), in the style that is known to do, or in each
 * until one does. Without a token: the answer to whoever needed it. Never throws.
 */
export async function requestToken(
  client: TargetClient,
  grant: TokenGrant,
  credentials: ClientCredentials,
  known: TokenStyle | undefined,
): Promise<GrantedToken | Failure> {
  const { tokenUrl } = grant;
  if (tokenUrl === undefined || !URL.canParse(tokenUrl)) {
    return refused('token-refused', 'The profile has no tokenUrl to get a token from');
  }
  let first: Failure | undefined;
  for (const style of known === undefined ? styles : [known]) {
    const granted = await attempt(client, { ...grant, tokenUrl }, credentials, style);
    if (!('kind' in granted) || granted.error.code !== 'token-refused') return granted;
    first ??= granted;
  }
  return first!;
}

async function attempt(
  client: TargetClient,
  { tokenUrl, scope, audience }: TokenGrant & { tokenUrl: string },
  { clientId, clientSecret }: ClientCredentials,
  style: TokenStyle,
): Promise<GrantedToken | Failure> {
  const server = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  const about = { client_id: clientId };
  const auth = style === 'basic' ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret);
  const parameters = { ...(scope === undefined ? {} : { scope }), ...(audience === undefined ? {} : { audience }) };
  let answer: Answer | undefined;
  const send = async (url: string, options: { headers: Record<string, string>; body: URLSearchParams }) => {
    const { headers, body } = options;
    answer = await client.send(toRequest(url, headers, body, style), {
      purpose: 'token',
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
    });
    if (answer.kind !== 'reply') throw new Error('There was no reply');
    return new Response(answer.reply.text, {
      status: answer.reply.code,
      headers: { 'content-type': answer.reply.headers['content-type'] ?? '' },
    });
  };
  try {
    // Whether http will do is decided before: to this machine, and where the profile says so.
    const options = { [customFetch]: send as never, [allowInsecureRequests]: true };
    const response = await clientCredentialsGrantRequest(server, about, auth, parameters, options);
    const token = await processClientCredentialsResponse(server, about, response);
    const { access_token: value, expires_in: seconds } = token;
    return { value, lifetimeMs: seconds === undefined ? undefined : seconds * 1000, style };
  } catch (error) {
    // The library's errors hold what the server said, so they are neither passed on nor logged.
    return failureOf(answer, error, clientSecret);
  }
}

function toRequest(
  url: string,
  headers: Record<string, string>,
  body: URLSearchParams,
  style: TokenStyle,
): TargetRequest {
  if (style !== 'json') return { method: 'POST', url, headers: { ...headers }, body: body.toString() };
  const json = JSON.stringify(Object.fromEntries(body));
  return { method: 'POST', url, headers: { ...headers, 'content-type': 'application/json' }, body: json };
}

/** The target itself has been sent nothing, whatever became of the request for a token. */
function failureOf(answer: Answer | undefined, error: unknown, clientSecret: string): Failure {
  if (answer === undefined) return refused('token-refused', 'No token can be asked for with this secret');
  if (answer.kind === 'refused') return answer;
  if (answer.kind !== 'reply') return unavailable(answer.error.message);
  const { code } = answer.reply;
  if (code >= 500 || code === 429 || code === 408) return unavailable(`The token endpoint answered ${code}`);
  const said =
    error instanceof ResponseBodyError ? [error.error, error.error_description] : ['no token that can be used'];
  const words = said.filter((word) => typeof word === 'string').join(': ');
  const shown = words.replaceAll(clientSecret, '***').slice(0, MAX_WORDS);
  return refused('token-refused', `The token endpoint answered ${code}: ${shown}`);
}

function unavailable(why: string): Failure {
  return { kind: 'notSent', error: { code: 'token-unavailable', message: `No access token could be got: ${why}` } };
}
