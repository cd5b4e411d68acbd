import { type ProfileRequest, buildRequest } from './build-request.js';
import type { CompiledOperation, CompiledProfile } from './compiled.js';
import type { CompiledRequest } from './compiled-request.js';
import type { OperationKind } from './operation-kinds.js';
import { phaseOf } from './phase-of.js';
import { MissingPlace, RequestFault } from './request-fault.js';
import type { Scope } from './scope.js';

/*
 * The next request of a job. Each throws a RequestFault (MissingPlace, RequestUrlInvalid, RequestTooLarge) where the
 * values at hand do not make a request; undefined is for what the profile does not have.
 */

/** The request before the start at that index. */
export function beforeRequest({ before }: CompiledProfile, index: number, scope: Scope): ProfileRequest {
  return buildRequest(before[index]!.request, scope);
}

/** The request that starts the job; `scope.key` lets the remote side recognise a repeat. */
export function startRequest({ start }: CompiledProfile, scope: Scope): ProfileRequest {
  return buildRequest(start.request, scope);
}

/** The request that asks how the job stands. */
export function pollRequest(compiled: CompiledProfile, phase: string | null, scope: Scope): ProfileRequest {
  return buildRequest(phaseOf(compiled, phase).request, scope);
}

/** The request that looks for a job whose start reply was lost. */
export function findRequest({ find }: CompiledProfile, scope: Scope): ProfileRequest | undefined {
  return find && buildRequest(find.request, scope);
}

/** The request that cancels, pauses, resumes or purges the job: the first whose places all have values. */
export function operationRequest(
  compiled: CompiledProfile,
  kind: OperationKind,
  scope: Scope,
): ProfileRequest | undefined {
  const operation = operationWay(compiled, kind, scope);
  return operation && buildRequest(operation.request, scope);
}

/** The way in which an operation is asked of this job: the first that makes a request, else the last. */
export function operationWay(
  { operations }: CompiledProfile,
  kind: OperationKind,
  scope: Scope,
): CompiledOperation | undefined {
  const ways = operations[kind] ?? [];
  return ways.find(({ request }) => makesRequest(request, scope)) ?? ways.at(-1);
}

/** The request that fetches the result; `scope.reply` is the last poll's. Undefined also where its URL has no value. */
export function resultRequest({ result }: CompiledProfile, scope: Scope): ProfileRequest | undefined {
  if (result.request === undefined) return undefined;
  try {
    return buildRequest(result.request, scope);
  } catch (error) {
    if (error instanceof MissingPlace) return undefined;
    throw error;
  }
}

/** Whether enough is known of the job to poll it in this phase. */
export function canPoll(compiled: CompiledProfile, phase: string | null, scope: Scope): boolean {
  return makesRequest(phaseOf(compiled, phase).request, scope);
}

function makesRequest(request: CompiledRequest, scope: Scope): boolean {
  try {
    buildRequest(request, scope);
    return true;
  } catch (error) {
    if (error instanceof RequestFault) return false;
    throw error;
  }
}
