import type { Reply } from './reply.js';

/** Values kept from replies, by the names that the profile gives them. */
export type Captures = Record<string, unknown>;

/** Where values come from. What is absent in a place (such as the reply, before there is one) finds nothing. */
export interface Scope {
  /** The reply at hand. */
  reply?: Reply | undefined;
  /** What the monitor was asked to start. */
  input?: unknown;
  /** What was captured from earlier replies. */
  job?: Captures | null | undefined;
  /** One entry of a list that is searched. */
  item?: unknown;
  /** The start key: the same in every repeat of a start. */
  key?: string | undefined;
  /** The job's name. */
  name?: string | undefined;
  /** Whether the start was sent before under this key; false is no value. */
  again?: boolean | undefined;
  /** Where the remote side may call back. */
  callbackUrl?: string | undefined;
  /** Milliseconds since the epoch; by default when the reply came. */
  now?: number | undefined;
}
