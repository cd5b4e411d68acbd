/*
 * In how many ways an asynchronous API can behave: each axis is one way, each value of it a way that is met in the wild
 * (the recommended matrix, docs/conformance.md). The first value of each is the plain one. A case is one value of each.
 */

/** The axes, the plain value of each first. What a value stands for: `case-profile` and `case-scenario`. */
export const axes = {
  /** How the job ends, if nothing comes between. */
  outcome: ['succeeded', 'failed'],
  /** The code that answers the start. */
  start: ['202', '200', '201', '204', '303'],
  /** Where the reply to the start says which job it is: a URL, or a name; or nowhere; or the client has chosen it. */
  id: ['location', 'content-location', 'own-header', 'body-absolute', 'body-relative', 'none', 'client'],
  /** The code that answers a poll while the job lives. */
  pending: ['202', '200', '404', '503'],
  /** Where a reply says how the job stands. */
  state: ['body', 'code', 'header', 'two-fields', 'array', 'boolean', 'integer', 'timestamps'],
  /** What the end looks like. */
  end: ['200', '201', '204', '302', '303', '410', 'async-result'],
  /** How the start and the polls ask to wait. */
  retryAfter: ['none', 'zero', 'seconds', 'huge', 'date', 'past-date', 'garbage', 'ms', 'body'],
  /** The form of the URLs that are told. */
  location: ['fixed', 'rotating', 'relative', 'downgraded', 'foreign'],
  /** What becomes of the credentials: they do all the time, none are needed, they expire once, they are revoked for good. */
  auth: ['same', 'none', 'expired', 'revoked'],
  /** What goes wrong at the first poll, or at the start. */
  fault: [
    'none',
    'reset',
    'timeout',
    '429',
    '503-hint',
    '503-bare',
    'html-502',
    'truncated',
    'huge-body',
    '404-first',
    'lost-start',
    'lost-start-in-doubt',
  ],
  /** What the API makes of a cancel that is asked once the job is seen to run; `none`: nobody asks. */
  cancel: ['none', 'confirmed', 'at-once', 'finished-409', 'finished-410', 'ignored', '501'],
  /** How long the record is there after the end: `forgotten`: as long as the profile says; `gone`: not at all; `once`: its result can be read once. */
  retention: ['kept', 'forgotten', 'gone', 'once'],
  /** What the API sends to the client's own address. */
  callbacks: ['none', 'once', 'repeated', 'shuffled', 'lost'],
} as const;

export type Axes = typeof axes;
export type Axis = keyof Axes;
export type Value<A extends Axis> = Axes[A][number];
export type Case = { [A in Axis]: Value<A> };

export const axisNames = Object.keys(axes) as Axis[];

/** The case in which nothing is out of the ordinary. */
export const plainCase = Object.fromEntries(axisNames.map((axis) => [axis, axes[axis][0]])) as Case;

/** The axes in which a case differs from the plain one, such as `fault=reset retryAfter=date`. */
export function nameOf(one: Case): string {
  const odd = axisNames.filter((axis) => one[axis] !== plainCase[axis]);
  return odd.length === 0 ? 'plain' : odd.map((axis) => `${axis}=${one[axis]}`).join(' ');
}
