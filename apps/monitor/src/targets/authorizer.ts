import type { ProfileAuth, Secret } from '@app/contracts';
import type { SecretStore } from '../secrets/secret-store.js';
import { SecretUnreadable } from '../secrets/secret.errors.js';
import type { AccessTokens } from './access-tokens.js';
import { signForAws } from './aws-signer.js';
import { reachOf } from './credential-reach.js';
import { withHeader, withParameter } from './request-parts.js';
import { awsKeys, clientCredentials, nameAndPassword, singleValue } from './secret-values.js';
import { type TargetRequest, refused } from './target-answer.js';
import type { Failure } from './token-request.js';

/** A request with its credentials, and which texts of it no reply may bring back. */
export interface Authorized {
  request: TargetRequest;
  credentials: string[];
}

const NEEDS_HTTPS =
  'Credentials go over http to this machine alone, or to an origin that auth.origins lists with http: list it, or use https';

/** Adds the credentials that a profile names to requests for the origins that it lists, and to no others. */
export class Authorizer {
  constructor(
    private readonly secrets: Pick<SecretStore, 'find' | 'renew'>,
    private readonly tokens: AccessTokens,
  ) {}

  /** The request with its credentials, or as it is where none may go there; or the answer to it. Never throws. */
  async authorize(
    request: TargetRequest,
    auth: ProfileAuth,
    baseUrl: string | undefined,
  ): Promise<Authorized | Failure> {
    if (!URL.canParse(request.url)) return { request, credentials: [] };
    const reach = reachOf(new URL(request.url), auth, baseUrl);
    if (reach === 'no') return { request, credentials: [] };
    if (reach === 'needs-https') return refused('credentials-need-https', NEEDS_HTTPS);
    const secret = await this.find(auth.secret);
    return 'error' in secret ? secret : this.add(request, auth, secret);
  }

  /**
   * A request that was sent at `sentAt` was answered with 401. True where a repeat would carry other credentials: another
   * token, or a secret that has changed.
   */
  async renew(auth: ProfileAuth, sentAt: number): Promise<boolean> {
    if (await this.secrets.renew(auth.secret).catch(() => false)) return true;
    if (auth.scheme !== 'oauth2') return false;
    const secret = await this.find(auth.secret);
    const credentials = 'error' in secret ? undefined : clientCredentials(secret);
    return credentials !== undefined && this.tokens.renew(auth.secret, auth, credentials, sentAt);
  }

  private async find(name: string): Promise<Secret | Failure> {
    try {
      const secret = await this.secrets.find(name);
      return secret ?? refused('secret-missing', `There is no secret ${JSON.stringify(name)}`);
    } catch (error) {
      if (error instanceof SecretUnreadable) return refused('secret-unreadable', error.message);
      const message = `The secret ${JSON.stringify(name)} can not be read at the moment`;
      return { kind: 'notSent', error: { code: 'secret-unavailable', message } };
    }
  }

  private async add(request: TargetRequest, auth: ProfileAuth, secret: Secret): Promise<Authorized | Failure> {
    switch (auth.scheme) {
      case 'api-key': {
        const key = singleValue(secret);
        if (key === undefined) return unfit(auth, 'key');
        const value = `${auth.prefix ?? ''}${key}`;
        const add = auth.in === 'header' ? withHeader : withParameter;
        return { request: add(request, auth.name, value), credentials: [key] };
      }
      case 'bearer': {
        const token = singleValue(secret);
        return token === undefined ? unfit(auth, 'token') : withBearer(request, token);
      }
      case 'basic': {
        const pair = nameAndPassword(secret);
        if (pair === undefined) return unfit(auth, 'username and password');
        const encoded = Buffer.from(`${pair.username}:${pair.password}`).toString('base64');
        return {
          request: withHeader(request, 'authorization', `Basic ${encoded}`),
          credentials: [encoded, pair.password],
        };
      }
      case 'oauth2': {
        const credentials = clientCredentials(secret);
        if (credentials === undefined) return unfit(auth, 'clientId and clientSecret');
        if (!mayHoldSecrets(auth)) return refused('credentials-need-https', NEEDS_HTTPS);
        const token = await this.tokens.find(auth.secret, auth, credentials);
        return typeof token === 'string' ? withBearer(request, token) : token;
      }
      case 'sigv4': {
        const keys = awsKeys(secret);
        if (keys === undefined) return unfit(auth, 'accessKeyId and secretAccessKey');
        const { service, region } = auth;
        const signed = await signForAws(request, { service, region }, keys);
        const { sessionToken } = keys;
        return { request: signed, credentials: sessionToken === undefined ? [] : [sessionToken] };
      }
    }
  }
}

function withBearer(request: TargetRequest, token: string): Authorized {
  return { request: withHeader(request, 'authorization', `Bearer ${token}`), credentials: [token] };
}

/** The client's secret goes to the token endpoint under the same rule as credentials to a target. */
function mayHoldSecrets({ tokenUrl, origins }: Extract<ProfileAuth, { scheme: 'oauth2' }>): boolean {
  if (tokenUrl === undefined || !URL.canParse(tokenUrl)) return true;
  const url = new URL(tokenUrl);
  return reachOf(url, { origins: origins?.includes(url.origin) ? origins : undefined }, tokenUrl) === 'yes';
}

function unfit({ scheme, secret }: ProfileAuth, fields: string): Failure {
  return refused('secret-unfit', `The secret ${JSON.stringify(secret)} does not have what ${scheme} needs: ${fields}`);
}
