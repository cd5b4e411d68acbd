import type { ClientCredentials } from './secret-values.js';
import type { TargetClient } from './target.client.js';
import { type Failure, type TokenGrant, type TokenStyle, requestToken } from './token-request.js';

/** A token is replaced this long before it ends, or a tenth of its life where that is shorter. */
const EARLY_MS = 60_000;
const EARLY_SHARE = 0.1;
/** Of a server that does not say for how long. */
const USUAL_LIFE_MS = 3_600_000;
/** After a failure nobody asks again for so long. */
const PAUSE_MS = 2000;
/** A token that is refused at this age was no old one: another would be refused, too. */
const FRESH_MS = 30_000;
const MAX_ENTRIES = 10_000;

interface Token {
  value: string;
  obtainedAt: number;
  refreshAt: number;
  expiresAt: number;
}

interface Entry {
  token?: Token | undefined;
  style?: TokenStyle | undefined;
  failure?: { answer: Failure; until: number } | undefined;
  pending?: Promise<Failure | undefined> | undefined;
}

/** The access tokens of OAuth2 clients: got once for all who need them, replaced before they end, one request at a time. */
export class AccessTokens {
  private readonly entries = new Map<string, Entry>();

  /** @param now monotonic, in milliseconds */
  constructor(
    private readonly client: TargetClient,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A token that is good for now; without one, the answer to whoever needed it. Never throws. */
  async find(secretName: string, grant: TokenGrant, credentials: ClientCredentials): Promise<string | Failure> {
    const entry = this.entry(secretName, grant, credentials);
    const { token } = entry;
    if (token !== undefined && this.now() < token.refreshAt) return token.value;
    const refreshing = this.refresh(entry, grant, credentials);
    // As long as it holds the old one does: nobody waits for the new one.
    if (token !== undefined && this.now() < token.expiresAt) return token.value;
    const failure = await refreshing;
    return failure ?? entry.token!.value;
  }

  /**
   * A request that was sent at `sentAt` was answered with 401. True where a repeat would carry another token than it did:
   * there is one already, or the one that it carried is thrown away.
   */
  renew(secretName: string, grant: TokenGrant, credentials: ClientCredentials, sentAt: number): boolean {
    const entry = this.entry(secretName, grant, credentials);
    const { token } = entry;
    if (token === undefined || token.obtainedAt > sentAt) return true;
    if (this.now() - token.obtainedAt < FRESH_MS) return false;
    entry.token = undefined;
    return true;
  }

  private refresh(entry: Entry, grant: TokenGrant, credentials: ClientCredentials): Promise<Failure | undefined> {
    const { failure } = entry;
    if (failure !== undefined && this.now() < failure.until) return Promise.resolve(failure.answer);
    entry.pending ??= this.request(entry, grant, credentials).finally(() => (entry.pending = undefined));
    return entry.pending;
  }

  private async request(entry: Entry, grant: TokenGrant, credentials: ClientCredentials): Promise<Failure | undefined> {
    const sentAt = this.now();
    const granted = await requestToken(this.client, grant, credentials, entry.style);
    if ('kind' in granted) {
      entry.failure = { answer: granted, until: this.now() + PAUSE_MS };
      return granted;
    }
    const { value, style, lifetimeMs = USUAL_LIFE_MS } = granted;
    const expiresAt = sentAt + lifetimeMs;
    const refreshAt = expiresAt - Math.min(EARLY_MS, lifetimeMs * EARLY_SHARE);
    Object.assign(entry, { token: { value, obtainedAt: this.now(), refreshAt, expiresAt }, style, failure: undefined });
    return undefined;
  }

  private entry(secretName: string, grant: TokenGrant, { clientId, clientSecret }: ClientCredentials): Entry {
    const key = JSON.stringify([secretName, clientId, clientSecret, grant.tokenUrl, grant.scope, grant.audience]);
    let entry = this.entries.get(key);
    if (entry === undefined) {
      if (this.entries.size >= MAX_ENTRIES) this.entries.clear();
      this.entries.set(key, (entry = {}));
    }
    return entry;
  }
}
