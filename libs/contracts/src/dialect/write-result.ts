import type { CompiledRequest } from '../profile/compiled-request.js';
import type { Locator } from '../profile/locator.js';
import { readResult } from '../profile/read-result.js';
import { resultRequest } from '../profile/requests.js';
import { isFound } from '../profile/scalars.js';
import type { Asked, CompiledDialect, DraftReply, JobFacts, Manner } from './dialect.js';
import { nameOf } from './job-names.js';
import { isUrlName } from './references.js';
import { NOTHING, finished, withAdditions } from './write-addition.js';
import { type Goal, reach } from './write-goals.js';
import { type Pen, inSketch, waysToWrite } from './write-locator.js';
import { type Answer, namesOf, penOf } from './write-scope.js';
import { type Sketch, covers, isPlain, layOver, replyOf, withHeader, withText } from './write-sketch.js';

/** The reply to the request for the result: what the profile's own reading makes of it is the result. */
export function writeResult(dialect: CompiledDialect, asked: Asked, facts: JobFacts, manner: Manner): DraftReply {
  return finished(sketchResult({ dialect, asked, facts, manner }, facts).sketch, manner);
}

export function sketchResult(answer: Answer, { result }: JobFacts): { sketch: Sketch; unmet: string[] } {
  const { dialect } = answer;
  const pen = penOf(answer);
  const begin = withAdditions(NOTHING, [dialect.supplement.result], answer);
  if (!isFound(result)) return { sketch: begin, unmet: [] };
  const isText = typeof result === 'string' && (takesText(dialect.compiled.result.request) || saysText(begin));
  return reach(isText ? withText(begin, result) : begin, [valueGoal(dialect, result, pen)]);
}

/** What the last poll's reply says of the result: what its request reads there, or the result itself. */
export function resultGoals(answer: Answer, facts: JobFacts, pen: Pen): Goal[] {
  const { dialect, manner } = answer;
  const { result } = facts;
  const { request } = dialect.compiled.result;
  const { codeIsState } = dialect.compiled.phases.at(-1)!;
  const inline = valueGoal(dialect, result, pen);
  const places = request === undefined ? [] : placesInReply(request);
  if (request === undefined) return isFound(result) ? [inline] : [];
  if (places.length === 0) return [];
  const isFetched = (sketch: Sketch): boolean =>
    resultRequest(dialect.compiled, inSketch(sketch, pen.scope)) !== undefined;
  const names = namesOf(dialect, facts, manner);
  return [
    {
      name: 'where the result is',
      // A supplement may lay the result itself into the reply.
      isMet: (sketch) => isFetched(sketch) || (isFound(result) && inline.isMet(sketch)),
      *ways(sketch) {
        // Where the code is the state the result is what it says, but for a redirect.
        if (codeIsState && isFound(result) && sketch.code < 300) yield* inline.ways(sketch);
        yield* waysToName(dialect, places, names, sketch, pen);
      },
    },
  ];
}

function valueGoal({ compiled }: CompiledDialect, result: unknown, pen: Pen): Goal {
  const { value } = compiled.result;
  const read = (sketch: Sketch): unknown => readResult(compiled, replyOf(sketch, pen.scope), pen.scope).value;
  return {
    name: 'the result',
    isMet: (sketch) => isFound(result) && covers(read(sketch), result),
    *ways(sketch) {
      const found = read(sketch);
      const both = isPlain(found) && isPlain(result) ? [layOver(found, result)] : [];
      // Where the whole body is the result, what the supplement says of it stays below.
      const values = value.every(isWholeBody) ? [...both, result] : [result, ...both];
      for (const one of values) yield* waysToWrite(value, one, sketch, pen);
    },
  };
}

/** Whether the body of the poll that tells the end is what the job brought, and nothing else is in it. */
export function isBodyTheResult({ compiled }: CompiledDialect, { standing, result }: JobFacts): boolean {
  const { request, value } = compiled.result;
  return standing === 'succeeded' && isFound(result) && request === undefined && value.every(isWholeBody);
}

/** Whether that reply to a poll brings the result itself, and no more is to be asked for. */
export function bringsResult(
  { compiled }: CompiledDialect,
  { standing }: Pick<JobFacts, 'standing'>,
  { code }: Pick<DraftReply, 'code'>,
): boolean {
  const { request } = compiled.result;
  if (standing !== 'succeeded' || code >= 300 || !compiled.phases.at(-1)!.codeIsState) return false;
  return request === undefined || placesInReply(request).length > 0;
}

function isWholeBody({ source }: Locator[number]): boolean {
  return source.kind === 'word' || (source.kind === 'path' && source.root === 'body' && source.path.length === 0);
}

/** The places of a request's URL that read the last poll's reply. */
function placesInReply({ url: { first, parts } }: CompiledRequest): Locator[] {
  const places = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.locator]));
  return [...(first === undefined ? [] : [first]), ...places].filter((locator) =>
    locator.some(({ source }) => source.kind === 'header' || (source.kind === 'path' && source.root === 'body')),
  );
}

/** Each place gets what the API calls the job there, at its first source or at the one after it. */
function* waysToName(
  dialect: CompiledDialect,
  [place, ...places]: Locator[],
  names: Record<string, unknown>,
  sketch: Sketch,
  pen: Pen,
): Iterable<Sketch> {
  if (place === undefined) {
    yield sketch;
    return;
  }
  for (const term of place) {
    const name = nameOf(term.source);
    if (name === undefined || !isFound(names[name])) continue;
    // A URL stands there as it is: what pipes make of it is for the client to use.
    const at: Locator = [isUrlName(dialect, name) ? { ...term, pipes: [] } : term];
    for (const one of waysToWrite(at, names[name], sketch, pen)) yield* waysToName(dialect, places, names, one, pen);
  }
}

/** A redirect leads to the result. */
export function withResultLocation(sketch: Sketch, { dialect, manner }: Answer, facts: JobFacts): Sketch {
  if (sketch.headers['location'] !== undefined) return sketch;
  const named =
    dialect.names['header.location'] === undefined ? undefined : namesOf(dialect, facts, manner)['header.location'];
  const otherwise = `${manner.base}${dialect.basePath}/results/${encodeURIComponent(facts.reference)}`;
  return withHeader(sketch, 'location', typeof named === 'string' ? named : otherwise);
}

/** Whether the result of a job is a text of the API's own kind, such as lines of JSON, and not JSON. */
export function isTextTheResult({ compiled, supplement }: CompiledDialect): boolean {
  const headers = Object.entries(supplement.result?.headers ?? {});
  const said = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return takesText(compiled.result.request) || saysText({ ...NOTHING, headers: said });
}

/** Whether the supplement says that the result is a file of another kind than JSON. */
function saysText({ headers }: Sketch): boolean {
  const type = headers['content-type'];
  return type !== undefined && !/\bjson\b/i.test(type);
}

function takesText(request: CompiledRequest | undefined): boolean {
  const [, accept] = request?.headers.find(([name]) => name === 'accept') ?? [];
  return typeof accept?.[0] === 'string' && accept[0].startsWith('text/');
}
