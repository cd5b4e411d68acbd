import type { CompiledPhase } from '../profile/compiled.js';
import { type Locator, parseLocator } from '../profile/locator.js';
import { placeText } from '../profile/fill.js';
import { readHint } from '../profile/hints.js';
import { cutText, numberOf } from '../profile/scalars.js';
import type { CompiledDialect, DraftReply, HintToWrite, JobFacts } from './dialect.js';
import type { Goal } from './write-goals.js';
import { type Pen, inSketch, readIn, waysToWrite } from './write-locator.js';
import { hasOwnCode } from './write-words.js';
import { type Sketch, covers, isPlain, layOver, withHeader } from './write-sketch.js';

const MAX_CODE_CHARACTERS = 256;
const MAX_MESSAGE_CHARACTERS = 2048;

/** Where an error is written in an API whose profile does not say where, and whose supplement does not either. */
const USUAL_ERROR = { code: parseLocator('body.error.code'), message: parseLocator('body.error.message') };

/** What the reader says where it finds no code. */
const NO_CODE = 'job-failed';

/** What was told of an error, as its reader finds it. */
export interface ToldError {
  code: string;
  message: string;
}

/** Why a job, or a request, failed: at the places where the profile reads it. `read` reads it. */
export function errorGoals(
  { compiled }: CompiledDialect,
  error: NonNullable<JobFacts['error']>,
  pen: Pen,
  { read, isShaped }: { read: (sketch: Sketch) => ToldError | undefined; isShaped: boolean },
): Record<'code' | 'message', Goal> {
  const { code, message } = compiled.error;
  const isSaid = compiled.profile.error !== undefined;
  const wanted = {
    code: cutText(error.code, MAX_CODE_CHARACTERS),
    message: cutText(error.message, MAX_MESSAGE_CHARACTERS),
  };
  const isTold = (part: 'code' | 'message', found: string | undefined): boolean =>
    found === wanted[part] || (part === 'code' && !hasOwnCode(error) && found !== undefined && found !== NO_CODE);
  // The usual places are for replies that nobody has given a shape: there they may stand in the way of what is read.
  const goal = (part: 'code' | 'message', own: Locator | undefined): Goal => {
    const locator = own ?? (isSaid || isShaped ? undefined : USUAL_ERROR[part]);
    return {
      name: `the error's ${part}`,
      isMet: (sketch) => isTold(part, read(sketch)?.[part]),
      ways: (sketch) => (locator === undefined ? [] : waysToWrite(locator, error[part], sketch, pen)),
    };
  };
  return { code: goal('code', code), message: goal('message', message) };
}

/** The body that a scenario gives an error, which has the API's own shape. */
export function withErrorBody(sketch: Sketch, error: JobFacts['error']): Sketch {
  if (error?.body === undefined) return sketch;
  return { ...sketch, body: isPlain(error.body) ? layOver(sketch.body, error.body) : error.body };
}

/** How far the job is, where the profile reads it; where it does not say where, only of live jobs, in replies without a shape. */
export function progressGoals(
  { compiled }: CompiledDialect,
  { progress, endedAt }: JobFacts,
  pen: Pen,
  isShaped: boolean,
): Goal[] {
  if (progress === null || (compiled.profile.progress === undefined && (isShaped || endedAt !== null))) return [];
  const { percent, done, total, message } = compiled.progress;
  const goal = (name: string, locator: Locator | undefined, value: number | string | null): Goal[] => {
    if (locator === undefined || value === null) return [];
    const isMet = (sketch: Sketch): boolean => {
      const found = readIn(locator, sketch, pen);
      return covers(typeof value === 'number' ? numberOf(found) : placeText(found), value);
    };
    return [{ name, isMet, ways: (sketch) => waysToWrite(locator, value, sketch, pen) }];
  };
  return [
    ...goal('the percentage', percent, progress.percent),
    ...goal('how much is done', done, progress.done),
    ...goal('how much there is to do', total, progress.total),
    ...goal('the message of its progress', message, progress.message),
  ];
}

/** How long the reply asks to wait, at the first place where the phase reads it that has room for it. */
export function hintGoals({ pace }: CompiledPhase, hint: HintToWrite | undefined, pen: Pen): Goal[] {
  if (hint === undefined || 'text' in hint || hint.header !== undefined) return [];
  // Retry-After has whole seconds.
  const wanted = [hint.ms, Math.ceil(hint.ms / 1000) * 1000].map((ms) => Math.min(ms, pace.longestHintMs));
  const isMet = (sketch: Sketch): boolean => {
    const ms = readHint(pace, inSketch(sketch, pen.scope));
    return ms !== undefined && wanted.includes(ms);
  };
  const isOurs = ({ source }: Locator[number]): boolean => source.kind === 'header' && source.name === 'retry-after-ms';
  const terms = pace.hints.flat();
  const places = [...terms.filter((term) => !isOurs(term)), ...terms.filter(isOurs)];
  return [{ name: 'how long to wait', isMet, ways: (sketch) => waysToWrite(places, hint.ms, sketch, pen) }];
}

/** A hint that is to stand where it is said, whatever the profile reads. */
export function withHint<Reply extends DraftReply>(reply: Reply, hint: HintToWrite | undefined): Reply {
  if (hint === undefined) return reply;
  if ('text' in hint) return { ...reply, ...withHeader(reply, 'retry-after', hint.text) };
  if (hint.header === undefined) return reply;
  const name = hint.header.toLowerCase();
  const text = String(name === 'retry-after-ms' ? hint.ms : Math.ceil(hint.ms / 1000));
  return { ...reply, ...withHeader(reply, name, text) };
}
