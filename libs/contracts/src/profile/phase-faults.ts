import type { Profile } from './document.contract.js';
import { LocatorError, parseLocator } from './locator.js';
import type { PhaseDocument, ProfilePace, StatusesDocument } from './phase.contract.js';
import { phasesOf } from './places.js';
import { normalWord } from './status-map.js';

interface Fault {
  path: PropertyKey[];
  message: string;
}

/** What is wrong with the phases as they stand beside each other, and with what a phase says twice or in part. */
export function* phaseFaults(profile: Profile): Iterable<Fault> {
  const phases = phasesOf(profile);
  const names = phases.map(({ phase }) => phase.name);
  for (const [index, { phase, path }] of phases.entries()) {
    if (phases.length > 1 && phase.name === undefined) {
      yield { path: [...path, 'name'], message: 'must be given where there are several phases' };
    }
    if (phase.name !== undefined && names.indexOf(phase.name) < index) {
      yield { path: [...path, 'name'], message: `must not be the name of another phase: ${phase.name}` };
    }
    yield* ruleFaults(phase, path, names);
    yield* statusFaults(phase, path);
    yield* paceFaults(phase.pace, [...path, 'pace']);
  }
  yield* paceFaults(profile.pace, ['pace']);
}

function* ruleFaults(
  { rules = [], status }: PhaseDocument,
  path: PropertyKey[],
  names: (string | undefined)[],
): Iterable<Fault> {
  for (const [index, { then }] of rules.entries()) {
    const at = [...path, 'rules', index, 'then'];
    if (then === 'status' && status === undefined)
      yield { path: at, message: 'must not be status in a phase without status' };
    if (typeof then === 'object' && !names.includes(then.goto)) {
      const known = names.filter((name) => name !== undefined).join(', ');
      yield { path: [...at, 'goto'], message: `must be the name of a phase: ${known === '' ? 'none has one' : known}` };
    }
  }
}

function* statusFaults({ status, statuses, unknown, rules = [] }: PhaseDocument, path: PropertyKey[]): Iterable<Fault> {
  if (status === undefined) {
    if (statuses !== undefined) yield { path: [...path, 'statuses'], message: 'must not be given without status' };
    if (unknown !== undefined && rules.length === 0)
      yield { path: [...path, 'unknown'], message: 'must not be given without status or rules' };
  }
  const seen = new Map<string, string>();
  for (const [verdict, words = []] of Object.entries(statuses ?? {}) as [
    keyof StatusesDocument,
    string[] | undefined,
  ][]) {
    for (const [index, word] of words.entries()) {
      const normal = normalWord(word);
      const other = seen.get(normal);
      seen.set(normal, verdict);
      if (other === undefined || other === verdict) continue;
      yield { path: [...path, 'statuses', verdict, index], message: `must not stand under ${other}, too: ${word}` };
    }
  }
}

const WAITS = ['wait', 'seconds', 'ms', 'until'];

function* paceFaults({ hints = [] }: ProfilePace = {}, path: PropertyKey[]): Iterable<Fault> {
  for (const [index, hint] of hints.entries()) {
    if (isWait(hint)) continue;
    yield {
      path: [...path, 'hints', index],
      message: 'must end with a pipe that makes a wait: wait, seconds, ms or until',
    };
  }
}

/** Whether each term of a locator yields milliseconds. What does not parse has been said already. */
function isWait(text: string): boolean {
  try {
    return parseLocator(text).every(({ pipes }) => WAITS.includes(pipes.at(-1)?.name ?? ''));
  } catch (error) {
    if (error instanceof LocatorError) return true;
    throw error;
  }
}
