import { type Axis, type Case, axes, axisNames, plainCase } from './axes.js';
import { fullProduct } from './cases.js';
import { constraints } from './constraints.js';
import { expectationOf } from './expectation.js';

/** A case, and whether all of it was as it had to be. */
export interface Judged {
  one: Case;
  isRight: boolean;
}

const questions: Record<Axis, string> = {
  outcome: 'How the job ends',
  start: 'Code of the reply to the start',
  id: 'Where that reply says which job it is',
  pending: 'Code of a poll while the job runs',
  state: 'Where a reply says how the job stands',
  end: 'Code of the poll that tells of success',
  retryAfter: 'How replies ask to wait',
  location: 'Form of the URLs that are told',
  auth: 'What becomes of the credentials',
  fault: 'What goes wrong',
  cancel: 'What becomes of a cancel',
  retention: 'How long the record is kept',
  callbacks: 'What the API calls back',
};

/** The page that tells how the cases came out: the covering set, and the product of the two largest axes. */
export function reportOf(covering: Judged[], product: Judged[]): string {
  return `# Conformance: our monitor against our emulator

Made by \`npm run conformance\`; a test fails where it is out of date.

Asynchronous APIs differ in ${axisNames.length} ways that a client meets. Each row below is such a way, an axis; a case takes one value of each.
For each case the emulator plays an API that behaves so, and the monitor, which knows it by a profile alone, starts a job there and
watches it to its end: two real apps, over HTTP, on Postgres. A case is right where outcome, history, result and error are what
[rules of their own](../test/conformance/expectation.ts) say, where the emulator's [referee](referee.md) finds no error of the
monitor, and where the emulator's journal shows that what the case is about did happen.

## The axes

${table(
  ['axis', '', 'values, and how many cases of the covering set have them right'],
  axisNames.map((axis) => [`\`${axis}\``, questions[axis], valuesOf(axis, covering)]),
)}

## Every two values together

The covering set has every pair of values that can be together, in ${covering.length} cases: **${count(covering)} are right**. \`npm test\` plays them.

${table(
  ['outcome', 'cases', 'right'],
  [...new Set(covering.map(({ one }) => expectationOf(one).outcome))].sort().map((outcome) => {
    const having = covering.filter(({ one }) => expectationOf(one).outcome === outcome);
    return [outcome, having.length, count(having)];
  }),
)}

## Every fault with every way to ask to wait

The two largest axes in full, all else plain: ${product.length} cases, **${count(product)} are right**.

${table(
  ['fault', ...axes.retryAfter],
  axes.fault.map((fault) => [fault, ...axes.retryAfter.map((retryAfter) => cell(product, fault, retryAfter))]),
)}

## What can not be together

${constraints.map((constraint) => `- ${sentence(constraint)}`).join('\n')}
`;
}

/** What the page is where all is right. */
export function reportOfAllRight(covering: Case[]): string {
  const right = (one: Case): Judged => ({ one, isRight: true });
  return reportOf(covering.map(right), fullProduct().map(right));
}

function count(judged: Judged[]): number {
  return judged.filter(({ isRight }) => isRight).length;
}

function valuesOf(axis: Axis, covering: Judged[]): string {
  const having = (value: string): Judged[] => covering.filter(({ one }) => one[axis] === value);
  return axes[axis].map((value) => `\`${value}\` ${count(having(value))}/${having(value).length}`).join(', ');
}

function cell(product: Judged[], fault: string, retryAfter: string): string {
  const found = product.find(({ one }) => one.fault === fault && one.retryAfter === retryAfter);
  if (found === undefined) return 'n/a';
  return found.isRight ? expectationOf(found.one).outcome : 'WRONG';
}

function sentence({ where, only, because }: (typeof constraints)[number]): string {
  const said = (values: object): string =>
    Object.entries(values)
      .map(([axis, list]) => `\`${axis}\` ${axisValues(axis as Axis, list as string[])}`)
      .join(', ');
  return `${said(where)}: only ${said(only)}, for ${because}.`;
}

/** The values, or those left out where these are fewer. */
function axisValues(axis: Axis, list: string[]): string {
  const others = axes[axis].filter((value) => !list.includes(value));
  const isPlain = list.length === 1 && list[0] === plainCase[axis];
  if (!isPlain && others.length < list.length) return `other than ${others.join(', ')}`;
  return list.join(', ');
}

function table(head: string[], rows: (string | number)[][]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
