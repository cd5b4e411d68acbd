import type { DraftReply, IncomingRequest, RouteKind } from '@app/contracts';

/** How routes of the seed's face are called in the journal, which have no dialect. */
export const SEED = 'seed';

/**
 * A request that was played, as whoever played it tells of it. Instants are milliseconds since the epoch: `at` and
 * `answeredAt` on the database's clock, those with `emulated` on the clock of the namespace.
 */
export interface PlayedRequest {
  namespace: string;
  /** Name of the dialect, or `SEED`. */
  dialect: string;
  kind: RouteKind | 'unmatched';
  /** Foreign: it came in under `/foreign`, which is no place of the API's own. */
  origin: 'own' | 'foreign';
  /** Path and query as they came in, from the slash in front; a prefix `/ns/…` may be there or not. */
  url: string;
  /** Its method, headers and body are looked at; its path is not. */
  request: Pick<IncomingRequest, 'method' | 'headers' | 'query' | 'body' | 'text'>;
  /** The job that it was about, or that it started. */
  job: { id: string; reference: string } | null;
  /** The job that it meant, as the API names it, where there is none of that name. */
  reference?: string;
  at: number;
  emulatedAt: number;
  /** When the reply was sent, or the connection broken. */
  answeredAt: number;
  /** By default as long after `emulatedAt` as `answeredAt` is after `at`. */
  emulatedAnsweredAt?: number;
  /** Null where no reply was sent, or not all of it: lost, reset, hung, truncated. */
  reply: Pick<DraftReply, 'code' | 'headers'> | null;
  /**
   * How long the reply asks to wait, as the profile reads it, where that is not what Retry-After and retry-after-ms say:
   * a hint in the body, a hint that the profile does not believe. Null: nothing that a client could obey.
   */
  hintMs?: number | null;
  /** The longest wait that the API's own retention allows (half of `keptFor`), where there is one. */
  longestWaitMs?: number | null;
  /** Whether a client that read the reply knows that the job has ended. */
  tellsEnd?: boolean;
  /** Whether a 429 or 503 says to come later; by default it does. Not where the profile reads it as how the job stands. */
  isThrottled?: boolean;
  /** Whether the place that a poll asked is also where the result is read. */
  isAlsoResult?: boolean;
  /** Names of headers and query parameters in which the profile's credentials go, beside the usual ones. */
  credentialNames?: readonly string[];
  start?: {
    /** The key that the client sent, wherever the API takes it. */
    key?: string;
    /** The body without the key, where the API takes the key in it; by default the body. */
    keyless?: Pick<IncomingRequest, 'body' | 'text'>;
    /** Whether the API takes a key. */
    takesKey: boolean;
    /** Whether a repeat under the same key makes no second job. */
    isSafeToRepeat: boolean;
    /** Whether the profile reads the reply as one that may have started the job; by default no reply, 408 and 5xx but 501. */
    isDoubtful?: boolean;
  };
}
