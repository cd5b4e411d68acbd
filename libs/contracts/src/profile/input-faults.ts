import type { CompiledProfile } from './compiled.js';
import type { Locator, Segment } from './locator.js';
import { MissingPlace, RequestFault } from './request-fault.js';
import type { Scope } from './scope.js';
import { type UrlTemplate, fillUrl } from './url-template.js';

/** What is wrong with the input of a monitor, by JSON pointer into the input. */
export interface InputFault {
  pointer: string;
  detail: string;
}

const ANYWHERE = 'http://host.invalid';

/** Places of the input that the URLs before and of the start need, and that have no value, or none that can stand there. */
export function inputFaults(compiled: CompiledProfile, scope: Scope): InputFault[] {
  return [...compiled.before, compiled.start].flatMap(({ request }) => urlFaults(request.url, scope));
}

/** Of places that read nothing but the input: what else is missing may be captured by then. */
function urlFaults({ base, first, parts }: UrlTemplate, scope: Scope): InputFault[] {
  const places: UrlTemplate[] = parts.flatMap((part) =>
    typeof part === 'string'
      ? []
      : [{ base: ANYWHERE, first: undefined, parts: part.in === 'host' ? ['http://', part] : ['/', part] }],
  );
  if (first !== undefined) places.unshift({ base: base ?? ANYWHERE, first, parts: [] });
  return places.flatMap((place) => {
    const locator = place.first ?? place.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.locator]))[0]!;
    const detail = readsInputAlone(locator) ? faultOf(place, scope) : undefined;
    return detail === undefined ? [] : [{ pointer: pointerOf(locator), detail }];
  });
}

function faultOf(url: UrlTemplate, scope: Scope): string | undefined {
  try {
    fillUrl(url, scope);
    return undefined;
  } catch (error) {
    if (error instanceof MissingPlace) return `must be given: the profile puts {{${error.place}}} into a URL`;
    if (error instanceof RequestFault) return `can not stand in a URL: ${error.message}`;
    throw error;
  }
}

function readsInputAlone(locator: Locator): boolean {
  return locator.every(({ source }) => source.kind === 'path' && source.root === 'input');
}

function pointerOf(locator: Locator): string {
  const source = locator[0]!.source;
  return source.kind === 'path' ? source.path.map((segment) => `/${partOf(segment)}`).join('') : '';
}

function partOf(segment: Segment): string {
  if ('index' in segment) return String(segment.index);
  return 'key' in segment ? segment.key.replaceAll('~', '~0').replaceAll('/', '~1') : '-';
}
