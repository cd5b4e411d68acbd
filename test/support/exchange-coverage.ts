import type { Exchange } from './exchanges.js';
import type { ShippedApi } from './shipped-api.js';

/*
 * What the exchanges of a profile must show: all that the profile can say and do. And of what it can't do, why.
 */

const operations = ['cancel', 'pause', 'resume', 'purge'] as const;

/** What a profile can say or do and no exchange shows; empty where the exchanges are complete. */
export function unshown({ profile, exchanges: { exchanges } }: ShippedApi): string[] {
  const { before = [], start, result, progress } = profile;
  const phases = [profile.poll ?? {}].flat();
  const polls = exchanges.flatMap((exchange) => (exchange.kind === 'poll' ? [exchange.reading] : []));
  const readings = exchanges.map(({ reading }) => reading);
  const finds = exchanges.flatMap((exchange) => (exchange.kind === 'find' ? [exchange.reading.captured] : []));
  const thens = phases.flatMap(({ rules = [] }) => rules.map(({ then }) => then));
  const gotos = thens.flatMap((then) => (typeof then === 'object' ? [then.goto] : []));
  const isFetched = result?.request !== undefined;
  const required: [string, boolean][] = [
    ...before.map((_, index): [string, boolean] => [
      `before.${index}`,
      hasVerdict(exchanges, `before.${index}`, ['started']),
    ]),
    ['a start that is taken', hasVerdict(exchanges, 'start', ['started'])],
    ['a start that is not taken', hasVerdict(exchanges, 'start', ['refused', 'deferred', 'doubtful', 'reauth'])],
    ...verdictsOf(phases).map((verdict): [string, boolean] => [
      `a poll that is ${verdict}`,
      polls.some((reading) => reading.verdict === verdict),
    ]),
    ...gotos.map((phase): [string, boolean] => [
      `a poll to ${phase}`,
      polls.some((reading) => reading.phase === phase),
    ]),
    ...operations
      .filter((kind) => profile[kind] !== undefined)
      .map((kind): [string, boolean] => [kind, hasVerdict(exchanges, kind, ['accepted', 'done'])]),
    ['find', start.find === undefined || finds.some((captured) => captured !== null)],
    ['a result that is fetched', !isFetched || exchanges.some(({ kind }) => kind === 'result')],
    ['a result', result === undefined || isFetched || polls.some((reading) => 'result' in reading)],
    ['progress', progress === undefined || readings.some((reading) => 'progress' in reading)],
    ['an error in its own words', readings.some((reading) => 'error' in reading)],
  ];
  return required.filter(([, isShown]) => !isShown).map(([what]) => what);
}

/** Every verdict that the phases' words, rules and codes can give, and a poll that fails, which each API has. */
function verdictsOf(
  phases: { status?: unknown; statuses?: object | undefined; rules?: { then: unknown }[] | undefined }[],
) {
  const words = phases.flatMap(({ statuses = {} }) => Object.keys(statuses));
  const thens = phases.flatMap(({ rules = [] }) => rules.map(({ then }) => then));
  const codes = phases.some(({ status }) => status === undefined) ? ['succeeded', 'failed'] : [];
  const ruled = thens.filter((then) => typeof then === 'string' && then !== 'status') as string[];
  return [...new Set(['running', 'transient', ...words, ...ruled, ...codes])];
}

function hasVerdict(exchanges: Exchange[], step: string, verdicts: string[]): boolean {
  return exchanges.some(
    (exchange) =>
      exchange.step === step && 'verdict' in exchange.reading && verdicts.includes(exchange.reading.verdict),
  );
}

/** Features that are there and declared away, and such that are neither there nor declared. */
export function undeclared({ profile, exchanges: { notApplicable, leftOut, exchanges } }: ShippedApi): string[] {
  const has = {
    progress: profile.progress !== undefined,
    result: exchanges.some(({ reading }) => 'result' in reading),
    error: true,
    cancel: profile.cancel !== undefined,
    pauseResume: profile.pause !== undefined,
    find: profile.start.find !== undefined,
    callback: profile.callback !== undefined,
  };
  const declared = [...Object.keys(notApplicable), ...Object.keys(leftOut)];
  return Object.entries(has)
    .filter(([feature, isThere]) => declared.filter((other) => other === feature).length !== (isThere ? 0 : 1))
    .map(([feature]) => feature);
}
