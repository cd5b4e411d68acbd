import type { OnApplicationShutdown } from '@nestjs/common';
import { ReplyReader } from './reply-reader.js';
import type { Lookup } from './guarded-connector.js';
import { type Answer, type SendOptions, type TargetRequest, refused } from './target-answer.js';
import type { TargetGuard } from './target-guard.js';
import { TargetPools } from './target-pools.js';

/** A larger reply is not read further. */
const MAX_REPLY_BYTES = 1_048_576;

/** The only way out: requests to remote APIs, over guarded connections, bounded in time and size. It follows no redirect. */
export class TargetClient implements OnApplicationShutdown {
  private readonly pools: TargetPools;

  /** @param lookup resolves names, by default as the system does */
  constructor(
    private readonly guard: TargetGuard,
    lookup?: Lookup,
  ) {
    this.pools = new TargetPools(guard, lookup);
  }

  /**
   * Sends a request and reads its whole reply within `timeoutMs`, unless `abort` ends it before. Never throws.
   * @param knownAs the URL that the reply is told to be of, where the request's own holds credentials
   */
  send(request: TargetRequest, options: SendOptions, knownAs = request.url): Promise<Answer> {
    const url = this.guard.check(request.url);
    if ('refusal' in url) return Promise.resolve(refused('target-not-allowed', url.refusal));
    const { abort, timeoutMs, maxBytes = MAX_REPLY_BYTES } = options;
    return new Promise((resolve) => {
      const reader = new ReplyReader(knownAs, maxBytes, (answer) => {
        clearTimeout(timer);
        if (abort !== undefined) abort.signal.onabort = null;
        resolve(answer);
      });
      const timer = setTimeout(() => reader.timeOut(), timeoutMs);
      if (abort !== undefined) {
        if (abort.signal.aborted) return reader.abort();
        abort.signal.onabort = () => reader.abort();
      }
      this.pools.of(url.origin, options.purpose).dispatch(
        {
          path: url.pathname + url.search,
          method: request.method as 'GET',
          headers: request.headers,
          body: request.body ?? null,
        },
        reader,
      );
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pools.close();
  }
}
