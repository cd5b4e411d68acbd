import type { CompiledCapture } from '../profile/captures.js';
import type { Locator } from '../profile/locator.js';
import { isFound } from '../profile/scalars.js';
import { isSame } from '../profile/condition.js';
import type { CompiledDialect } from './dialect.js';
import { isUrlName } from './references.js';
import type { Goal } from './write-goals.js';
import { type Pen, readIn, waysToWrite, writeLocator } from './write-locator.js';
import type { Sketch } from './write-sketch.js';

/** What the profile captures of what the API calls the job: each name where it is read. */
export function captureGoals(dialect: CompiledDialect, capture: CompiledCapture, pen: Pen): Goal[] {
  return capture.flatMap(([name, locator]): Goal[] => {
    const value = pen.scope.job?.[name];
    if (!isFound(value) || dialect.names[name] === undefined) return [];
    return [
      {
        name: `job.${name}`,
        isMet: (sketch) => isSame(readIn(locator, sketch, pen), value),
        ways: (sketch) => waysToCapture(dialect, name, locator, value, sketch, pen),
      },
    ];
  });
}

/** A URL stands as it is at each of the places: what the pipes make of it is for the client to use. */
function* waysToCapture(
  dialect: CompiledDialect,
  name: string,
  locator: Locator,
  value: unknown,
  sketch: Sketch,
  pen: Pen,
): Iterable<Sketch> {
  const terms = isUrlName(dialect, name) ? locator.map((term) => ({ ...term, pipes: [] })) : locator;
  yield* waysToWrite(preferred(dialect, terms), value, sketch, pen);
}

/** Of the headers that a status URL is looked for in by default, Location is the one of an API whose code is the status. */
function preferred({ compiled }: CompiledDialect, terms: Locator): Locator {
  const isLocation = ({ source }: Locator[number]): boolean => source.kind === 'header' && source.name === 'location';
  const isByDefault = terms.length === 4 && terms.every(({ source }) => source.kind === 'header');
  if (!isByDefault || !compiled.phases[0]!.codeIsState) return terms;
  return [...terms.filter(isLocation), ...terms.filter((term) => !isLocation(term))];
}

/** Most APIs say in each reply what they said in the first: whose it is. */
export function withIdentity(dialect: CompiledDialect, sketch: Sketch, pen: Pen): Sketch {
  let identified = sketch;
  for (const [name, locator] of dialect.compiled.start.capture) {
    const value = pen.scope.job?.[name];
    const inBody = locator.filter(({ source }) => source.kind === 'path' && source.root === 'body');
    if (!isFound(value) || inBody.length === 0 || isFound(readIn(inBody, identified, pen))) continue;
    identified = writeLocator(inBody, value, identified, pen) ?? identified;
  }
  return identified;
}
