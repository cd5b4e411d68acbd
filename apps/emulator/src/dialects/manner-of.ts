import type { DraftReply, JobFacts, Manner, ScenarioReplies } from '@app/contracts';
import { type GivenHint, hintAt } from '../faults/retry-after-text.js';
import type { JobNow } from '../jobs/job-now.js';
import type { DialectCall } from './dialect-call.js';
import { hasEnded } from './standings.js';
import { tellUrl } from './told-url.js';

/** What a reply is to: a start, a poll, or a request about which a scenario says nothing. */
export type MannerOn = 'start' | 'poll' | 'other';

/** How a reply is written, and the hint that takes the place of the API's own. */
export interface GivenManner {
  manner: Manner;
  hint: GivenHint | undefined;
}

/** How replies about this job are written: as its scenario says, and where it says nothing as the API does it. */
export function mannerOf(
  { base, foreignBase }: Pick<DialectCall, 'base' | 'foreignBase'>,
  job: Pick<JobNow, 'life' | 'counts' | 'realNow'>,
  facts: Pick<JobFacts, 'standing'>,
  on: MannerOn,
): GivenManner {
  const replies = job.life.replies ?? {};
  const { start, poll, result, cancel } = job.counts;
  const told = { form: replies.location, base, foreignBase, turn: start + poll + result + cancel };
  const isLive = !hasEnded(facts);
  const hint = on === 'start' || (on === 'poll' && isLive) ? hintAt(replies.retryAfter, on, job.realNow) : undefined;
  const code = codeOf(replies, isLive, on);
  const manner: Manner = { base, tell: (url) => tellUrl(url, told) };
  if (code !== undefined) manner.code = code;
  if (hint?.ms !== undefined) manner.hint = { ms: hint.ms };
  return { manner, hint };
}

function codeOf({ start, pending, end }: ScenarioReplies, isLive: boolean, on: MannerOn): number | undefined {
  if (on === 'start') return start?.code;
  if (on === 'poll') return (isLive ? pending : end)?.code;
  return undefined;
}

const HINT_HEADERS = ['retry-after', 'retry-after-ms'];

/** Puts the headers of a scenario's hint in the place of the API's own. */
export function withHint(draft: DraftReply, hint: GivenHint | undefined): DraftReply {
  if (hint === undefined) return draft;
  const own = Object.entries(draft.headers).filter(([name]) => hint.ms !== undefined || !HINT_HEADERS.includes(name));
  return { ...draft, headers: { ...Object.fromEntries(own), ...hint.headers } };
}
