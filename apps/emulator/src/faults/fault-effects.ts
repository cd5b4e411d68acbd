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

/** Whether the request is kept from doing its work. */
export function prevents({ connection, refusal, reply }: FaultEffects): boolean {
  return connection !== undefined || refusal !== undefined || reply !== undefined;
}

/** The error that is answered instead of the truth, where one is: to be written as the API tells its errors. */
export function insteadOf({
  refusal,
  reply,
}: FaultEffects): { code: number; message: string; isUnauthorized: boolean } | undefined {
  if (refusal !== undefined) return { ...refusal, isUnauthorized: refusal.code === 401 };
  if (reply === undefined) return undefined;
  return { code: reply.code, message: 'A fault of the scenario', isUnauthorized: reply.code === 401 };
}
