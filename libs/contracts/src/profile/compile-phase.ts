import { compileCapture } from './captures.js';
import type { CompiledPhase } from './compiled.js';
import { compilePace } from './compiled-pace.js';
import { compileRequest } from './compiled-request.js';
import { type CompiledRule, compileRules } from './condition.js';
import { durationMs } from './duration.js';
import { type Locator, parseLocator } from './locator.js';
import { phasesOf } from './places.js';
import type { Profile } from './document.contract.js';
import type { PhaseDocument } from './phase.contract.js';
import { compileStatuses } from './status-map.js';

const DEFAULT_REQUEST = { url: '{{job.statusUrl}}' };
const DEFAULT_RUNNING_CAPTURE = { statusUrl: 'header.location | resolve' };
const DEFAULT_GRACE_MS = 60_000;
const DEFAULT_MISSING_LIMIT = 3;

export function compilePhases(profile: Profile, keptForMs: number | null): CompiledPhase[] {
  return phasesOf(profile).map(({ phase }) => compilePhase(profile, phase, keptForMs));
}

function compilePhase(profile: Profile, phase: PhaseDocument, keptForMs: number | null): CompiledPhase {
  const { status, missing, failing } = phase;
  const rules = compileRules(phase.rules);
  const capture = compileCapture(phase.capture ?? {});
  const locators = status === undefined ? undefined : [status].flat().map(parseLocator);
  const mayMove = phase.request === undefined && phase.capture?.['statusUrl'] === undefined;
  const tested = rules.filter(findsStateInBody).flatMap(({ when }) => when.map(({ locator }) => locator));
  const read = [...(locators ?? []), ...tested, ...capture.map(([, locator]) => locator)];
  return {
    name: phase.name ?? null,
    request: compileRequest(phase.request ?? DEFAULT_REQUEST, {
      method: 'GET',
      baseUrl: profile.baseUrl,
      headers: [profile.headers],
    }),
    status: locators,
    codeIsState: locators === undefined && !rules.some(findsStateInBody),
    statuses: compileStatuses(phase.statuses ?? {}),
    unknown: phase.unknown ?? 'hold',
    rules,
    capture,
    runningCapture: mayMove ? compileCapture(DEFAULT_RUNNING_CAPTURE) : [],
    readsBody: read.some(needsBody),
    pace: compilePace(phase.pace, profile.pace, phase.keptFor === undefined ? keptForMs : durationMs(phase.keptFor)),
    missing: {
      graceMs: missing?.grace === undefined ? DEFAULT_GRACE_MS : durationMs(missing.grace),
      limit: missing?.limit ?? DEFAULT_MISSING_LIMIT,
    },
    failing: { forMs: failing?.for === undefined ? null : durationMs(failing.for), limit: failing?.limit ?? null },
  };
}

/** Whether a rule looks into the body of a good reply: one that asks for other codes alone says nothing of those. */
function findsStateInBody({ when }: CompiledRule<unknown>): boolean {
  const codes = when.find(({ source }) => source === 'code')?.expected;
  const asksForTrouble =
    codes !== undefined && [codes].flat().every((code) => /^[345]/.test(typeof code === 'object' ? '' : String(code)));
  return !asksForTrouble && when.some(({ locator }) => needsBody(locator));
}

/** Whether a locator reads the body as JSON and has no text to fall back on. */
function needsBody(locator: Locator): boolean {
  const reads = locator.map(({ source }) =>
    source.kind === 'path' ? source.root : source.kind === 'word' ? source.word : '',
  );
  return reads.includes('body') && !reads.includes('text');
}
