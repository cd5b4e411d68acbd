import { type Axis, type Case, type Value, axes, axisNames, plainCase } from './axes.js';

/** Where one axis has one of these values, others can only have those. */
export interface Constraint {
  where: { [A in Axis]?: readonly Value<A>[] };
  only: { [A in Axis]?: readonly Value<A>[] };
  because: string;
}

const plain = <A extends Axis>(...names: A[]): Constraint['only'] =>
  Object.fromEntries(names.map((axis) => [axis, [plainCase[axis]]]));

/**
 * What can't be together, and why. Some of it is impossible; the rest would never come to pass: a case that ends before
 * an axis matters must not count as having tried it.
 */
export const constraints: Constraint[] = [
  {
    where: { start: ['204'] },
    only: { id: ['location', 'content-location', 'own-header', 'none', 'client'] },
    because: 'a 204 has no body to name the job in',
  },
  { where: { start: ['303'] }, only: { id: ['location'] }, because: 'a 303 says in its Location where to go' },
  {
    where: { id: ['none', 'client'] },
    only: { location: ['fixed'] },
    because: 'no URL is told: the client makes it of what it knows',
  },
  {
    where: { id: ['body-relative'] },
    only: { location: ['relative'] },
    because: 'a relative URL has neither a scheme nor an origin, and URLs are told in one form at a time',
  },
  {
    where: { id: ['body-absolute'] },
    only: { location: ['fixed', 'rotating', 'downgraded', 'foreign'] },
    because: 'an absolute URL is not relative',
  },
  {
    where: { state: ['code'] },
    only: { pending: ['202', '404', '503'] },
    because: 'where the code is the state a 200 is the end',
  },
  { where: { end: ['204'] }, only: { state: ['code', 'header'] }, because: 'a 204 has no body to tell the state in' },
  {
    where: { end: ['async-result'] },
    only: { state: ['code'] },
    because: 'AsyncResult is the code of the job itself: it is for those who go by codes',
  },
  {
    where: { end: ['201', '204', '302', '303', '410'] },
    only: { outcome: ['succeeded'] },
    because: 'a job that failed brings nothing that was made, and 410 does not say how it ended',
  },
  { where: { end: ['410'] }, only: { retention: ['kept'] }, because: 'the record is gone by the code already' },
  {
    where: { retention: ['once'] },
    only: { end: ['200', '201', '302', '303'], outcome: ['succeeded'] },
    because: 'there must be a result to read',
  },
  { where: { retention: ['gone'] }, only: plain('end', 'outcome'), because: 'nobody gets to see the end' },
  {
    where: { pending: ['404'] },
    only: { retention: ['kept', 'forgotten', 'once'] },
    because: 'where 404 says that it runs nothing says that it is gone',
  },
  {
    where: { cancel: ['confirmed', 'at-once'] },
    only: plain('end', 'outcome', 'retention'),
    because: 'a job that is canceled never gets to its end',
  },
  {
    where: { auth: ['revoked'] },
    only: plain('end', 'outcome', 'retention', 'cancel'),
    because: 'without credentials nobody gets to see the end, nor can ask for it',
  },
  {
    where: { location: ['foreign', 'downgraded'] },
    only: { auth: ['same', 'none'] },
    because: 'credentials are not sent to another origin, so none can expire there',
  },
  {
    where: { pending: ['404'] },
    only: { fault: axes.fault.filter((fault) => fault !== '404-first') },
    because: 'where 404 says that it runs a 404 is no fault',
  },
  {
    where: { pending: ['503'] },
    only: { fault: axes.fault.filter((fault) => !fault.startsWith('503')) },
    because: 'where 503 says that it runs a 503 is no fault',
  },
  {
    where: { fault: ['lost-start-in-doubt'] },
    only: {
      ...plain(...axisNames.filter((axis) => axis !== 'fault' && axis !== 'auth')),
      auth: ['same', 'none'],
    },
    because: 'nobody knows of a job: there is nothing to poll, to cancel or to see the end of',
  },
];

/** Why two values can't be in one case; undefined where no constraint speaks of both. */
export function conflict<A extends Axis, B extends Axis>(
  [one, value]: [A, Value<A>],
  [other, another]: [B, Value<B>],
): string | undefined {
  return constraints.find(
    ({ where, only }) =>
      refuses({ where, only }, [one, value], [other, another]) ||
      refuses({ where, only }, [other, another], [one, value]),
  )?.because;
}

function refuses(
  { where, only }: Pick<Constraint, 'where' | 'only'>,
  [one, value]: [Axis, string],
  [other, another]: [Axis, string],
): boolean {
  const [holds, allowed] = [where[one], only[other]] as (readonly string[] | undefined)[];
  return holds !== undefined && holds.includes(value) && allowed !== undefined && !allowed.includes(another);
}

/** The reasons why a case can't be. */
export function conflictsOf(one: Case): string[] {
  const pairs = axisNames.flatMap((axis, index) => axisNames.slice(index + 1).map((other) => [axis, other] as const));
  return pairs.flatMap(([axis, other]) => conflict([axis, one[axis]], [other, one[other]]) ?? []);
}
