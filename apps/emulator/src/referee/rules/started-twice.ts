import { groupsOf } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, verdictOf } from '../rule.js';
import { type Start, hasMadeSecondJob, isLikelyRepeat, isOfAnotherKey, isStart } from '../starts.js';

/** Whose client starts like jobs again and again: another of them may be meant. */
const MANY_ALIKE = 2;

/** A second job from one key, or a start repeated blindly: nobody knew what had become of the first. */
export const startedTwice: Rule = {
  name: 'started-twice',
  severity: 'error',
  expected:
    'Repeat a start without an answer only under the same key, and only where the API answers that with the first job; else look for the job first, or ask a person',
  source: {
    title: 'RFC 9110, section 9.2.2 (Idempotent Methods); The Idempotency-Key HTTP Header Field (IETF draft)',
    url: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2',
  },
  judge: ({ entries, clients }) => {
    const ofKeys = [...sameKeys(entries.filter(isStart))];
    const told = new Set(ofKeys.map((offence) => offence?.entry));
    const blind = clients.flatMap((own) => [...blindRepeats(own)]);
    return verdictOf([...ofKeys, ...blind.filter((offence) => offence === null || !told.has(offence.entry))]);
  },
};

/** Starts under one key that came to more than one job, where the API does not promise otherwise. */
function* sameKeys(starts: Start[]): Generator<Offence | null> {
  const keyed = starts.filter(({ start }) => start.key !== null);
  for (const group of groupsOf(keyed, (entry) => `${entry.dialect} ${entry.start!.key}`) as Start[][]) {
    const first = group.find(({ jobId }) => jobId !== null);
    const others = group.filter(
      ({ jobId, start }) => jobId !== null && jobId !== first!.jobId && !start.isSafeToRepeat,
    );
    if (others.length === 0) yield null;
    const what = `Started a second job under the key of request ${first?.number}: this API does not answer a repeat with the first one`;
    yield* others.map((entry) => ({ entry, what }));
  }
}

/** Like starts by one client, one after the other, of which the first had no answer that says what became of it. */
function* blindRepeats(entries: NumberedEntry[]): Generator<Offence | null> {
  for (const group of groupsOf(entries.filter(isStart), ({ start }) => start!.sameAs) as Start[][]) {
    for (const [index, repeat] of group.entries()) {
      const first = group[index - 1];
      if (first === undefined || !first.start.isDoubtful || repeat.at < first.answeredAt) continue;
      const isHarmless = isOfAnotherKey(first, repeat)
        ? !hasMadeSecondJob(first, repeat) || !isLikelyRepeat(first, repeat, entries)
        : isSafe(first, repeat);
      yield isHarmless || hasLooked(entries, first, repeat) ? null : offence(first, repeat, index);
    }
  }
}

function isSafe(first: Start, repeat: Start): boolean {
  return repeat.start.isSafeToRepeat && first.start.key !== null && first.start.key === repeat.start.key;
}

/** Whether the client looked for the job in between, in a list or by what it knows of it. */
function hasLooked(entries: NumberedEntry[], first: Start, repeat: Start): boolean {
  return entries.some(
    ({ at, kind, method }) =>
      at > first.at && at < repeat.at && (kind === 'find' || kind === 'poll' || (kind === 'other' && method === 'GET')),
  );
}

function offence(first: Start, repeat: Start, index: number): Offence {
  const answer = first.code === null ? 'had no answer' : `was answered ${first.code}`;
  const what = `Started again ${keyOf(first, repeat)}, though nobody knew whether request ${first.number}, which ${answer}, had started the job`;
  return index > MANY_ALIKE ? { entry: repeat, what, severity: 'hint' } : { entry: repeat, what };
}

function keyOf(first: Start, { start }: Start): string {
  if (start.key === null) return 'without a key';
  if (!start.takesKey) return 'under a key that this API does not take as one';
  return first.start.key === null ? 'under a key that it did not have before' : 'under another key';
}
