import type { Finding, RefereeRule } from '@app/contracts';
import { type Around, journalOf } from './journal.js';
import type { NumberedEntry } from './journal-entry.js';
import type { Offence, Rule } from './rule.js';
import { rules } from './rules.js';

/** At most so many requests of one finding are named. */
const MOST_NAMED = 20;

export interface Judgement {
  /** How often each rule had something to judge. */
  checked: Record<RefereeRule, number>;
  /** Errors first, then in the order in which they happened. */
  findings: Finding[];
}

/** What the clients of a namespace did wrong, by all that is known of their requests, in order. Pure. */
export function judge(entries: readonly NumberedEntry[], around: Around): Judgement {
  const judging = judgeStepwise(entries, around);
  for (;;) {
    const { done, value } = judging.next();
    if (done === true) return value;
  }
}

/** The same, a rule at a time: in between others may have their turn, for there can be much to judge. */
export function* judgeStepwise(entries: readonly NumberedEntry[], around: Around): Generator<void, Judgement> {
  const journal = journalOf(entries, around);
  const checked: Partial<Judgement['checked']> = {};
  const findings: Finding[] = [];
  for (const rule of rules) {
    yield;
    const verdict = rule.judge(journal);
    checked[rule.name] = verdict.checked;
    findings.push(...toFindings(rule, verdict.offences));
  }
  const rank = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);
  findings.sort((a, b) => rank(a) - rank(b) || a.request.at.localeCompare(b.request.at));
  return { checked: checked as Judgement['checked'], findings };
}

/** One finding for all offences of a kind by one client to one job. */
function toFindings(rule: Rule, offences: Offence[]): Finding[] {
  const groups = new Map<string, Offence[]>();
  for (const offence of offences) {
    const { client, dialect, jobId, reference } = offence.entry;
    const job = rule.isOfClient === true ? '' : (jobId ?? reference ?? '');
    const key = [client, dialect, job, offence.severity ?? ''].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [offence]);
    else group.push(offence);
  }
  return [...groups.values()].map((group) => toFinding(rule, group));
}

function toFinding(rule: Rule, offences: Offence[]): Finding {
  const { entry, what, severity = rule.severity } = offences[0]!;
  const { client, dialect, jobId, reference, number, at, method, path } = entry;
  return {
    rule: rule.name,
    severity,
    client,
    dialect,
    job: jobId === null || rule.isOfClient === true ? null : { id: jobId, reference },
    what,
    expected: rule.expected,
    source: rule.source,
    request: { number, at: new Date(at).toISOString(), method, path },
    times: offences.length,
    requests: offences.slice(0, MOST_NAMED).map((offence) => offence.entry.number),
  };
}
