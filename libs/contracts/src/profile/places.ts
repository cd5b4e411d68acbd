import { type Locator, LocatorError, parseLocator } from './locator.js';
import { operationKinds } from './operation-kinds.js';
import type { Profile } from './document.contract.js';
import type { PhaseDocument } from './phase.contract.js';
import type { RequestDocument } from './request.contract.js';
import type { WhenDocument } from './rules.contract.js';
import { parseTemplate, placesOf } from './template.js';

/** What is at hand where a locator stands: nothing but the job, a reply besides, or an entry of a list besides. */
export type AtHand = 'job' | 'reply' | 'item';

/** A locator of a profile, and where in the document it stands. */
export interface Place {
  path: PropertyKey[];
  locator: Locator;
  atHand: AtHand;
}

type Path = PropertyKey[];

/** Every locator of a profile, but those that do not parse. */
export function placesOfProfile(profile: Profile): Place[] {
  const { start, result } = profile;
  const steps = [...(profile.before ?? []).map((step, index) => ({ step, path: ['before', index] as Path }))];
  return [
    ...inFields(profile.headers, ['headers'], 'job'),
    ...[...steps, { step: start, path: ['start'] as Path }].flatMap(({ step, path }) => [
      ...inRequest(step.request, [...path, 'request'], 'job'),
      ...inRules(step.rules, [...path, 'rules']),
      ...inLocators(step.capture, [...path, 'capture'], 'reply'),
    ]),
    ...inFind(start.find),
    ...phasesOf(profile).flatMap(({ phase, path }) => inPhase(phase, path)),
    ...inTexts(profile.pace?.hints, ['pace', 'hints']),
    ...inLocators(profile.progress, ['progress'], 'reply'),
    ...inLocators(profile.error, ['error'], 'reply'),
    ...inRequest(result?.request, ['result', 'request'], 'reply'),
    ...inLocators({ value: result?.value }, ['result'], 'reply'),
    ...inJson(result?.next, ['result', 'next'], 'reply'),
    ...operationKinds.flatMap((kind) => inOperation(profile[kind], [kind])),
  ];
}

/** The phases of a profile, with their paths; one that is not written has all defaults. */
export function phasesOf({ poll }: Profile): { phase: PhaseDocument; path: Path }[] {
  if (Array.isArray(poll)) return poll.map((phase, index) => ({ phase, path: ['poll', index] }));
  return [{ phase: poll ?? {}, path: ['poll'] }];
}

/** The names that a locator reads from what was captured. */
export function jobNames(locator: Locator): string[] {
  return locator.flatMap(({ source }) => {
    const first = source.kind === 'path' && source.root === 'job' ? source.path[0] : undefined;
    return first !== undefined && 'key' in first ? [first.key] : [];
  });
}

/** Whether something reads job.statusUrl that the profile does not capture itself. */
export function needsDefaultStatusUrl(profile: Profile): boolean {
  if (profile.start.capture === undefined) return true;
  const phases = phasesOf(profile).map(({ phase }) => phase);
  const steps = [profile.start, ...(profile.before ?? []), ...phases];
  if (steps.some(({ capture }) => capture?.['statusUrl'] !== undefined)) return false;
  if (phases.some(({ request }) => request === undefined)) return true;
  return placesOfProfile(profile).some(({ locator }) => jobNames(locator).includes('statusUrl'));
}

function inOperation(operation: Profile['cancel'], path: Path): Place[] {
  if (Array.isArray(operation)) return operation.flatMap((way, index) => inOperation(way, [...path, index]));
  return [
    ...inRequest(operation?.request, [...path, 'request'], 'job'),
    ...inRules(operation?.rules, [...path, 'rules']),
  ];
}

function inFind(find: Profile['start']['find']): Place[] {
  return [
    ...inRequest(find?.request, ['start', 'find', 'request'], 'job'),
    ...inLocators({ items: find?.items }, ['start', 'find'], 'reply'),
    ...inWhen(find?.match, ['start', 'find', 'match'], 'item'),
    ...inLocators(find?.capture, ['start', 'find', 'capture'], 'item'),
  ];
}

function inPhase(phase: PhaseDocument, path: Path): Place[] {
  return [
    ...inRequest(phase.request, [...path, 'request'], 'job'),
    ...(Array.isArray(phase.status)
      ? inTexts(phase.status, [...path, 'status'])
      : inLocators({ status: phase.status }, path, 'reply')),
    ...inRules(phase.rules, [...path, 'rules']),
    ...inLocators(phase.capture, [...path, 'capture'], 'reply'),
    ...inTexts(phase.pace?.hints, [...path, 'pace', 'hints']),
  ];
}

function inRequest(request: RequestDocument | undefined, path: Path, atHand: AtHand): Place[] {
  if (request === undefined) return [];
  return [
    ...inTemplate(request.url, [...path, 'url'], atHand),
    ...inFields(request.headers, [...path, 'headers'], atHand),
    ...inFields(request.query, [...path, 'query'], atHand),
    ...inFields(request.form, [...path, 'form'], atHand),
    ...inJson(request.text, [...path, 'text'], atHand),
    ...inJson(request.body, [...path, 'body'], atHand),
  ];
}

function inFields(fields: Record<string, string | null> | undefined, path: Path, atHand: AtHand): Place[] {
  return Object.entries(fields ?? {}).flatMap(([name, text]) => inJson(text, [...path, name], atHand));
}

function inJson(value: unknown, path: Path, atHand: AtHand): Place[] {
  if (typeof value === 'string') return inTemplate(value, path, atHand);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => inJson(child, [...path, key], atHand));
}

function inTemplate(text: string, path: Path, atHand: AtHand): Place[] {
  return (parsed(() => placesOf(parseTemplate(text))) ?? []).map((locator) => ({ path, locator, atHand }));
}

function inRules(rules: { when: WhenDocument }[] | undefined, path: Path): Place[] {
  return (rules ?? []).flatMap(({ when }, index) => inWhen(when, [...path, index, 'when'], 'reply'));
}

function inWhen(when: WhenDocument | undefined, path: Path, atHand: AtHand): Place[] {
  return Object.entries(when ?? {}).flatMap(([text, test]) => {
    const at = [...path, text];
    const wanted = typeof test !== 'object' || test === null || Array.isArray(test) ? { not: test } : test;
    return [
      ...inText(text, at, atHand),
      ...inJson(wanted.not, at, atHand),
      ...inLocators({ changedFrom: 'changedFrom' in wanted ? wanted.changedFrom : undefined }, at, atHand),
    ];
  });
}

function inLocators(texts: Record<string, string | undefined> | undefined, path: Path, atHand: AtHand): Place[] {
  return Object.entries(texts ?? {}).flatMap(([name, text]) => inText(text, [...path, name], atHand));
}

function inTexts(texts: string[] | undefined, path: Path): Place[] {
  return (texts ?? []).flatMap((text, index) => inText(text, [...path, index], 'reply'));
}

function inText(text: string | undefined, path: Path, atHand: AtHand): Place[] {
  const locator = text === undefined ? undefined : parsed(() => parseLocator(text));
  return locator === undefined ? [] : [{ path, locator, atHand }];
}

function parsed<Value>(parse: () => Value): Value | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof LocatorError) return undefined;
    throw error;
  }
}
