import type { RemoteError } from '../monitor.contract.js';
import type { CompiledProfile } from './compiled.js';
import { allHold } from './condition.js';
import { readHint } from './hints.js';
import type { OperationKind } from './operation-kinds.js';
import type { OperationVerdictWord } from './rules.contract.js';
import { jobError } from './remote-error.js';
import type { Reply } from './reply.js';
import { operationWay } from './requests.js';
import type { Scope } from './scope.js';

/** What the reply to a cancel, pause, resume or purge means. */
export interface OperationReading {
  verdict: OperationVerdictWord;
  hintMs?: number;
  error?: RemoteError;
}

/** Reads the reply to a cancel, pause, resume or purge: the rules, then the code. Never throws. */
export function readOperation(
  compiled: CompiledProfile,
  kind: OperationKind,
  reply: Reply,
  scope: Scope,
): OperationReading {
  const inReply = { ...scope, reply };
  const rule = operationWay(compiled, kind, scope)?.rules.find(({ when }) => allHold(when, inReply));
  const reading: OperationReading = { verdict: rule?.then ?? verdictOfCode(reply.code) };
  const hintMs = readHint(compiled.phases[0]!.pace, inReply);
  if (hintMs !== undefined) reading.hintMs = hintMs;
  if (reading.verdict === 'accepted' || reading.verdict === 'done') return reading;
  const otherwise = { code: `http-${reply.code}`, message: `The remote side answered ${reply.code}` };
  return { ...reading, error: jobError(compiled.error, inReply, otherwise) };
}

function verdictOfCode(code: number): OperationVerdictWord {
  if (code >= 200 && code <= 299) return 'accepted';
  if (code === 404 || code === 409 || code === 410) return 'gone';
  if (code === 401) return 'reauth';
  if (code === 501) return 'refused';
  return code === 408 || code === 425 || code === 429 || code >= 500 ? 'transient' : 'refused';
}
