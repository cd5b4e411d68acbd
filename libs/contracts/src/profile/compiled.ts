import type { CompiledCapture } from './captures.js';
import type { CompiledRequest } from './compiled-request.js';
import type { CompiledPace } from './compiled-pace.js';
import type { CompiledRule, Condition } from './condition.js';
import type { Locator } from './locator.js';
import type { OperationKind } from './operation-kinds.js';
import type { ProfileAuth } from './auth.contract.js';
import type { Profile } from './document.contract.js';
import type { PhaseDocument } from './phase.contract.js';
import type { OperationVerdictWord, PollVerdictWord, StartVerdictWord } from './rules.contract.js';
import type { CompiledError } from './remote-error.js';
import type { StatusMap } from './status-map.js';
import type { UrlTemplate } from './url-template.js';

export type PollThen = PollVerdictWord | 'status' | 'follow' | { goto: string };

export interface CompiledStep {
  request: CompiledRequest;
  rules: CompiledRule<StartVerdictWord>[];
  capture: CompiledCapture;
}

export interface CompiledStart extends CompiledStep {
  safeToRepeat: boolean;
  evaluate: boolean | undefined;
  /** Whether the profile itself says what the reply must hold. */
  hasOwnCapture: boolean;
}

export interface CompiledFind {
  request: CompiledRequest;
  items: Locator;
  match: Condition[];
  capture: CompiledCapture;
}

export interface CompiledPhase {
  name: string | null;
  request: CompiledRequest;
  status: Locator[] | undefined;
  /** Neither a status word nor a rule looks into the body, so the code alone says how the job stands. */
  codeIsState: boolean;
  statuses: StatusMap;
  unknown: NonNullable<PhaseDocument['unknown']>;
  rules: CompiledRule<PollThen>[];
  capture: CompiledCapture;
  /** Kept while the job runs alone: the place to ask may move. */
  runningCapture: CompiledCapture;
  /** Whether verdict and captures need the body, so that a body that is no JSON says nothing. */
  readsBody: boolean;
  pace: CompiledPace;
  missing: { graceMs: number; limit: number };
  failing: { forMs: number | null; limit: number | null };
}

export interface CompiledOperation {
  request: CompiledRequest;
  rules: CompiledRule<OperationVerdictWord>[];
}

export interface CompiledResult {
  request: CompiledRequest | undefined;
  value: Locator;
  next: UrlTemplate | undefined;
  keep: 'inline' | 'reference' | 'none';
  maxBytes: number;
  keptForMs: number | null;
}

export interface CompiledProgress {
  percent: Locator | undefined;
  done: Locator | undefined;
  total: Locator | undefined;
  message: Locator | undefined;
}

/** A profile whose locators, templates, rules and durations are parsed. It is immutable, and holds no state. */
export interface CompiledProfile {
  profile: Profile;
  name: string;
  auth: ProfileAuth | undefined;
  before: CompiledStep[];
  start: CompiledStart;
  find: CompiledFind | undefined;
  hasFind: boolean;
  /** At least one. */
  phases: CompiledPhase[];
  progress: CompiledProgress;
  error: CompiledError;
  result: CompiledResult;
  /** In each the ways to ask it, in the order in which they are tried. */
  operations: Partial<Record<OperationKind, CompiledOperation[]>>;
  deadlineMs?: number;
  onDeadline: 'abandon' | 'cancel';
}
