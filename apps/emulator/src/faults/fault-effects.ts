import type { BodyFault, ConnectionFault, FaultReply } from '@app/contracts';

/** What goes wrong with one request: of all faults that hold, put together. Without any field all goes well. */
export interface FaultEffects {
  /** How late the reply is; of a hang how long it is held; of a slow body how long it takes. */
  delayMs?: number;
  /** Nothing is done, and nothing is answered. */
  connection?: ConnectionFault;
  /** Nothing is done: the credentials are not taken. */
  refusal?: { code: 400 | 401; message: string };
  /** Nothing is done, and this is answered. */
  reply?: FaultReply;
  /** The request does its work, and the connection is reset. */
  lost?: true;
  body?: BodyFault;
  /** The word of status of the true reply. */
  status?: string;
}

/**
 * Several effects as one: delays add up, of other fields the first that has one says it. What never comes about beside
 * another is left out: of a broken connection there is no reply, of a refusal no other one.
 */
export function mergeEffects(all: FaultEffects[]): FaultEffects {
  const merged: FaultEffects = {};
  for (const { delayMs, ...effects } of all) {
    Object.assign(merged, { ...effects, ...merged });
    if (delayMs !== undefined) merged.delayMs = (merged.delayMs ?? 0) + delayMs;
  }
  const { delayMs, connection, refusal, reply, lost, body, status } = merged;
  const late = delayMs === undefined ? {} : { delayMs };
  const changed = body === undefined ? {} : { body };
  if (connection !== undefined) return { ...late, connection };
  if (refusal !== undefined) return { ...late, refusal, ...changed };
  if (reply !== undefined) return { ...late, reply, ...changed };
  if (lost !== undefined) return { ...late, lost };
  return { ...late, ...changed, ...(status === undefined ? {} : { status }) };
}

/** Whether the request is kept from doing its work. */
export function prevents({ connection, refusal, reply }: FaultEffects): boolean {
  return connection !== undefined || refusal !== undefined || reply !== undefined;
}

/**
 * The error that is answered instead of the truth, where one is: to be written as the API tells its errors. A reply of a
 * scenario has no message: what its code means is for the API to say.
 */
export function insteadOf({ refusal, reply }: FaultEffects): { code: number; message?: string } | undefined {
  return refusal ?? (reply && { code: reply.code });
}
