import type { RouteKind } from '@app/contracts';

/** What a start said of itself. */
export interface StartNote {
  /** Fingerprint of the key. */
  key: string | null;
  /** Fingerprint of what was to be started: path and body, without the query and the key. */
  sameAs: string;
  takesKey: boolean;
  isSafeToRepeat: boolean;
  isDoubtful: boolean;
}

/** A credential that a request carried: where, and a fingerprint of it. */
export interface CredentialNote {
  name: string;
  place: 'header' | 'query';
  print: string;
}

/**
 * What is kept of a request for the referee. Credentials, keys and bodies are kept as fingerprints alone. Instants are
 * milliseconds since the epoch.
 */
export interface JournalEntry {
  dialect: string;
  client: string;
  kind: RouteKind | 'unmatched';
  isForeign: boolean;
  method: string;
  /** Path and query as they are shown: cut short, credentials hidden. */
  path: string;
  /** Fingerprint of path and query as they are. */
  place: string;
  jobId: string | null;
  reference: string | null;
  at: number;
  emulatedAt: number;
  answeredAt: number;
  emulatedAnsweredAt: number;
  /** Null where no whole reply was sent. */
  code: number | null;
  /** How long the reply asked to wait; null where it said nothing that can be obeyed. */
  waitMs: number | null;
  /** How much less a client may rightly read in it: a date has whole seconds. */
  waitSlackMs: number;
  /** It was told to come later: 429 or 503. */
  isThrottled: boolean;
  tellsEnd: boolean;
  isAlsoResult: boolean;
  /** Fingerprint of where the reply leads. */
  leadsTo: string | null;
  /** Fingerprint of the body. */
  body: string;
  credentials: CredentialNote[];
  /** Of a request at a foreign origin: fingerprints of every value that it carried. */
  carried: string[];
  start: StartNote | null;
}

/** A callback about a job: whoever gets it may ask at once. It is noted when it is sent, and again when it was answered. */
export interface CallbackNote {
  calledAt: number;
  answeredAt?: number;
  jobId: string;
}

/** An entry with the number that findings call it by. */
export interface NumberedEntry extends JournalEntry {
  number: number;
}
