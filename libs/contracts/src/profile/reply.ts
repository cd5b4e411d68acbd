/** A reply as it came over the wire. Header names are in lower case; `body` is undefined where it was not JSON. */
export interface Reply {
  code: number;
  headers: Record<string, string | undefined>;
  body: unknown;
  /** The body as text, bounded. */
  text?: string | undefined;
  /** The URL that answered, after redirects. */
  url?: string | undefined;
  /** The body was larger than what is read, and is missing here. */
  isTruncated?: boolean | undefined;
  /** Milliseconds since the epoch. */
  receivedAt: number;
}
