import type { CompiledProfile } from './compiled.js';
import type { CompiledRequest } from './compiled-request.js';
import type { Locator } from './locator.js';
import { MissingPlace, RequestFault } from './request-fault.js';
import type { Scope } from './scope.js';
import { fillUrl } from './url-template.js';

/** What is wrong with the input of a monitor, by JSON pointer into the input. */
export interface InputFault {
  pointer: string;
  detail: string;
}

/** Places of the input that the start can't do without and that have no value, or none that can stand there. */
export function inputFaults(compiled: CompiledProfile, scope: Scope): InputFault[] {
  const requests = [...compiled.before, compiled.start].map(({ request }) => request);
  return requests.flatMap((request) => faultsOf(request, scope));
}

function faultsOf(request: CompiledRequest, scope: Scope): InputFault[] {
  const faults: InputFault[] = [];
  const { base, first, parts } = request.url;
  const places = [
    ...(first === undefined ? [] : [first]),
    ...parts.flatMap((part) => (typeof part === 'string' ? [] : [part.locator])),
  ];
  for (const locator of places.filter(readsInputAlone)) {
    const detail = faultOf(() =>
      fillUrl({ base: base ?? 'http://host.invalid', first: undefined, parts: [{ locator, in: 'path' }] }, scope),
    );
    if (detail !== undefined) faults.push({ pointer: pointerOf(locator), detail });
  }
  return faults;
}

function faultOf(build: () => unknown): string | undefined {
  try {
    build();
    return undefined;
  } catch (error) {
    if (error instanceof MissingPlace) return `must be given: the start request has {{${error.place}}}`;
    if (error instanceof RequestFault) return error.message;
    throw error;
  }
}

function readsInputAlone(locator: Locator): boolean {
  return locator.every(({ source }) => source.kind === 'path' && source.root === 'input');
}

function pointerOf(locator: Locator): string {
  const source = locator[0]!.source;
  if (source.kind !== 'path') return '';
  return source.path
    .map((segment) => ('key' in segment ? segment.key : 'index' in segment ? String(segment.index) : '-'))
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
