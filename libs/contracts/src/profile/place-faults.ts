import type { Profile } from './document.contract.js';
import type { Source } from './locator.js';
import { type AtHand, type Place, needsDefaultStatusUrl, phasesOf, placesOfProfile } from './places.js';

interface Fault {
  path: PropertyKey[];
  message: string;
}

/** Locators that read what is not there where they stand. */
export function* placeFaults(profile: Profile): Iterable<Fault> {
  const captured = captureTimes(profile);
  for (const { path, locator, atHand } of placesOfProfile(profile)) {
    for (const { source } of locator) {
      const message =
        notAtHand(source, atHand) ?? callbackFault(source, profile) ?? jobFault(source, known(captured, path));
      if (message !== undefined) yield { path, message };
    }
  }
}

function notAtHand(source: Source, atHand: AtHand): string | undefined {
  const root = source.kind === 'path' ? source.root : source.kind === 'word' ? source.word : source.kind;
  if (root === 'item' && atHand !== 'item')
    return 'must not read item: it is there in match and capture of start.find alone';
  if (atHand !== 'job' || !['header', 'body', 'code', 'url', 'text'].includes(root)) return undefined;
  return `must not read ${root}: there is no reply here, only input, job, key, name, again, now, callback.url and 'texts'`;
}

function callbackFault(source: Source, { callback }: Profile): string | undefined {
  if (source.kind !== 'path' || source.root !== 'callback') return undefined;
  const [first, ...rest] = source.path;
  if (first === undefined || !('key' in first) || first.key !== 'url' || rest.length > 0) return 'must be callback.url';
  return callback === undefined ? 'must not read callback.url where the profile has no callback: {}' : undefined;
}

function jobFault(source: Source, names: Set<string>): string | undefined {
  if (source.kind !== 'path' || source.root !== 'job') return undefined;
  const first = source.path[0];
  if (first === undefined || !('key' in first) || names.has(first.key)) return undefined;
  const known = names.size === 0 ? 'nothing is' : `known are ${[...names].join(', ')}`;
  return `must not read job.${first.key}: it is not captured by then, ${known}`;
}

/** What is captured when: by each request before the start, and by all that comes later. */
interface CaptureTimes {
  before: string[][];
  later: string[];
}

function captureTimes(profile: Profile): CaptureTimes {
  const { start } = profile;
  const namesOf = (capture: object | undefined): string[] => Object.keys(capture ?? {});
  return {
    before: (profile.before ?? []).map(({ capture }) => namesOf(capture)),
    later: [
      ...(needsDefaultStatusUrl(profile) ? ['statusUrl'] : []),
      ...namesOf(start.capture),
      ...namesOf(start.find?.capture),
      ...phasesOf(profile).flatMap(({ phase }) => namesOf(phase.capture)),
    ],
  };
}

function known({ before, later }: CaptureTimes, path: Place['path']): Set<string> {
  if (path[0] === 'before') return new Set(before.slice(0, Number(path[1])).flat());
  return new Set(path[0] === 'start' ? before.flat() : [...before.flat(), ...later]);
}
