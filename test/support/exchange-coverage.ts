import type { Exchange, Feature } from './exchanges.js';
import type { ShippedApi } from './shipped-api.js';

const operations = ['cancel', 'pause', 'resume', 'purge'] as const;

/** What a profile can say or do and no exchange shows, and what is declared not applicable and yet is there. */
export function uncovered({ profile, exchanges: { exchanges, notApplicable } }: ShippedApi): string[] {
  const readings = exchanges.map(({ reading }) => reading);
  const has = (kind: Exchange['kind'], verdicts: string[]): boolean =>
    exchanges.some(
      ({ kind: its, reading }) => its === kind && 'verdict' in reading && verdicts.includes(reading.verdict),
    );
  const phases = [profile.poll ?? {}].flat();
  const thens = phases.flatMap(({ rules = [] }) => rules.map(({ then }) => then));
  const words = phases.flatMap(({ statuses = {} }) => Object.keys(statuses));
  const ofCode = phases.some(({ status }) => status === undefined) ? ['succeeded', 'failed'] : [];
  const verdicts = new Set([
    'running',
    'transient',
    ...words,
    ...ofCode,
    ...thens.filter((then) => typeof then === 'string' && then !== 'status'),
  ] as string[]);
  const gotos = thens.flatMap((then) => (typeof then === 'object' ? [then.goto] : []));
  const polled = exchanges.flatMap((exchange) => (exchange.kind === 'poll' ? [exchange.reading] : []));
  const fetches = profile.result?.request !== undefined;
  const tellsProgress = readings.some((reading) => 'progress' in reading);
  const declared = (feature: Feature): boolean => notApplicable[feature] !== undefined;
  const contradictions: [Feature, unknown][] = [
    ['progress', profile.progress],
    ['result', profile.result],
    ['cancel', profile.cancel],
    ['pauseResume', profile.pause ?? profile.resume],
    ['find', profile.start.find],
    ['callback', profile.callback],
  ];
  return [
    ...(profile.before ?? []).flatMap((_, index) =>
      exchanges.some((e) => e.kind === 'before' && e.index === index && e.reading.verdict === 'started')
        ? []
        : [`before.${index}`],
    ),
    ...(has('start', ['started']) ? [] : ['a start that is taken']),
    ...(has('start', ['refused', 'deferred', 'doubtful', 'reauth']) || has('before', ['refused'])
      ? []
      : ['a start that is not taken']),
    ...[...verdicts].filter((verdict) => !has('poll', [verdict])).map((verdict) => `a poll that is ${verdict}`),
    ...gotos
      .filter((phase) => !polled.some((reading) => reading.phase === phase))
      .map((phase) => `a poll that leads to ${phase}`),
    ...operations.filter((kind) => profile[kind] !== undefined && !has(kind, ['accepted', 'done'])),
    ...(profile.start.find &&
    !exchanges.some(({ kind, reading }) => kind === 'find' && 'captured' in reading && reading.captured)
      ? ['find']
      : []),
    ...(fetches && !exchanges.some(({ kind }) => kind === 'result') ? ['a result that is fetched'] : []),
    ...(profile.result && !fetches && !polled.some((reading) => 'result' in reading) ? ['a result'] : []),
    ...(profile.progress && !tellsProgress ? ['progress'] : []),
    ...(readings.some((reading) => 'error' in reading) ? [] : ['an error in its own words']),
    ...contradictions
      .filter(([feature, part]) => part !== undefined && declared(feature))
      .map(([feature]) => `nothing, for ${feature} is declared not applicable and is there`),
  ];
}
