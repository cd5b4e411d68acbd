import { type ScenarioFault, durationMs } from '@app/contracts';
import type { Life } from '../jobs/life.js';
import { drawSpan } from '../scenarios/draw-span.js';
import { type DrawSeed, drawShare } from '../scenarios/draws.js';
import { type FaultEffects, mergeEffects } from './fault-effects.js';

/** One request, as far as faults ask after it. */
export interface FaultMoment {
  /** `other`: whatever is none of these; faults on any requests alone hold for it. */
  on: Exclude<ScenarioFault['on'], undefined | 'any'> | 'other';
  /** The first of its kind for this job is 1. */
  number: number;
  /** The job's age on the namespace's clock; 0 for a start. */
  ageMs: number;
  /** Fingerprints of the credentials (`credentialOf`) of this request and of the job's start; null where there are none. */
  credential?: string | null;
  startCredential?: string | null;
}

/** Of a life all that faults rest on. */
export type FaultyLife = Pick<Life, 'faults' | 'replies' | 'seed' | 'drawKey'>;

/** Whoever asks more often than this has met each fault that a share can bring. */
const MOST_NUMBERS_LOOKED_AT = 10_000;

/** What goes wrong with a request of a job that lives this life. */
export function faultsAt(life: FaultyLife, moment: FaultMoment): FaultEffects {
  const seed = { seed: life.seed ?? '', drawKey: life.drawKey ?? '' };
  const effects = (life.faults ?? []).map((fault, index) => effectsOf(fault, index, seed, moment));
  return mergeEffects([...effects, credentialsAsked(life, moment)]);
}

function effectsOf(fault: ScenarioFault, index: number, seed: DrawSeed, moment: FaultMoment): FaultEffects {
  if (!isAbout(fault, moment)) return {};
  const draw: Draw = (number) => drawShare(seed, `fault/${index}/${moment.on}`, number);
  if (fault.auth !== undefined) return hasBegun(fault, moment, draw) ? refusalOf(fault.auth, moment) : {};
  if (!isDuring(fault, moment) || !isMeant(fault, moment.number, draw)) return {};
  const { delay, reply, lost, connection, body, status } = fault;
  return {
    ...(delay !== undefined && { delayMs: drawSpan(delay, seed, `fault/${index}/delay/${moment.on}`, moment.number) }),
    ...(reply !== undefined && { reply }),
    ...(lost !== undefined && { lost }),
    ...(connection !== undefined && { connection }),
    ...(body !== undefined && { body }),
    ...(status !== undefined && { status }),
  };
}

function isAbout({ on = 'poll' }: ScenarioFault, moment: FaultMoment): boolean {
  return on === 'any' || on === moment.on;
}

function isDuring({ during: { from, to } = {} }: ScenarioFault, { ageMs }: FaultMoment): boolean {
  return (from === undefined || ageMs >= durationMs(from)) && (to === undefined || ageMs < durationMs(to));
}

type Draw = (number: number) => number;

function isMeant({ number: numbers, probability }: ScenarioFault, number: number, draw: Draw): boolean {
  return isNumbered(numbers, number) && (probability === undefined || draw(number) < probability);
}

function isNumbered(numbers: ScenarioFault['number'], number: number): boolean {
  if (numbers === undefined) return true;
  if (typeof numbers === 'number') return number === numbers;
  if (Array.isArray(numbers)) return numbers.includes(number);
  if ('every' in numbers) return number % numbers.every === 0;
  const { from = 1, to = Infinity } = numbers;
  return number >= from && number <= to;
}

/** Credentials that were refused once are never good again. */
function hasBegun(fault: ScenarioFault, { number, ageMs }: FaultMoment, draw: Draw): boolean {
  if (!isDuring({ during: { from: fault.during?.from } }, { ageMs } as FaultMoment)) return false;
  const last = Math.min(number, MOST_NUMBERS_LOOKED_AT);
  for (let earlier = 1; earlier <= last; earlier += 1) if (isMeant(fault, earlier, draw)) return true;
  return false;
}

function refusalOf(auth: 'expired' | 'revoked', moment: FaultMoment): FaultEffects {
  if (auth === 'revoked') return { refusal: { code: 401, message: 'The credentials have been revoked' } };
  return isOfStart(moment) ? { refusal: { code: 401, message: 'The credentials have expired' } } : {};
}

function isOfStart({ credential = null, startCredential = null }: FaultMoment): boolean {
  return credential === startCredential;
}

function credentialsAsked({ replies }: FaultyLife, moment: FaultMoment): FaultEffects {
  if (moment.on === 'start') return {};
  if (replies?.credentials === 'same' && !isOfStart(moment))
    return { refusal: { code: 401, message: 'These are not the credentials that started the job' } };
  if (replies?.credentials === 'none' && (moment.credential ?? null) !== null)
    return { refusal: { code: 400, message: 'Only one way to authorize is allowed here, and the URL is one' } };
  return {};
}
