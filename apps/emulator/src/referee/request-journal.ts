import { Injectable } from '@nestjs/common';
import type { PlayedRequest } from './played-request.js';

/** Keeps what was played, for the referee. */
@Injectable()
export class RequestJournal {
  /** Takes a request in, at once and whatever happens: it is written a little later. Never throws. */
  record(played: PlayedRequest): void {
    void played;
  }

  /** Resolves when all that was recorded here before is in the database, or can't be. */
  async flush(): Promise<void> {}

  /** Forgets what is known of a namespace. */
  async clear(namespace: string): Promise<void> {
    void namespace;
    await this.flush();
  }
}
