import { type CompiledCapture, compileCapture } from './captures.js';
import { compilePhases } from './compile-phase.js';
import type {
  CompiledFind,
  CompiledOperation,
  CompiledProfile,
  CompiledProgress,
  CompiledResult,
  CompiledStep,
} from './compiled.js';
import { type CompiledRequest, type RequestDefaults, compileRequest } from './compiled-request.js';
import { compileRules, compileWhen } from './condition.js';
import { durationMs } from './duration.js';
import { parseLocator } from './locator.js';
import { type OperationKind, operationKinds } from './operation-kinds.js';
import type { Profile } from './document.contract.js';
import type { RequestDocument } from './request.contract.js';
import type { ProgressDocument, ResultDocument } from './result.contract.js';
import { needsDefaultStatusUrl } from './places.js';
import type { FindDocument, StepDocument } from './start.contract.js';
import { compileError } from './remote-error.js';
import { parseUrlTemplate } from './url-template.js';

const DEFAULT_START_CAPTURE = {
  statusUrl:
    'header.operation-location | resolve ?? header.azure-asyncoperation | resolve ?? header.location | resolve ?? header.content-location | resolve',
};
const DEFAULT_PROGRESS: ProgressDocument = { percent: 'body.percent ?? body.percentComplete ?? body.progress' };
const DEFAULT_KEPT_BYTES = 262_144;

/** Parses all of a profile once. Does not throw for a profile that the schema accepts. */
export function compileProfile(profile: Profile): CompiledProfile {
  const { start, result, deadline } = profile;
  const compiledResult = compileResult(profile, result ?? {});
  const step = compileStep(profile, start, { method: 'POST', headers: [{ 'idempotency-key': '{{key}}' }] });
  const find = start.find === undefined ? undefined : compileFind(profile, start.find);
  return {
    profile,
    name: profile.name,
    auth: profile.auth,
    before: (profile.before ?? []).map((before) => compileStep(profile, before, { method: 'GET' })),
    start: {
      ...step,
      capture: startCapture(profile),
      safeToRepeat: start.safeToRepeat ?? false,
      evaluate: start.evaluate,
      hasOwnCapture: step.capture.length > 0,
    },
    find,
    hasFind: find !== undefined,
    phases: compilePhases(profile, compiledResult.keptForMs),
    progress: compileProgress(profile),
    error: compileError(profile.error),
    result: compiledResult,
    operations: compileOperations(profile),
    ...(deadline === undefined ? {} : { deadlineMs: durationMs(deadline) }),
    onDeadline: profile.onDeadline ?? 'abandon',
  };
}

/** What the profile says, and the status URL besides where it is needed and the profile does not say where it is. */
function startCapture(profile: Profile): CompiledCapture {
  return compileCapture({ ...(needsDefaultStatusUrl(profile) ? DEFAULT_START_CAPTURE : {}), ...profile.start.capture });
}

function requestOf(
  profile: Profile,
  document: RequestDocument,
  { method, headers = [] }: { method: string; headers?: RequestDefaults['headers'] },
): CompiledRequest {
  const defaults = { method, baseUrl: profile.baseUrl, headers: [...headers, profile.headers] };
  return compileRequest(document, defaults);
}

function compileStep(
  profile: Profile,
  { request, rules, capture }: StepDocument,
  defaults: { method: string; headers?: RequestDefaults['headers'] },
): CompiledStep {
  return {
    request: requestOf(profile, request, defaults),
    rules: compileRules(rules),
    capture: compileCapture(capture ?? {}),
  };
}

function compileFind(profile: Profile, { request, items, match, capture }: FindDocument): CompiledFind {
  return {
    request: requestOf(profile, request, { method: 'GET' }),
    items: parseLocator(items ?? 'body'),
    match: compileWhen(match ?? {}),
    capture: compileCapture(capture),
  };
}

function compileProgress({ progress = DEFAULT_PROGRESS }: Profile): CompiledProgress {
  const parse = (text: string | undefined) => (text === undefined ? undefined : parseLocator(text));
  return {
    percent: parse(progress.percent),
    done: parse(progress.done),
    total: parse(progress.total),
    message: parse(progress.message),
  };
}

function compileResult(
  profile: Profile,
  { request, value, next, keep, maxBytes, keptFor }: ResultDocument,
): CompiledResult {
  return {
    request: request === undefined ? undefined : requestOf(profile, request, { method: 'GET' }),
    value: parseLocator(value ?? 'body ?? text'),
    next: next === undefined ? undefined : parseUrlTemplate(next, profile.baseUrl),
    keep: keep ?? 'inline',
    maxBytes: maxBytes ?? DEFAULT_KEPT_BYTES,
    keptForMs: keptFor === undefined ? null : durationMs(keptFor),
  };
}

function compileOperations(profile: Profile): CompiledProfile['operations'] {
  const operations: Partial<Record<OperationKind, CompiledOperation[]>> = {};
  for (const kind of operationKinds) {
    const ways = profile[kind];
    if (ways === undefined) continue;
    operations[kind] = [ways].flat().map(({ request, rules }) => ({
      request: requestOf(profile, request, { method: 'POST' }),
      rules: compileRules(rules),
    }));
  }
  return operations;
}
