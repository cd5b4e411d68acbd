import type { CompiledPhase } from '../profile/compiled.js';
import type { StatusesDocument } from '../profile/phase.contract.js';
import type { JobFacts, Standing } from './dialect.js';

/** The verdict that a standing is told as. */
export const verdictOfStanding = {
  open: 'running',
  queued: 'running',
  running: 'running',
  canceling: 'running',
  paused: 'paused',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
} as const satisfies Record<Standing, keyof StatusesDocument>;

/** What jobs fail with whose scenario says no code: an API that has one of its own tells that. */
const UNSAID_CODE = 'JobFailed';

/** Whether a scenario says with which code a job fails. */
export function hasOwnCode(error: JobFacts['error']): boolean {
  return error !== null && error.code !== UNSAID_CODE;
}

/** What words of a standing look like, where a list has several for one verdict. */
const looks: Record<Standing, RegExp> = {
  open: /open|creat|init/i,
  queued: /queue|pend|accept|wait|submit|schedul|start|creat|valid/i,
  running: /^(?!.*not).*(run|progress|process|work|active|sync|execut)/i,
  canceling: /cancel|stopp|abort|terminat/i,
  paused: /paus|suspend/i,
  succeeded: /succ|complet|done|finish/i,
  failed: /fail/i,
  canceled: /cancel|abort/i,
};

/** Words where the profile lists none, for any will do. */
const plain: Record<Standing, string> = {
  open: 'Open',
  queued: 'Accepted',
  running: 'Running',
  canceling: 'Canceling',
  paused: 'Paused',
  succeeded: 'Succeeded',
  failed: 'Failed',
  canceled: 'Canceled',
};

/** The words that a phase has for a standing, the likeliest first. Stars in them are filled in. */
export function wordsFor(
  { profileWords }: { profileWords: StatusesDocument | undefined },
  { standing, error }: Pick<JobFacts, 'standing' | 'error'>,
  own: string | undefined,
): string[] {
  const listed = profileWords?.[verdictOfStanding[standing]] ?? [];
  const rank = (word: string): number => {
    if (looks[standing].test(word)) return 0;
    return standing === 'canceling' && looks.running.test(word) ? 1 : 2;
  };
  const ranked = listed.toSorted((one, other) => rank(one) - rank(other));
  const code = standing === 'failed' ? error?.code : undefined;
  const patterns = ranked.filter((word) => word.includes('*'));
  const fill = (word: string, star: string): string => word.replaceAll('*', star);
  return [
    ...(own === undefined ? [] : [fill(own, code ?? plain[standing])]),
    ...(code === undefined ? [] : patterns.map((word) => fill(word, code))),
    ...ranked.filter((word) => !word.includes('*')),
    ...patterns.flatMap((word) => [fill(word, plain[standing]), fill(word, '')]),
    plain[standing],
  ];
}

/** Codes that may mean what a standing is told as, the likeliest first, where there is no word or beside it. */
export function codesFor({ codeIsState, status }: CompiledPhase, standing: Standing): number[] {
  const verdict = verdictOfStanding[standing];
  if (verdict === 'failed') return codeIsState ? [400, 200, 500] : [200, 500, 400];
  if (verdict === 'succeeded') return [200, 303];
  if (verdict === 'canceled') return [200];
  return codeIsState || status === undefined ? [202, 200] : [200, 202];
}
